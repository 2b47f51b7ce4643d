"""CenterFace: a heat map of face centres at stride 4, with sizes and offsets.

Xu et al. 2019, CenterFace: Joint Face Detection and Alignment Using Face as Point; decoding as
in the authors' centerface.py.
"""

from typing import Final

import numpy as np

from edge.perception.grid import middles_px
from edge.perception.head import NO_CANDIDATES, SCORE_FLOOR, Candidates
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.tensor import Tensor

STRIDE_PX: Final = 4
# Outputs keep the numbers they have in the published ONNX file. Size and offset have one shape, so
# only a name tells them apart.
HEAT, LOG_SIZE, OFFSET = "537", "538", "539"


class CenterFace:
    """Heat is a sigmoid already; sizes are logarithms, height first; offsets are y first."""

    # As in the authors' code.
    max_iou = 0.3

    def __init__(self, interpreter: Interpreter, card: ModelCard, classes: int) -> None:
        self._interpreter = interpreter
        self._middles_px = middles_px(interpreter.size_px, STRIDE_PX)
        self._heat = _output(interpreter, card.name, HEAT, classes)
        self._log_size = _output(interpreter, card.name, LOG_SIZE, 2)
        self._offset = _output(interpreter, card.name, OFFSET, 2)

    def candidates(self) -> Candidates:
        cells, scores = self._interpreter.best(self._heat, SCORE_FLOOR)
        if not len(cells):
            return NO_CANDIDATES  # most frames: a third of a millisecond saved
        centres = self._middles_px.take(cells, 0)
        centres += self._interpreter.rows(self._offset, cells)[:, ::-1] * STRIDE_PX
        log_sizes = self._interpreter.rows(self._log_size, cells)[:, ::-1]
        with np.errstate(over="ignore"):  # an endless size is caught as not finite
            halves = np.exp(log_sizes) * (STRIDE_PX / 2)
        boxes = np.concatenate([centres - halves, centres + halves], axis=1)
        return Candidates(boxes=boxes, scores=scores, classes=np.zeros(len(cells), np.int64))


def _output(interpreter: Interpreter, model: str, number: str, depth: int) -> Tensor:
    width_px, height_px = interpreter.size_px
    shape = (1, height_px // STRIDE_PX, width_px // STRIDE_PX, depth)
    found = [t for t in interpreter.outputs if t.name.endswith(number) and t.shape == shape]
    if len(found) != 1:
        known = [(t.name, t.shape) for t in interpreter.outputs]
        raise ModelError(f"{model}: expected one output {number} of {shape} among {known}")
    return found[0]
