"""A captured picture, which may be looked at but not sent."""

from collections.abc import Callable
from typing import Final, Never

import cv2
import numpy as np

from edge.geometry import fitted_px
from edge.perception.planes import Picture, Pixels, Planes, bgr_of, bytes_of, size_px

__all__ = ["LORES_PX", "Frame", "FrameSpentError", "Pixels"]

# As large as the largest default input, so that whatever a default model sees is in there.
LORES_PX: Final = (640, 480)


class FrameSpentError(RuntimeError):
    """The pixels of this frame have been masked: there are no raw ones left to look at."""


class Frame:
    """One captured picture and the moment it was taken.

    picture: (H, W, 3) uint8 BGR, contiguous, or planes; owned by this frame alone.
    mono_s: when it was captured, in seconds of the monotonic clock (of a recording: its own).
    utc_s: the calendar time of capture, or None while the clock is not set.
    lores: the same moment and view in few pixels, of a camera that gives both; as the picture, of
    any size, and owned by this frame as well.
    """

    __slots__ = ("_lores", "_own", "_pixels", "height", "mono_s", "utc_s", "width")

    def __init__(
        self,
        picture: Picture,
        *,
        mono_s: float,
        utc_s: float | None = None,
        lores: Picture | None = None,
    ) -> None:
        own = (picture,) if lores is None or lores is picture else (picture, lores)
        for one in own:
            if not isinstance(one, Planes) and (
                one.shape[2:] != (3,) or one.dtype != np.uint8 or not one.size
            ):
                raise ValueError(f"expected (H, W, 3) uint8, got {one.shape} {one.dtype}")
        self._own: tuple[Picture, ...] = own
        self._pixels: Pixels | None = None
        self._lores: Pixels | None = None
        self.width, self.height = size_px(picture)
        self.mono_s = mono_s
        self.utc_s = utc_s

    @property
    def raw_bytes(self) -> int:
        """How much the picture is, as the camera gave it. Raises FrameSpentError."""
        return bytes_of(self._raw()[0])

    @property
    def pixels(self) -> Pixels:
        """The raw picture, of planes a copy. Raises FrameSpentError once it has been masked."""
        if self._pixels is None:
            self._pixels = bgr_of(self._raw()[0])
        return self._pixels

    @property
    def lores(self) -> Pixels:
        """The picture small, for whoever can do without detail: to be read, never to be kept.

        The camera's own, whatever its size; else made on first use to fit into LORES_PX, its
        shape kept; the picture itself where that is less than twice as large. Raises
        FrameSpentError.
        """
        if self._lores is None:
            raw = self._raw()
            self._lores = bgr_of(raw[1]) if len(raw) > 1 else _small(self)
        return self._lores

    def burn(self, paint: Callable[[Picture], None]) -> None:
        """Change the raw picture in place, and the camera's own small one: all that there is."""
        for picture in self._raw():
            paint(picture)
        self._pixels = self._lores = None

    def spend(self, mask: Callable[[Picture], None]) -> Picture:
        """Mask the picture in place and hand it out; the frame itself is blind from then on.

        Should the mask fail, nothing is handed out and the raw picture is dropped as well.
        """
        picture = self._raw()[0]
        self._own, self._pixels, self._lores = (), None, None
        mask(picture)
        return picture

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("a Frame stays in memory: raw pixels are never serialised")

    def __copy__(self) -> Never:
        raise TypeError("a Frame has one owner: raw pixels are never copied")

    def __deepcopy__(self, memo: object) -> Never:
        raise TypeError("a Frame has one owner: raw pixels are never copied")

    def __repr__(self) -> str:
        return f"<Frame {self.width}x{self.height} at {self.mono_s:.3f} s>"

    def _raw(self) -> tuple[Picture, ...]:
        if not self._own:
            raise FrameSpentError("this frame has been masked: its raw pixels are gone")
        return self._own


def _small(frame: Frame) -> Pixels:
    # To shrink 768x576 costs twice what 1280x720 does, and more than looking at it as it is.
    if frame.width < 2 * LORES_PX[0] and frame.height < 2 * LORES_PX[1]:
        return frame.pixels
    size = fitted_px((frame.width, frame.height), LORES_PX)
    (picture,) = frame._raw()
    if isinstance(picture, Planes):
        return picture.bgr(size)
    # Linear: area costs four times as much, but for an exact half (1280x720), where both are one.
    return np.asarray(cv2.resize(picture, size), np.uint8)
