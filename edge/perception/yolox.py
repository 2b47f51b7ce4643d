"""YOLOX: of every cell a box, whether something is there, and what.

Ge et al. 2021, arXiv 2107.08430; layout of Megvii-BaseDetection/YOLOX, yolo_head.py, with
decode_in_inference off, as its export for deployment writes it.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.grid import Grid
from edge.perception.head import NO_CANDIDATES, SCORE_FLOOR, Candidates, passing
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.tensor import Tensor

# A row of an output: the box, then objectness, then the classes.
_BOX: Final = np.s_[:, :4]
_OBJECTNESS: Final = 4
_CLASSES: Final = np.s_[:, 5:]


class YoloX:
    """Objectness and classes are sigmoids already; the score is their product.

    One output (1, N, 5 + classes) for all strides, or one a stride, flat or as (1, H, W, ...).
    """

    # nmsthre of the published configuration, yolox_base.py.
    max_iou = 0.65

    def __init__(self, interpreter: Interpreter, card: ModelCard, classes: int) -> None:
        self._interpreter = interpreter
        self._grid = Grid(interpreter.size_px)
        self._levels = _levels(interpreter, card.name, self._grid.counts, 5 + classes)

    def candidates(self) -> Candidates:
        parts = [part for level in self._levels if (part := self._read(*level)) is not None]
        if not parts:
            return NO_CANDIDATES
        cells, rows = map(np.concatenate, zip(*parts, strict=True))
        found, classes, scores = passing(rows[:, _OBJECTNESS, None] * rows[_CLASSES])
        boxes = self._grid.boxes(cells[found], rows[_BOX][found])
        return Candidates(boxes=boxes, scores=scores, classes=classes)

    def _read(self, output: Tensor, first: int) -> tuple[NDArray[Any], ...] | None:
        """Cells where something may be, numbered over all strides, and their rows."""
        # No class is more than certain: what falls short here falls short as a product.
        cells, scores = self._interpreter.best(output, SCORE_FLOOR, part=np.s_[..., _OBJECTNESS])
        if not len(scores):
            return None
        return cells + first, self._interpreter.rows(output, cells)


def _levels(
    interpreter: Interpreter, model: str, counts: tuple[int, ...], depth: int
) -> list[tuple[Tensor, int]]:
    """Outputs, and the number of the first cell in each: one for all strides, or one a stride."""
    found = {_cells(output): output for output in interpreter.outputs if output.shape[-1] == depth}
    if sum(counts) in found:
        return [(found[sum(counts)], 0)]
    if any(count not in found for count in counts):
        shapes = [output.shape for output in interpreter.outputs]
        raise ModelError(f"{model}: expected {counts} cells of {depth} values among {shapes}")
    return [(found[count], sum(counts[:level])) for level, count in enumerate(counts)]


def _cells(output: Tensor) -> int:
    return int(np.prod(output.shape[:-1]))
