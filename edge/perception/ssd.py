"""SSD models that carry their own decoding, the operator TFLite_Detection_PostProcess."""

from typing import Final

import numpy as np

from edge.perception.detector import DetectorError
from edge.perception.head import SCORE_FLOOR, Candidates
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.tensor import Tensor

# Classes and scores have one shape, so only the names tell them apart: those that the
# TensorFlow 1 exporter writes, then those of the TensorFlow 2 exporter.
_NAMES: Final = (
    {
        "boxes": "TFLite_Detection_PostProcess",
        "classes": "TFLite_Detection_PostProcess:1",
        "scores": "TFLite_Detection_PostProcess:2",
    },
    {
        "boxes": "StatefulPartitionedCall:3",
        "classes": "StatefulPartitionedCall:2",
        "scores": "StatefulPartitionedCall:1",
    },
)


class Ssd:
    """Boxes come as [y_min, x_min, y_max, x_max] in 0..1 of the input, once per class."""

    # Two classes of ours (car, truck) can still be one vehicle.
    max_iou = 0.6

    def __init__(self, interpreter: Interpreter, card: ModelCard, classes: int) -> None:
        self._interpreter = interpreter
        self._boxes, self._class_numbers, self._scores = _outputs(interpreter, card.name)
        width, height = interpreter.size_px
        self._size_px = np.array([width, height, width, height], np.float32)

    def candidates(self) -> Candidates:
        rows, scores = self._interpreter.best(self._scores, SCORE_FLOOR)
        boxes = self._interpreter.rows(self._boxes, rows)[:, [1, 0, 3, 2]] * self._size_px
        numbers = self._interpreter.rows(self._class_numbers, np.zeros(1, np.intp))[0][rows]
        if np.any(np.abs(numbers) > np.iinfo(np.int16).max):
            raise DetectorError("the model answers with class numbers that make no sense")
        return Candidates(boxes=boxes, scores=scores, classes=numbers.round().astype(np.int64))


def _outputs(interpreter: Interpreter, model: str) -> tuple[Tensor, Tensor, Tensor]:
    by_name = {tensor.name: tensor for tensor in interpreter.outputs}
    for names in _NAMES:
        if all(name in by_name for name in names.values()):
            found = [by_name[names[part]] for part in ("boxes", "classes", "scores")]
            boxes, classes, scores = found
            if boxes.shape[-1] == 4 and classes.shape == scores.shape == boxes.shape[:-1]:
                return boxes, classes, scores
    shapes = [(tensor.name, tensor.shape) for tensor in interpreter.outputs]
    raise ModelError(f"{model}: expected boxes, classes and scores among {shapes}")
