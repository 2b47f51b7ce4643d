"""A recording as the whole scene, or as the empty place behind people."""

from bisect import bisect_right
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.capture.camera import CameraError
from edge.capture.video import VideoReel

Pixels = NDArray[np.uint8]


# Containers round times to milliseconds.
_SAME_S: Final = 0.0006


class Recording:
    """One video file, looked at by time; it begins anew at its end."""

    def __init__(self, path: Path, size_px: tuple[int, int]) -> None:
        """size_px: that pictures are brought to. Raises CameraError naming the file."""
        self._reel = VideoReel(path)
        self._size = size_px
        self._times: list[float] = []
        while (time_s := self._reel.advance()) is not None:
            self._times.append(time_s)
        if not self._times:
            raise CameraError(f"{path}: holds no picture that can be read")
        self._reel.rewind()
        self._at = -1
        self._shown: Pixels = np.zeros((size_px[1], size_px[0], 3), np.uint8)

    @property
    def length_s(self) -> float:
        """From the first frame to the end of the last, which lasts as long as one on average."""
        times = self._times
        return times[-1] * len(times) / (len(times) - 1) if len(times) > 1 else 1.0

    def at(self, t_s: float) -> Pixels:
        """The picture at a time, (H, W, 3) BGR, to be written to by nobody.

        A damaged frame shows the one before it.
        """
        wanted = bisect_right(self._times, t_s % self.length_s + _SAME_S) - 1
        if wanted < self._at:
            self._reel.rewind()
            self._at = -1
        while self._at < wanted:
            self._reel.advance()
            self._at += 1
            pixels = self._reel.picture()
            if pixels is not None and self._at == wanted:
                self._shown = _fitted(pixels, self._size)
        return self._shown

    def close(self) -> None:
        self._reel.close()


def _fitted(pixels: Pixels, size_px: tuple[int, int]) -> Pixels:
    if (pixels.shape[1], pixels.shape[0]) == size_px:
        return pixels
    fitted = cv2.resize(pixels, size_px, interpolation=cv2.INTER_AREA)
    return fitted.astype(np.uint8, copy=False)
