import numpy as np
import pytest

from edge.perception.detector import NOTHING, Detections
from edge.perception.sound import UnsoundError, require_sound

BOXES = np.array([[0.1, 0.1, 0.2, 0.4], [0.5, 0.5, 0.5, 0.5]], np.float32)
SCORES = np.array([0.9, 0.0], np.float32)
LABELS = np.array([0, 1])


def test_what_makes_sense_passes_and_no_answer_is_none() -> None:
    require_sound(Detections(boxes=BOXES, scores=SCORES, labels=LABELS), BOXES)
    require_sound(NOTHING, np.empty((0, 4), np.float32))
    require_sound(None, None)


@pytest.mark.parametrize(
    "boxes",
    [
        BOXES.astype(object),
        BOXES.astype(np.int64),
        BOXES.astype(str),
        BOXES.tolist(),
        None,
        BOXES[:, :3],
        BOXES[0],
        BOXES * np.float32(np.nan),
        BOXES + np.float32(np.inf),
        BOXES[:, [2, 3, 0, 1]],
    ],
    ids=["objects", "whole", "text", "list", "none", "narrow", "row", "nan", "inf", "inside out"],
)
def test_boxes_that_are_none_are_nonsense_of_either_model(boxes: object) -> None:
    with pytest.raises(UnsoundError):
        require_sound(Detections(boxes=boxes, scores=SCORES, labels=LABELS), None)  # type: ignore[arg-type]
    if boxes is not None:
        with pytest.raises(UnsoundError):
            require_sound(None, boxes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scores", "labels"),
    [
        (SCORES[:1], LABELS),
        (SCORES, LABELS[:1]),
        (SCORES * np.float32(np.nan), LABELS),
        (SCORES + 1, LABELS),
        (SCORES - 1, LABELS),
        (SCORES.astype(object), LABELS),
        (SCORES, LABELS.astype(np.float32)),
        (SCORES, LABELS - 1),
        (SCORES, LABELS + 99),
        (None, LABELS),
    ],
)
def test_scores_and_labels_that_do_not_fit_the_boxes_are_nonsense(scores, labels) -> None:
    with pytest.raises(UnsoundError):
        require_sound(Detections(boxes=BOXES, scores=scores, labels=labels), None)
