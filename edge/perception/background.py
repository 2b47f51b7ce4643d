"""What a scene was like lately: a tiny luma picture that follows the camera's."""

from math import exp
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.frame import Pixels

Grid = NDArray[np.float32]

# Cells are 20 px of a picture 640 wide: about as tall as the smallest person who counts, of 24 px.
_CELLS: Final = 32
_CELL_PX: Final = 5
# Fast enough for the sun and its shadows, slow enough that a walk of any pace adds up.
_FOLLOW_S: Final = 5.0
# What comes to rest at a contrast of 60 levels has faded to less than one in a second.
_SETTLE_S: Final = 0.2


class Background:
    """The background of pictures of one size, in cells.

    size: (columns, rows) of cells, 32 on the longer side.
    """

    def __init__(self, *, width: int, height: int) -> None:
        scale = _CELLS / max(width, height)
        columns, rows = max(1, round(width * scale)), max(1, round(height * scale))
        self.size = columns, rows
        self._tiny_px = columns * _CELL_PX, rows * _CELL_PX
        self._half_px = max(1, width // 2), max(1, height // 2)
        self._gray = np.empty((height, width), np.uint8)
        self._half = np.empty(self._half_px[::-1], np.uint8)
        self._tiny = np.empty(self._tiny_px[::-1], np.uint8)
        self._usual = np.zeros(self._tiny_px[::-1], np.float32)
        self._difference = np.empty_like(self._usual)
        self._pictures = 0

    @property
    def luma(self) -> Pixels:
        """The picture seen last, tiny and grey: to be read before the next is seen."""
        return self._tiny

    def see(self, picture: Pixels) -> None:
        """Take in the picture, (height, width, 3) BGR, that is compared from now on."""
        cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY, dst=self._gray)
        # By halves: six times faster than at once.
        cv2.resize(self._gray, self._half_px, dst=self._half)
        cv2.resize(self._half, self._tiny_px, dst=self._tiny, interpolation=cv2.INTER_AREA)

    def begin(self) -> None:
        """Let the scene be what the picture shows."""
        self._usual[...] = self._tiny
        self._pictures = 1

    def adapt_light(self) -> float:
        """Light the background as the picture is lit; return by how much its levels changed.

        The middle ratio of all cells, whatever moves in fewer than half of them: an exposure
        multiplies levels that are coded with a gamma.
        """
        now, before = self._cell_means(self._tiny), self._cell_means(self._usual)
        gain = float(middle(now / before))
        self._usual *= np.float32(gain)
        return gain

    def energy(self) -> Grid:
        """Mean squared difference of picture and background in each cell, in levels squared."""
        difference = cv2.subtract(self._tiny, self._usual, dst=self._difference, dtype=cv2.CV_32F)
        np.multiply(difference, difference, out=difference)
        energy = cv2.resize(difference, self.size, interpolation=cv2.INTER_AREA)
        return energy.astype(np.float32, copy=False)

    def follow(self, past_s: float, *, settling: NDArray[np.bool_]) -> None:
        """Let the background become a little more like the picture, quickly where it settles.

        past_s: since the picture before. settling: (rows, columns).
        """
        self._pictures += 1
        # The mean of the first pictures, for one alone is as noisy as what it is compared with.
        share = max(1 - exp(-past_s / _FOLLOW_S), 1 / self._pictures)
        cv2.accumulateWeighted(self._tiny, self._usual, share)
        if settling.any():
            where = cv2.resize(
                settling.view(np.uint8), self._tiny_px, interpolation=cv2.INTER_NEAREST
            )
            cv2.accumulateWeighted(self._tiny, self._usual, 1 - exp(-past_s / _SETTLE_S), where)

    def _cell_means(self, tiny: NDArray[np.uint8] | Grid) -> Grid:
        means = cv2.resize(tiny, self.size, interpolation=cv2.INTER_AREA).astype(np.float32)
        means += 1  # black says nothing of the light: its ratio stays near 1
        return means


def middle(grid: Grid) -> float:
    """The median, of an even number the upper one: five times faster than numpy's own."""
    half = grid.size // 2
    return float(np.partition(grid, half, axis=None)[half])
