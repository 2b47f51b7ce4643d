"""Recordings in files, read by OpenCV's FFmpeg."""

import math
import os
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

import cv2
import numpy as np

from edge.capture.camera import CameraError, EndOfRecording
from edge.capture.opencv import has_odd_bytes, open_ffmpeg
from edge.perception.frame import Pixels
from edge.terms import SourceKind

# One picture in ten seconds is a time lapse; no camera here is faster than 480.
MIN_FPS: Final = 0.1
MAX_FPS: Final = 480.0
_PEEKED_FRAMES: Final = 12
# Only one container of moving pictures starts with so many bytes and no control character.
_TEXT_BYTES: Final = 512
_TEXTLIKE_VIDEO: Final = b"YUV4MPEG2 "
# A damaged frame makes grab() fail as the end does, but good frames may follow it.
_GRABS: Final = 32
# A header's number of frames is often an estimate from the playing time.
_MISSING_SHARE: Final = 0.02
_MISSING_FRAMES: Final = 2


class VideoReel:
    """One video file. A frame's time is the container's where it grows, else one interval more."""

    kind: SourceKind = "file"

    def __init__(self, path: Path) -> None:
        """Open a file and look at its first frames. Raises CameraError naming the file."""
        self.name = str(path)
        self._path = path
        require_content(path)
        self._time_s: float | None = None
        self._interval_s = self._usual_interval_s()
        self._open()

    def advance(self) -> float | None:
        if not any(self._capture.grab() for _ in range(_GRABS)):
            return None
        self._frames += 1
        container_s = self._container_s()
        if self._time_s is None:
            self._first_s = container_s
            self._time_s = 0.0
        elif container_s - self._first_s > self._time_s:
            self._time_s = container_s - self._first_s
        else:
            # Repeated, backwards or no number at all: the clock of a recording never stands still.
            self._time_s += self._interval_s
        return self._time_s

    def picture(self) -> Pixels | None:
        decoded, pixels = self._capture.retrieve()
        if not decoded or pixels is None:
            return None
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
            raise CameraError(f"{self.name}: pictures of {pixels.shape} {pixels.dtype}, not BGR")
        return np.ascontiguousarray(pixels, np.uint8)

    def end(self) -> EndOfRecording:
        promised = self._promised_frames
        missing = promised - self._frames
        if missing >= max(_MISSING_FRAMES, promised * _MISSING_SHARE):
            return EndOfRecording(
                f"{self.name}: ends after {self._frames} of {promised:.0f} frames: truncated",
                truncated=True,
            )
        return EndOfRecording(f"{self.name}: the recording has ended")

    def rewind(self) -> None:
        """Open the file again: seeking is not exact in every container."""
        self._capture.release()
        self._open()

    def close(self) -> None:
        self._capture.release()

    def _open(self) -> None:
        self._capture = _opened(self._path)
        self._promised_frames = _number(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self._frames = 0
        self._first_s = 0.0
        self._time_s = None

    def _container_s(self) -> float:
        return _number(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000

    def _usual_interval_s(self) -> float:
        """Distance of two frames, by the header or where that is absurd by the first frames."""
        self._capture = _opened(self._path)
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        times_s = [self._container_s() for _ in range(_PEEKED_FRAMES) if self._capture.grab()]
        self._capture.release()
        if not times_s:
            raise CameraError(f"{self.name}: holds no picture that can be read")
        if MIN_FPS <= fps <= MAX_FPS:
            return float(1 / fps)
        interval_s = median([b - a for a, b in pairwise(times_s)] or [0.0])
        if 1 / MAX_FPS <= interval_s <= 1 / MIN_FPS:
            return interval_s
        raise CameraError(
            f"{self.name}: claims {fps:g} frames a second and has no times of its own"
        )


def require_content(path: Path) -> None:
    """Refuse what is no regular file with something in it: a pipe would be waited for.

    Raises CameraError naming the file.
    """
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        raise CameraError(f"{path}: {error.strerror or 'cannot be read'}") from error
    if not path.is_file():
        raise CameraError(f"{path}: not a file")
    if not size_bytes:
        raise CameraError(f"{path}: the file is empty")
    if has_odd_bytes(path.absolute()):
        raise CameraError(f"{path}: a name that is not UTF-8")
    if not os.access(path, os.R_OK):
        raise CameraError(f"{path}: permission denied")
    if _is_text(path):
        raise CameraError(f"{path}: a text, not a video")


def _is_text(path: Path) -> bool:
    """FFmpeg would play a text as a film of its letters."""
    with path.open("rb") as file:
        start = file.read(_TEXT_BYTES)
    printable = all(byte >= 0x20 or byte in b"\t\n\r" for byte in start)
    return printable and not start.startswith(_TEXTLIKE_VIDEO)


def _opened(path: Path) -> cv2.VideoCapture:
    # An absolute path, so that no name is taken for a protocol of FFmpeg's.
    capture = open_ffmpeg(str(path.absolute()))
    if not capture.isOpened():
        raise CameraError(f"{path}: not a video that can be read")
    return capture


def _number(value: float) -> float:
    return value if math.isfinite(value) and value > 0 else 0.0
