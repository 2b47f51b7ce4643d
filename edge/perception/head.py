"""The part of a detector that knows how one family of networks writes down what it found."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
from edge.perception.interpreter import strongest

# Everything from here on is handed out: masking uses it all, because at 0.2 NanoDet and CenterFace
# together covered every visible face of 137 (at 0.3 NanoDet alone 96 %); the tracker and the
# rules ask for more certainty themselves.
SCORE_FLOOR: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a head read out of one answer, before doubles are removed; in any order.

    boxes: (N, 4) float32 [x_min, y_min, x_max, y_max] in px of the network's input.
    scores: (N,) float32, all >= SCORE_FLOOR. classes: (N,) int64, as the model counts.
    """

    boxes: Boxes
    scores: NDArray[np.float32]
    classes: NDArray[np.int64]


NO_CANDIDATES: Final = Candidates(
    boxes=no_boxes(), scores=np.empty(0, np.float32), classes=np.empty(0, np.int64)
)


class Head(Protocol):
    """Built from a loaded Interpreter; raises ModelError when its outputs are another head's.

    max_iou: two boxes of one label that overlap more are the same thing.
    """

    max_iou: float

    def candidates(self) -> Candidates:
        """Read the answer of the last run. Raises DetectorError for numbers that make no sense."""
        ...


def passing(
    scores: NDArray[np.float32],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Rows, classes and values of the scores, (N, classes), that reach SCORE_FLOOR.

    For scores that only a head can work out; no more of them than Interpreter.best gives.
    """
    rows, classes = np.nonzero(scores >= SCORE_FLOOR)
    values = scores[rows, classes]
    kept = strongest(values)
    return rows[kept], classes[kept], values[kept]
