"""YuNet: faces at strides 8, 16 and 32, small ones above all.

Wu et al. 2023, YuNet: A Tiny Millisecond-level Face Detector; layout of
ShiqiYu/libfacedetection.train, yunet_head.py, decoded as there and in OpenCV's face_detect.cpp.
Its landmarks are never read.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.grid import STRIDES_PX, Grid
from edge.perception.head import NO_CANDIDATES, SCORE_FLOOR, Candidates, passing
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.tensor import Tensor

# The score is the root of class times objectness, so neither may be less than this.
_PART_FLOOR: Final = SCORE_FLOOR**2


class YuNet:
    """A stride has cls_ (1, N, classes) and obj_ (1, N, 1), sigmoids already, and bbox_ (1, N, 4).

    Class and objectness have one shape, so only the names tell them apart.
    """

    # test_cfg of the published configuration, configs/yunet_n.py.
    max_iou = 0.45

    def __init__(self, interpreter: Interpreter, card: ModelCard, classes: int) -> None:
        self._interpreter = interpreter
        self._grid = Grid(interpreter.size_px)
        counts = self._grid.counts
        self._levels = [
            (*_outputs(interpreter, card.name, stride_px, (cells, classes)), sum(counts[:level]))
            for level, (stride_px, cells) in enumerate(zip(STRIDES_PX, counts, strict=True))
        ]

    def candidates(self) -> Candidates:
        parts = [part for level in self._levels if (part := self._read(*level)) is not None]
        if not parts:
            return NO_CANDIDATES
        cells, told, products = map(np.concatenate, zip(*parts, strict=True))
        found, classes, scores = passing(np.sqrt(np.maximum(products, 0.0)))
        boxes = self._grid.boxes(cells[found], told[found])
        return Candidates(boxes=boxes, scores=scores, classes=classes)

    def _read(
        self, certainty: Tensor, objectness: Tensor, box: Tensor, first: int
    ) -> tuple[NDArray[Any], ...] | None:
        """Cells numbered over all strides, what their boxes tell, and class times objectness."""
        # Objectness first: it is near 0 where there is no face, the class often 0.3 and more.
        cells, scores = self._interpreter.best(objectness, _PART_FLOOR)
        if not len(cells):
            return None
        products = scores[:, None] * self._interpreter.rows(certainty, cells)
        return cells + first, self._interpreter.rows(box, cells), products


def _outputs(
    interpreter: Interpreter, model: str, stride_px: int, shape: tuple[int, int]
) -> tuple[Tensor, Tensor, Tensor]:
    by_name = {(output.name, output.shape): output for output in interpreter.outputs}
    cells, classes = shape
    depths = {"cls": classes, "obj": 1, "bbox": 4}
    wanted = [(f"{part}_{stride_px}", (1, cells, depth)) for part, depth in depths.items()]
    if any(output not in by_name for output in wanted):
        raise ModelError(f"{model}: expected {wanted} among {list(by_name)}")
    certainty, objectness, box = (by_name[output] for output in wanted)
    return certainty, objectness, box
