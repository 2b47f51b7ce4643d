"""How well each box fits each track: what it costs to take one for the other."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, iou_matrix
from edge.perception.detector import Detections
from edge.tracking import kalman
from edge.tracking.kalman import Floats, Motion

# Chi-square with 4 degrees of freedom: 99.7 % of true pairs.
_GATE: Final = 16.0
ALONE_COST: Final = 26.0
# The same for 95 %: a box that costs every track more is not yet anybody's.
ODD: Final = 9.5
# No one is further from where he was expected than about a body height (2 box sides).
_REACH: Final = 2.0
# A person half hidden by a wall changes shape at once: half of the box is proof enough. It is
# also ByteTrack's limit for weak boxes: a weak box elsewhere is background.
_SAME_IOU: Final = 0.5


def costs(
    motion: Motion, labels: NDArray[np.int64], detections: Detections
) -> tuple[Floats, NDArray[np.bool_]]:
    """(N, M) twice the negative log-likelihood of each pair, inf where it cannot be.

    labels: (N,). Also tells which pairs overlap by half or more.
    """
    distance, log_spread = kalman.surprise(motion, detections.boxes)
    overlapping = iou_matrix(kalman.boxes_of(motion), detections.boxes) >= _SAME_IOU
    distance = np.where(overlapping, np.minimum(distance, _GATE), distance)
    side = kalman.side_of(motion.place)
    impossible = (
        (distance > _GATE)
        | (labels[:, None] != detections.labels)
        | _out_of_reach(motion.place, detections.boxes, side)
    )
    cost = np.minimum(distance + log_spread, ALONE_COST - 1)
    return np.where(impossible, np.inf, cost), overlapping


def costs_before(
    before: Motion, place: Floats, labels: NDArray[np.int64], detections: Detections
) -> Floats:
    """The same for N tracks that went on as before, and not as they seemed to last.

    place: (N, 4) where they seem to be; nobody is out of reach of that either way.
    """
    distance, log_spread = kalman.surprise(before, detections.boxes)
    side = kalman.side_of(before.place)
    impossible = (
        (distance > _GATE)
        | (labels[:, None] != detections.labels)
        | _out_of_reach(place, detections.boxes, side)
    )
    return np.where(impossible, np.inf, distance + log_spread)


def _out_of_reach(place: Floats, boxes: Boxes, side: Floats) -> NDArray[np.bool_]:
    """Which of (M, 4) boxes are too far, either way, from (N, 4) places. side: (N, 1)."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    across = np.abs(place[:, None, 0] - centre[:, 0])
    down = np.abs(place[:, None, 1] - centre[:, 1])
    far: NDArray[np.bool_] = np.maximum(across, down) > _REACH * side
    return far
