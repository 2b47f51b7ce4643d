"""Whether what a model answers makes sense: nonsense must not pass for an empty street."""

from typing import Any

import numpy as np

from edge.geometry import Boxes
from edge.label import LABELS
from edge.perception.detector import Detections


class UnsoundError(ValueError):
    """Numbers that are no boxes, scores or labels: nobody knows where the people are."""


def require_sound(detections: Detections | None, faces: Boxes | None) -> None:
    """Raise UnsoundError for answers of a wrong type, shape or range; None is no answer."""
    if faces is not None:
        _require_boxes(faces)
    if detections is None:
        return
    _require_boxes(detections.boxes)
    count = len(detections.boxes)
    scores, labels = detections.scores, detections.labels
    if not _is_row(scores, count, "f") or not _is_row(labels, count, "iu"):
        raise UnsoundError(f"{count} boxes, but not as many scores and labels")
    if not count:
        return
    # NaN is neither: the comparison finds it as well.
    if not (scores.min() >= 0 and scores.max() <= 1):
        raise UnsoundError("a score is no probability")
    if labels.min() < 0 or labels.max() >= len(LABELS):
        raise UnsoundError("a label is none of ours")


def _require_boxes(boxes: Any) -> None:
    if not isinstance(boxes, np.ndarray) or boxes.dtype.kind != "f":
        raise UnsoundError("boxes are not numbers")
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise UnsoundError(f"expected (N, 4) boxes, got {boxes.shape}")
    if len(boxes) and not (np.isfinite(boxes).all() and (boxes[:, 2:] >= boxes[:, :2]).all()):
        raise UnsoundError("a box is not finite or inside out")


def _is_row(values: Any, count: int, kinds: str) -> bool:
    if not isinstance(values, np.ndarray):
        return False
    return values.shape == (count,) and values.dtype.kind in kinds
