"""YOLOv8 and what follows its layout (YOLO11): boxes decoded in the network, one score a class.

Layout of the Detect head of ultralytics/ultralytics, nn/modules/head.py, without its own NMS.
Its TFLite export tells boxes as parts of the input, other ways to TFLite leave them in px; no
shape says which, so the manifest does.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.perception.grid import Grid
from edge.perception.head import NO_CANDIDATES, SCORE_FLOOR, Candidates
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.tensor import Tensor

# Centre x, centre y, width, height.
_SIDES: Final = 4


class YoloV8:
    """One output (1, 4 + classes, N), or turned round (1, N, 4 + classes); scores are sigmoids.

    in_px: boxes are told in px of the input, not as parts of it.
    """

    # The authors' default, `iou` of cfg/default.yaml.
    max_iou = 0.7

    def __init__(
        self, interpreter: Interpreter, card: ModelCard, classes: int, *, in_px: bool = False
    ) -> None:
        self._interpreter = interpreter
        self._classes = classes
        self._cells = sum(Grid(interpreter.size_px).counts)
        self._output = _output(interpreter, card.name, _SIDES + classes, self._cells)
        self._cells_last = self._output.shape[2] == self._cells
        sides = (1, 1) if in_px else interpreter.size_px
        self._unit_px = np.array(sides * 2, np.float32)

    def candidates(self) -> Candidates:
        cells, classes, scores = self._passing()
        if not len(scores):
            return NO_CANDIDATES
        told = self._told(cells) * self._unit_px
        centres, halves = told[:, :2], told[:, 2:] / 2
        boxes = np.concatenate([centres - halves, centres + halves], axis=1)
        return Candidates(boxes=boxes, scores=scores, classes=classes)

    def _passing(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Cell, class and score of each score that passes."""
        part = np.s_[0, _SIDES:, :] if self._cells_last else np.s_[0, :, _SIDES:]
        positions, scores = self._interpreter.best(self._output, SCORE_FLOOR, part=part)
        if self._cells_last:
            classes, cells = np.divmod(positions, self._cells)
        else:
            cells, classes = np.divmod(positions, self._classes)
        return cells, classes, scores

    def _told(self, cells: NDArray[np.intp]) -> Boxes:
        """Centre and size as the model tells them, (N, 4)."""
        if self._cells_last:
            return self._interpreter.rows(self._output, np.arange(_SIDES))[:, cells].T
        return self._interpreter.rows(self._output, cells)[:, :_SIDES]


def _output(interpreter: Interpreter, model: str, depth: int, cells: int) -> Tensor:
    shapes = [output.shape for output in interpreter.outputs]
    if shapes not in ([(1, depth, cells)], [(1, cells, depth)]):
        raise ModelError(f"{model}: expected one output (1, {depth}, {cells}), got {shapes}")
    return interpreter.outputs[0]
