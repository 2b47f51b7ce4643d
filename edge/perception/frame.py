"""A captured picture, which may be looked at but not sent."""

from collections.abc import Callable
from typing import Final, Never

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import fitted_px

Pixels = NDArray[np.uint8]

# As large as the largest default input, so that whatever a default model sees is in there.
LORES_PX: Final = (640, 480)


class FrameSpentError(RuntimeError):
    """The pixels of this frame have been masked: there are no raw ones left to look at."""


class Frame:
    """One captured picture and the moment it was taken.

    pixels: (H, W, 3) uint8 BGR, contiguous, owned by this frame alone.
    mono_s: when it was captured, in seconds of the monotonic clock (of a recording: its own).
    utc_s: the calendar time of capture, or None while the clock is not set.
    lores: the same moment and view in few pixels, (h, w, 3) uint8 BGR, contiguous, of a camera
    that gives both; owned by this frame as well.
    """

    __slots__ = ("_lores", "_pixels", "height", "mono_s", "utc_s", "width")

    def __init__(
        self,
        pixels: Pixels,
        *,
        mono_s: float,
        utc_s: float | None = None,
        lores: Pixels | None = None,
    ) -> None:
        for picture in (pixels,) if lores is None else (pixels, lores):
            if picture.shape[2:] != (3,) or picture.dtype != np.uint8 or not picture.size:
                raise ValueError(f"expected (H, W, 3) uint8, got {picture.shape} {picture.dtype}")
        self._pixels: Pixels | None = pixels
        self._lores = lores
        self.height, self.width = pixels.shape[:2]
        self.mono_s = mono_s
        self.utc_s = utc_s

    @property
    def pixels(self) -> Pixels:
        """The raw picture. Raises FrameSpentError once it has been masked."""
        if self._pixels is None:
            raise FrameSpentError("this frame has been masked: its raw pixels are gone")
        return self._pixels

    @property
    def lores(self) -> Pixels:
        """The picture small, for whoever can do without detail: to be read, never to be kept.

        The camera's own, whatever its size; else made on first use to fit into LORES_PX, its
        shape kept; the picture itself where that is less than twice as large. Raises
        FrameSpentError.
        """
        pixels = self.pixels
        if self._lores is None:
            self._lores = _small(pixels)
        return self._lores

    def spend(self, mask: Callable[[Pixels], None]) -> Pixels:
        """Mask the pixels in place and hand them out; the frame itself is blind from then on.

        Should the mask fail, nothing is handed out and the raw pixels are dropped as well.
        """
        pixels, self._pixels, self._lores = self.pixels, None, None
        mask(pixels)
        return pixels

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("a Frame stays in memory: raw pixels are never serialised")

    def __copy__(self) -> Never:
        raise TypeError("a Frame has one owner: raw pixels are never copied")

    def __deepcopy__(self, memo: object) -> Never:
        raise TypeError("a Frame has one owner: raw pixels are never copied")

    def __repr__(self) -> str:
        return f"<Frame {self.width}x{self.height} at {self.mono_s:.3f} s>"


def _small(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    # To shrink 768x576 costs twice what 1280x720 does, and more than looking at it as it is.
    if width < 2 * LORES_PX[0] and height < 2 * LORES_PX[1]:
        return pixels
    # Linear: area costs four times as much, but for an exact half (1280x720), where both are one.
    resized = cv2.resize(pixels, fitted_px((width, height), LORES_PX))
    return np.asarray(resized, np.uint8)
