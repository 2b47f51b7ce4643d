"""What a network found, in our words: labels, the picture's coordinates, each thing once."""

from typing import Final

import numpy as np

from edge.geometry import Boxes
from edge.perception import labels
from edge.perception.detector import NOTHING, Detections, DetectorError
from edge.perception.head import Candidates
from edge.perception.manifest import LabelSet
from edge.perception.nms import suppress

# Rounding may carry a certain score a little past 1; a score of 2 is no probability at all.
_SCORE_TOLERANCE: Final = 0.01


def require_sense(found: Candidates) -> None:
    """Raise DetectorError for boxes without an end and for scores that are no probabilities."""
    if not len(found.scores):
        return
    # NaN survives max() and is below nothing: one comparison finds it as well as infinity.
    sane = np.abs(found.boxes).max() < np.inf and found.scores.max() <= 1.0 + _SCORE_TOLERANCE
    if not sane:
        raise DetectorError("the model answers with numbers that make no sense")


def named(found: Candidates, boxes: Boxes, *, label_set: LabelSet, max_iou: float) -> Detections:
    """Keep what has a label and lies in the picture, once, best score first.

    boxes: those of found, (N, 4), in normalised picture coordinates, not yet clipped.
    """
    if not len(found.scores):
        return NOTHING
    known = labels.to_labels(found.classes, label_set)
    boxes = np.minimum(np.maximum(boxes, 0.0), 1.0)
    # Doubles first: what is then left to look at is a fifth.
    kept = suppress(boxes, found.scores, known, max_iou=max_iou)
    boxes, scores, known = boxes.take(kept, 0), found.scores.take(kept), known.take(kept)
    seen = (known != labels.UNKNOWN) & (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
    if not seen.all():
        boxes, scores, known = boxes[seen], scores[seen], known[seen]
    return Detections(boxes=boxes, scores=np.minimum(scores, np.float32(1.0)), labels=known)
