"""Masked frames into a video file of constant rate, which appears under its name when complete."""

from pathlib import Path
from types import TracebackType
from typing import Final, Self

import cv2
import numpy as np

from edge.errors import BadInputError
from edge.privacy.mask import FILL, MaskedFrame

_CODECS: Final = {".mp4": "mp4v", ".m4v": "mp4v", ".mov": "mp4v", ".avi": "MJPG", ".mkv": "MJPG"}
# So many frames show the usual distance between two, odd ones among them or not.
_RATE_FRAMES: Final = 16
_USUAL_FPS: Final = 10.0


class MaskedVideo:
    """Writes masked frames at the places in time where they were taken.

    Until complete it is OUTPUT.part beside its place, masked like the rest. Raises
    BadInputError for a place or a kind of file that cannot be written.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix.lower() not in _CODECS:
            raise BadInputError(f"{path}: expected a name that ends in {', '.join(_CODECS)}")
        if not path.parent.is_dir():
            raise BadInputError(f"{path}: there is no folder {path.parent}")
        self.path = path
        self._part = path.with_name(f".part-{path.name}")
        self._first: list[MaskedFrame] = []
        self._writer: cv2.VideoWriter | None = None
        self._fps = _USUAL_FPS
        self._start_s = 0.0
        self._written = 0
        self._size = (0, 0)
        self._last: MaskedFrame | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if error is None:
            self._finish()
        else:
            self._part.unlink(missing_ok=True)

    def write(self, masked: MaskedFrame) -> None:
        """Take the next frame; frames come in the order of their time."""
        if self._writer is not None:
            self._place(masked)
            return
        self._first.append(masked)
        if len(self._first) == _RATE_FRAMES:
            self._open()

    def filled_share(self, masked: MaskedFrame) -> float:
        """Share of the picture that has the colour of the fill."""
        fill = (FILL, FILL, FILL)
        return cv2.countNonZero(cv2.inRange(masked.pixels, fill, fill)) / masked.pixels[..., 0].size

    def _open(self) -> None:
        times_s = [masked.mono_s for masked in self._first]
        if len(times_s) > 1:
            self._fps = 1.0 / max(float(np.median(np.diff(times_s))), 1e-3)
        self._start_s = times_s[0]
        height, width = self._first[0].pixels.shape[:2]
        self._size = (width, height)
        codec = cv2.VideoWriter.fourcc(*_CODECS[self.path.suffix.lower()])
        self._writer = cv2.VideoWriter(str(self._part), codec, self._fps, self._size)
        if not self._writer.isOpened():
            raise BadInputError(f"{self.path}: cannot be written")
        for masked in self._first:
            self._place(masked)
        self._first.clear()

    def _place(self, masked: MaskedFrame) -> None:
        """Repeat the last frame up to the place of this one: a pause stays a pause."""
        place = round((masked.mono_s - self._start_s) * self._fps)
        while self._last is not None and self._written < place:
            self._put(self._last)
        self._last = masked

    def _put(self, masked: MaskedFrame) -> None:
        pixels = masked.pixels
        if pixels.shape[1::-1] != self._size:
            pixels = cv2.resize(pixels, self._size).astype(np.uint8, copy=False)
        assert self._writer is not None  # noqa: S101  opened before anything is placed
        self._writer.write(pixels)
        self._written += 1

    def _finish(self) -> None:
        if self._writer is None and self._first:
            self._open()
        if self._writer is None or self._last is None:
            raise BadInputError(f"{self.path}: the recording holds no picture, nothing was written")
        self._put(self._last)
        self._writer.release()
        self._part.replace(self.path)
