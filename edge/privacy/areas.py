"""Parts of the picture that nobody may see: burnt out of the raw picture before anything looks."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Point
from edge.perception.frame import Frame
from edge.perception.planes import Picture, size_px
from edge.privacy.paint import Stamp

# Of a pixel, in bits, to which corners are exact.
_FRACTION_BITS: Final = 8
# A camera has two sizes at most, its picture's and that of the small one.
_SIZES: Final = 2


class Areas:
    """polygons: their corners, normalised. Every pixel that one of them touches is burnt."""

    def __init__(self, polygons: Sequence[Sequence[Point]]) -> None:
        self._polygons = [np.array(polygon, np.float64) for polygon in polygons]
        self._stamps: dict[tuple[int, int], list[Stamp]] = {}

    def burn(self, frame: Frame) -> None:
        """Fill the areas in the raw picture and the camera's own small one, in place."""
        if self._polygons:
            frame.burn(self._press)

    def _press(self, picture: Picture) -> None:
        size = size_px(picture)
        if size not in self._stamps:
            while len(self._stamps) >= _SIZES:
                del self._stamps[next(iter(self._stamps))]
            self._stamps[size] = [_stamp(polygon, *size) for polygon in self._polygons]
        for stamp in self._stamps[size]:
            stamp.press(picture)


def _stamp(polygon: NDArray[np.float64], width_px: int, height_px: int) -> Stamp:
    """What fills every pixel of a picture that a polygon touches."""
    drawn = np.zeros((height_px, width_px), np.uint8)
    # Whole numbers are the middles of pixels, for OpenCV.
    corners = np.rint((polygon * (width_px, height_px) - 0.5) * 2**_FRACTION_BITS).astype(np.int32)
    cv2.fillPoly(drawn, [corners], (1,), shift=_FRACTION_BITS)
    # It leaves out pixels whose middle lies outside.
    drawn = cv2.dilate(drawn, np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False)
    left, top, wide, high = cv2.boundingRect(drawn)
    return Stamp(drawn[top : top + high, left : left + wide].copy(), left=left, top=top)
