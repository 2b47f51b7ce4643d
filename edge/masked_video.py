"""Masked frames into a video file of constant rate, which appears under its name when complete."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from edge.capture.opencv import has_odd_bytes, open_ffmpeg
from edge.errors import BadInputError
from edge.privacy.mask import FILL, MaskedFrame
from edge.whole_file import whole_file

_CODECS: Final = {".mp4": "mp4v", ".m4v": "mp4v", ".mov": "mp4v", ".avi": "MJPG", ".mkv": "MJPG"}
# A damaged time in a recording must not fill the disk with one repeated picture.
LONGEST_PAUSE_S: Final = 3600.0


@contextmanager
def masked_video(path: Path, *, fps: float) -> Iterator["MaskedVideo"]:
    """Open a video to write to. Raises BadInputError naming a path that cannot be written."""
    if path.suffix.lower() not in _CODECS:
        raise BadInputError(f"{path}: expected a name that ends in {', '.join(_CODECS)}")
    with whole_file(path) as part:
        if part == path:
            raise BadInputError(f"{path}: not a file")
        if has_odd_bytes(part.absolute()):
            raise BadInputError(f"{path}: a name that is not UTF-8")
        video = MaskedVideo(part, name=str(path), fps=fps)
        yield video
        video.finish()


class MaskedVideo:
    """Writes masked frames at the places in time where they were taken.

    fps: of the copy; a pause in the recording is filled with the last frame before it. Codecs
    leave out an odd last row or column. name: for messages. Raises BadInputError.
    """

    def __init__(self, path: Path, *, name: str, fps: float) -> None:
        self._path = path
        self._name = name
        self._fps = fps
        self._writer: cv2.VideoWriter | None = None
        self._start_s = 0.0
        self._written = 0
        self._size = (0, 0)
        self._last: MaskedFrame | None = None

    def write(self, masked: MaskedFrame) -> None:
        """Take the next frame; frames come in the order of their time."""
        if self._writer is None:
            self._open(masked)
        if self._last is not None and masked.mono_s - self._last.mono_s > LONGEST_PAUSE_S:
            raise BadInputError(
                f"the recording pauses for {masked.mono_s - self._last.mono_s:.0f} s "
                f"at {self._last.mono_s:.1f} s: too long to be copied"
            )
        place = round((masked.mono_s - self._start_s) * self._fps)
        while self._last is not None and self._written < place:
            self._put(self._last)
        self._last = masked

    def filled_share(self, masked: MaskedFrame) -> float:
        """Share of the picture that has the colour of the fill."""
        fill = (FILL, FILL, FILL)
        return cv2.countNonZero(cv2.inRange(masked.pixels, fill, fill)) / masked.pixels[..., 0].size

    def _open(self, first: MaskedFrame) -> None:
        self._start_s = first.mono_s
        self._size = first.pixels.shape[1], first.pixels.shape[0]
        codec = cv2.VideoWriter.fourcc(*_CODECS[self._path.suffix.lower()])
        # An absolute path, so that no name is taken for a protocol of FFmpeg's.
        self._writer = cv2.VideoWriter(str(self._path.absolute()), codec, self._fps, self._size)
        if not self._writer.isOpened():
            raise BadInputError(f"{self._name}: cannot be written")

    def _put(self, masked: MaskedFrame) -> None:
        pixels = masked.pixels
        if pixels.shape[1::-1] != self._size:
            pixels = cv2.resize(pixels, self._size).astype(np.uint8, copy=False)
        assert self._writer is not None  # noqa: S101  opened before anything is placed
        self._writer.write(pixels)
        self._written += 1

    def finish(self) -> None:
        """Write what is left, and make sure that all of it is there."""
        if self._writer is None or self._last is None:
            raise BadInputError(
                f"{self._name}: the recording holds no picture, nothing was written"
            )
        self._put(self._last)
        self._writer.release()
        # OpenCV does not say when the disk is full.
        if _frames_in(self._path) != self._written:
            raise BadInputError(f"{self._name}: cannot be written to its end: is the disk full?")


def _frames_in(path: Path) -> int:
    capture = open_ffmpeg(str(path.absolute()))
    frames = 0
    while capture.grab():
        frames += 1
    capture.release()
    return frames
