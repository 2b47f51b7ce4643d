"""When a track begins, and when it is to be believed."""

from collections import deque
from typing import Final

import numpy as np

from edge.geometry import iou_matrix
from edge.perception.detector import Detections
from edge.tracking.state import (
    BEST,
    BORN,
    BOX,
    CONFIRMED,
    FIRST,
    FOUND,
    NUMBER,
    SCORE,
    SEEN,
    STRONG,
    Flags,
    Floats,
    Indices,
)

# NanoDet-416 finds 72 % of people at this score with as much precision; in its weak size (280-310
# px) only 56 % reach it but 94 % reach 0.2, so a track begins strong and may go on weak.
STRONG_SCORE: Final = 0.4
# A false box rarely comes three times running: three strong sights, a quarter of a second or
# more from first to last, within 1.5 s or four looks. At 2 fps the third comes after 1 s.
CONFIRM_SIGHTS: Final = 3
CONFIRM_S: Final = 0.25
CONFIRM_WITHIN_S: Final = 1.5
_CONFIRM_LOOKS: Final = 4
# On vtest.avi a traffic cone scores 0.4 in 35 % of frames but 0.5 in 1.6 %; most people reach it
# at once. What has neither done so nor ever moved by half its size is furniture until it does.
SURE_SCORE: Final = 0.5
MOVED: Final = 0.5
# YuNet's own limit for doubles; NanoDet's is 0.6, lest in a crowd somebody is missed. In sixteen
# drawn scenes through NanoDet, a look every 0.3 s: a fifth fewer ghosts, a tenth fewer switches of
# numbers, and 86.7 instead of 87.1 % of people in view followed (all who are found are masked).
DOUBLE_IOU: Final = 0.45


def is_double(detections: Detections, columns: Indices) -> Flags:
    """Which K of the boxes, best first, are like a better one of the same look and label.

    One thing found once more, or half of it with half of its neighbour: nobody new, until apart.
    """
    boxes, labels = detections.boxes, detections.labels
    alike = iou_matrix(boxes[columns], boxes) >= DOUBLE_IOU
    alike &= labels[columns, None] == labels
    alike &= columns[:, None] > np.arange(len(boxes))
    double: Flags = np.logical_or.reduce(alike, axis=1)
    return double


def see(state: Floats, corners: Floats, scores: Floats, *, mono_s: float) -> None:
    """Take in one sight of every column: corners (4, N) and scores (N,)."""
    state[BOX] = corners
    state[SCORE] = scores
    state[FOUND] = state[SEEN] = mono_s
    np.maximum(state[BEST], scores, out=state[BEST])
    np.putmask(state[STRONG], scores >= STRONG_SCORE, mono_s)


def has_moved(state: Floats) -> Flags:
    """(N,) what was seen last half its size or more from where it was seen first; or of one, ()."""
    first, box = state[FIRST], state[BOX]
    away = np.abs(box[:2] + box[2:] - first[:2] - first[2:]).max(axis=0) / 2
    area = (first[2:] - first[:2]).prod(axis=0)
    moved: Flags = away >= MOVED * np.sqrt(area)
    return moved


def certain_s(state: Floats) -> float:
    """Until when a few more looks may confirm what is not, but may well be."""
    young = state[BORN, (state[CONFIRMED] == 0) & (state[SCORE] >= SURE_SCORE)]
    return float(young.max()) + CONFIRM_WITHIN_S if young.size else -np.inf


class Trials:
    """The strong sights of those who are not believed yet."""

    def __init__(self) -> None:
        self._looks: deque[float] = deque(maxlen=_CONFIRM_LOOKS)
        self._sights: dict[float, deque[float]] = {}

    def look(self, mono_s: float) -> None:
        """Take in that a look was made."""
        self._looks.append(mono_s)

    def judge(self, state: Floats, *, mono_s: float) -> None:
        """Confirm those columns, all seen now, whose sights suffice; for good."""
        unsure = (state[CONFIRMED] == 0) & (state[STRONG] >= mono_s)
        if not unsure.any():
            return
        for column in unsure.nonzero()[0].tolist():
            one = state[:, column]
            if self._is_steady(one[NUMBER], mono_s) and (one[BEST] >= SURE_SCORE or has_moved(one)):
                one[CONFIRMED] = 1.0
                del self._sights[one[NUMBER]]

    def forget(self, living: Floats) -> None:
        """Keep the sights of those numbers alone."""
        self._sights = {n: self._sights[n] for n in living.tolist() if n in self._sights}

    def _is_steady(self, number: float, mono_s: float) -> bool:
        """Take in one more strong sight, and tell whether they suffice by now."""
        strong = self._sights.setdefault(number, deque())
        strong.append(mono_s)
        since_s = min(mono_s - CONFIRM_WITHIN_S, self._looks[0])
        while strong[0] < since_s:
            strong.popleft()
        return len(strong) >= CONFIRM_SIGHTS and strong[-1] - strong[0] >= CONFIRM_S
