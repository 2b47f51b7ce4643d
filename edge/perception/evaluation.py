"""How good a detector is: against labelled pictures, or against another detector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, iou_matrix

MATCH_IOU: Final = 0.5
# What rules and tracks are started from; masking goes lower.
CONFIDENT: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One label in one picture: what was found, and what is there, in one unit.

    boxes: (N, 4), best score first; scores: (N,). truth: (M, 4), each to be found. crowd: (K, 4),
    areas of too many to count; what lies in them is neither right nor wrong.
    """

    boxes: Boxes
    scores: NDArray[np.float32]
    truth: Boxes
    crowd: Boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """ap50: area under the precision-recall curve at IoU 0.5; recall, precision at CONFIDENT.

    Each None where there is nothing to divide by.
    """

    truths: int
    ap50: float | None
    recall: float | None
    precision: float | None


def quality(answers: Sequence[Answer]) -> Quality:
    """Judge one label over all pictures (COCO's greedy matching, all points of the curve)."""
    truths = sum(len(answer.truth) for answer in answers)
    judged = [_judge(answer) for answer in answers]
    scores = np.concatenate([s for s, _ in judged] or [np.empty(0, np.float32)])
    right = np.concatenate([r for _, r in judged] or [np.empty(0, np.bool_)])
    confident = scores >= CONFIDENT
    found = int(right[confident].sum())
    return Quality(
        truths=truths,
        ap50=_average_precision(scores, right, truths) if truths else None,
        recall=found / truths if truths else None,
        precision=found / int(confident.sum()) if confident.any() else None,
    )


def refound(reference: Boxes, boxes: Boxes) -> int:
    """Count the reference boxes that have a box of MATCH_IOU or more."""
    if not len(reference) or not len(boxes):
        return 0
    return int((iou_matrix(reference, boxes).max(axis=1) >= MATCH_IOU).sum())


def _judge(answer: Answer) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Scores of the boxes that count, and whether each is right; a truth is found once."""
    iou = iou_matrix(answer.boxes, answer.truth)
    in_crowd = _share_inside(answer.boxes, answer.crowd) >= MATCH_IOU
    right = np.zeros(len(answer.boxes), np.bool_)
    for row in range(len(answer.boxes)):
        if iou.shape[1] and iou[row].max() >= MATCH_IOU:
            right[row] = True
            iou[:, int(iou[row].argmax())] = 0.0
    counts = right | ~in_crowd
    return answer.scores[counts], right[counts]


def _share_inside(boxes: Boxes, areas: Boxes) -> NDArray[np.float32]:
    """The share of each box, (N,), that lies in the area it lies in most."""
    low = np.maximum(boxes[:, None, :2], areas[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], areas[None, :, 2:])
    shared = np.maximum(high - low, 0.0).prod(axis=2).max(axis=1, initial=0.0)
    own = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), np.finfo(np.float32).tiny)
    share: NDArray[np.float32] = shared / own
    return share


def _average_precision(scores: NDArray[np.float32], right: NDArray[np.bool_], truths: int) -> float:
    ordered = right[np.argsort(-scores, kind="stable")]
    hits = np.cumsum(ordered)
    precision = hits / np.arange(1, len(hits) + 1)
    # At each recall the best precision at that recall or a higher one.
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(envelope[ordered].sum() / truths)
