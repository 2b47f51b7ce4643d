"""The cells that anchor-free networks answer for, and boxes told relative to them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes

STRIDES_PX: Final = (8, 16, 32)


class Grid:
    """The cells of one input at strides 8, 16 and 32: finest first, each stride row by row.

    counts: how many cells each stride has.
    """

    def __init__(self, size_px: tuple[int, int]) -> None:
        levels = [_corners(size_px, stride_px) for stride_px in STRIDES_PX]
        self.counts = tuple(len(level) for level in levels)
        self._corners = np.concatenate(levels)
        self._strides_px = np.repeat(np.array(STRIDES_PX, np.float32), self.counts)[:, None]

    def boxes(self, cells: NDArray[np.intp], told: NDArray[np.float32]) -> Boxes:
        """Boxes in px of the input, (N, 4), of which each cell tells centre and size.

        cells: (N,) numbers over all strides. told: (N, 4), the centre as seen from the upper left
        corner of the cell, x first, then the logarithms of width and height; all in strides.
        """
        centres = self._corners[cells] + told[:, :2]
        with np.errstate(over="ignore"):  # an endless size is caught as not finite
            halves = np.exp(told[:, 2:]) / 2
        boxes: Boxes = np.concatenate([centres - halves, centres + halves], axis=1)
        boxes *= self._strides_px[cells]
        return boxes


def middles_px(size_px: tuple[int, int], stride_px: int) -> NDArray[np.float32]:
    """Middles of one stride's cells, (N, 2) as x, y in px of the input, row by row."""
    return (_corners(size_px, stride_px) + np.float32(0.5)) * np.float32(stride_px)


def _corners(size_px: tuple[int, int], stride_px: int) -> NDArray[np.float32]:
    """Upper left corners of one stride's cells, (N, 2) as x, y in strides."""
    x, y = np.meshgrid(np.arange(size_px[0] // stride_px), np.arange(size_px[1] // stride_px))
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)
