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
        return _span(boxes[:, 1], boxes[:, 3], rows), _span(boxes[:, 0], boxes[:, 2], columns)


def _span(low: Boxes, high: Boxes, cells: int) -> NDArray[np.bool_]:
    """Cells of one side that spans from low to high (N,) touch, at least one each."""
    first = np.clip(np.floor(low * cells), 0, cells - 1)[:, None]
    last = np.clip(np.ceil(high * cells)[:, None] - 1, first, cells - 1)
    index = np.arange(cells)
    span: NDArray[np.bool_] = (index >= first) & (index <= last)
    return span
