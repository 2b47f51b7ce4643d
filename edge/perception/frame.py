"""A captured picture, which may be looked at but not sent."""

from collections.abc import Callable
from typing import Never

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


class FrameSpentError(RuntimeError):
    """The pixels of this frame have been masked: there are no raw ones left to look at."""


class Frame:
    """One captured picture and the moment it was taken.

    pixels: (H, W, 3) uint8 BGR, contiguous, owned by this frame alone.
    mono_s: when it was captured, in seconds of the monotonic clock (of a recording: its own).
    utc_s: the calendar time of capture, or None while the clock is not set.
    """

    __slots__ = ("_pixels", "height", "mono_s", "utc_s", "width")

    def __init__(self, pixels: Pixels, *, mono_s: float, utc_s: float | None = None) -> None:
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
            raise ValueError(f"expected (H, W, 3) uint8, got {pixels.shape} {pixels.dtype}")
        self._pixels: Pixels | None = pixels
        self.height, self.width = pixels.shape[:2]
        self.mono_s = mono_s
        self.utc_s = utc_s

    @property
    def pixels(self) -> Pixels:
        """The raw picture. Raises FrameSpentError once it has been masked."""
        if self._pixels is None:
            raise FrameSpentError("this frame has been masked: its raw pixels are gone")
        return self._pixels

    def spend(self, mask: Callable[[Pixels], None]) -> Pixels:
        """Mask the pixels in place and hand them out; the frame itself is blind from then on.

        Should the mask fail, nothing is handed out and the raw pixels are dropped as well.
        """
        pixels, self._pixels = self.pixels, None
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
