"""Where in the picture something has stirred, and when last."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stir:
    """What one picture came to. A cell counts as within every box that touches it.

    whole: nothing may be taken for granted: the first picture, another light, place or lens.
    stirred_s: (rows, columns) float64, when each cell of the picture last stirred.
    """

    mono_s: float
    whole: bool
    stirred_s: NDArray[np.float64]

    @property
    def last_s(self) -> float:
        """When anything has stirred last."""
        return self.mono_s if self.whole else float(self.stirred_s.max())

    def outside(self, boxes: Boxes, *, since_s: float) -> bool:
        """Tell whether anything has stirred outside boxes, (N, 4) normalised, after since_s."""
        if not len(boxes):
            return self.last_s > since_s
        return self.in_cells(self.cells_outside(boxes), since_s=since_s)

    def cells_outside(self, boxes: Boxes) -> NDArray[np.bool_]:
        """(rows, columns) the cells that none of the boxes, (N, 4) normalised, touches."""
        rows, columns = self._touched(boxes)
        outside: NDArray[np.bool_] = ~(rows.T @ columns)
        return outside

    def in_cells(self, cells: NDArray[np.bool_], *, since_s: float) -> bool:
        """Tell whether anything has stirred in these cells, (rows, columns), after since_s."""
        return self.whole or bool((cells & (self.stirred_s > since_s)).any())

    def stirred_in(self, boxes: Boxes, *, since_s: float) -> NDArray[np.bool_]:
        """Tell for each box, (N, 4) normalised, whether anything in it has stirred after since_s.

        Returns (N,).
        """
        if self.whole:
            return np.ones(len(boxes), np.bool_)
        rows, columns = self._touched(boxes)
        cells = (rows @ (self.stirred_s > since_s)) & columns
        stirred: NDArray[np.bool_] = np.logical_or.reduce(cells, axis=1)
        return stirred

    def still(self, boxes: Boxes, since_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each box whether nothing in it has stirred after its since_s.

        boxes: (N, 4) normalised. since_s: (N,). Returns (N,).
        """
        if self.whole:
            return np.zeros(len(boxes), np.bool_)
        stirred = self.stirred_s > since_s[:, None, None]
        if not stirred.any():
            return np.ones(len(boxes), np.bool_)
        rows, columns = self._touched(boxes)
        stirred &= rows[:, :, None] & columns[:, None, :]
        still: NDArray[np.bool_] = np.logical_not(stirred.any(axis=(1, 2)))
        return still

    def _touched(self, boxes: Boxes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which rows (N, rows) and columns (N, columns) of cells each box touches."""
        rows, columns = self.stirred_s.shape
        cells = boxes * np.array([columns, rows, columns, rows], np.float32)
        most = np.array([columns - 1, rows - 1], np.float32)
        # A box beside the picture touches the cells at its edge.
        first = np.minimum(np.maximum(np.floor(cells[:, :2]), 0), most)
        last = np.minimum(np.maximum(np.ceil(cells[:, 2:]) - 1, first), most)
        row, column = np.arange(rows), np.arange(columns)
        return (
            (row >= first[:, 1:]) & (row <= last[:, 1:]),
            (column >= first[:, :1]) & (column <= last[:, :1]),
        )
