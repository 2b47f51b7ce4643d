"""Non-maximum suppression: of boxes that mean the same thing, the best one."""

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes


def suppress(
    boxes: Boxes, scores: NDArray[np.float32], groups: NDArray[np.int64], *, max_iou: float
) -> NDArray[np.intp]:
    """Keep the best box of each heap of boxes of one group that overlap by more than max_iou.

    boxes: (N, 4) [x_min, y_min, x_max, y_max]; scores, groups: (N,). Returns the indices that
    stay, best score first.
    """
    if len(scores) < 2:
        return np.arange(len(scores))
    # Doubles are what it works in; arrays it reads faster than the lists of its signature.
    sides = boxes.astype(np.float64)
    sides[:, 2:] -= sides[:, :2]
    kept = cv2.dnn.NMSBoxesBatched(sides, scores, groups, 0.0, max_iou)  # type: ignore[arg-type]
    return np.asarray(kept, np.intp)
