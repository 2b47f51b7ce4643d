"""Eyes that are told who is in the picture and err a little, as detectors do.

They err as much as a mask is made to bear and never more: edges by less than its margins, scores
down to a detector's lowest, and one look in twenty at somebody known for some looks who neither
comes out from behind something nor goes half his width or more between two looks. In darkness,
glare and blur they see what a real detector would see.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from edge.geometry import Boxes
from edge.label import PERSON
from edge.perception.detector import NOTHING, Detections
from edge.perception.frame import Frame
from edge.privacy.mask import FILL
from simulator.injection.optics import Shot
from simulator.injection.scene import MOST_PEOPLE

_LIKE_FILL: Final = (FILL, FILL, FILL)
_LABELS: Final = 2 * MOST_PEOPLE + 1
# Of a side's length; masks go 0.15 and 0.12 beyond.
_JITTER: Final = np.array([0.06, 0.02, 0.06, 0.02])
_MISSED: Final = 0.05
_KNOWN_LOOKS: Final = 4
_CHANGED: Final = 0.3
# STRONG_SCORE of edge.tracking.life, and a little above SCORE_FLOOR of edge.perception.head.
_STRONG: Final = 0.42
_WEAKEST: Final = 0.22
_FACE_MISSED: Final = 0.2
# What NanoDet-416 int8 keeps of 60 drawn people found by day, by the picture's mean level, by the
# contrast that is left, and by a blur's standard deviation in heights of the person. Down to 0.85
# of them these eyes find all: so few are missed without any fault as well.
_BY_LIGHT: Final = (8.0, 12.0, 17.0, 20.0), (0.0, 0.17, 0.72, 1.0)
_BY_CONTRAST: Final = (0.05, 0.1, 0.15), (0.0, 0.45, 1.0)
_BY_BLUR: Final = (0.048, 0.064, 0.08, 0.112), (1.0, 0.58, 0.27, 0.0)
# Of who is hard to see; the rest changes from look to look.
_LASTING: Final = 0.8


Corners = tuple[float, ...]


class Eyes:
    """What can be found in the pictures of one street."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._sure = rng.uniform(0.5, 0.9, MOST_PEOPLE)
        self._hard = rng.random(MOST_PEOPLE)
        self._looks = [0] * MOST_PEOPLE
        self._boxes: list[Corners] = [(0.0,) * 4] * MOST_PEOPLE
        self._shot: Shot | None = None

    def show(self, shot: Shot) -> None:
        """Tell what the next frame holds."""
        self._shot = shot
        counts = cv2.calcHist([shot.labels], [0], None, [_LABELS], [0, _LABELS]).ravel()
        for who in range(MOST_PEOPLE):
            if not counts[2 * who + 1] + counts[2 * who + 2]:
                self._looks[who] = 0

    def people(self, frame: Frame) -> Detections:
        """Return everybody who can be found in the picture as it is now, areas burnt in."""
        found = [
            (box, score)
            for who, box, sure in self._shown(frame)
            if (score := self._score(who, box, sure)) is not None
        ]
        if not found:
            return NOTHING
        found.sort(key=lambda one: -one[1])
        boxes = np.array([box for box, _ in found], np.float32)
        return Detections(
            boxes=boxes,
            scores=np.array([score for _, score in found], np.float32),
            labels=np.full(len(found), PERSON, np.int64),
        )

    def heads(self, frame: Frame) -> Boxes:
        """Return the faces of those who can be seen, but for some."""
        faces = []
        for _, (left, top, right, bottom), sure in self._shown(frame):
            if self._rng.random() < (1 - _FACE_MISSED) * sure:
                middle, half = (left + right) / 2, 0.12 * (bottom - top) / 2
                faces.append([middle - half, top, middle + half, top + 2 * half])
        return np.array(faces, np.float32).reshape(-1, 4).clip(0, 1)

    def _shown(self, frame: Frame) -> Iterator[tuple[int, Corners, float]]:
        """Who shows: number, normalised box with its error, and how sure he is to be seen."""
        shot = self._shot
        if shot is None:
            return
        burnt = cv2.inRange(frame.pixels, _LIKE_FILL, _LIKE_FILL)
        labels = cv2.bitwise_and(shot.labels, cv2.bitwise_not(burnt))
        height, width = labels.shape
        for who in range(MOST_PEOPLE):
            body = cv2.inRange(labels, 2 * who + 1, 2 * who + 2)
            left, top, wide, high = cv2.boundingRect(body)
            if not wide:
                continue
            box = np.array([left, top, left + wide, top + high], np.float64)
            box += (wide, high, wide, high) * _JITTER * self._rng.uniform(-1, 1, 4)
            normal = (box / (width, height, width, height)).clip(0, 1)
            yield who, tuple(normal.tolist()), _sight(shot, high_px=high)

    def _score(self, who: int, box: Corners, sure: float) -> float | None:
        """Draw a score, or None where he is missed."""
        if not _is_like(box, self._boxes[who]):
            self._looks[who] = 0
        self._boxes[who] = box
        known = self._looks[who] >= _KNOWN_LOOKS
        hard = _LASTING * self._hard[who] + (1 - _LASTING) * self._rng.random()
        if hard >= sure or (known and self._rng.random() < _MISSED):
            self._looks[who] = 0
            return None
        self._looks[who] += 1
        # Nobody is followed from a weak score on, and who is not followed is not expected anywhere.
        least = _WEAKEST if known else _STRONG
        return max(least, float(self._sure[who] + self._rng.uniform(-0.3, 0.08)) * sure)


def _is_like(box: Corners, before: Corners) -> bool:
    """Tell whether as much of somebody shows as at the look before, within half his width."""
    now, then = np.array(box), np.array(before)
    side, width = then[2:] - then[:2], then[2] - then[0]
    is_as_large = np.abs(now[2:] - now[:2] - side) <= _CHANGED * side
    return bool(is_as_large.all() and abs(now[0] + now[2] - then[0] - then[2]) <= width)


def _sight(shot: Shot, *, high_px: float) -> float:
    """How much of its sight of somebody so tall a detector keeps, from 0 to 1."""
    in_light = np.interp(shot.light, *_BY_LIGHT)
    in_contrast = np.interp(shot.contrast, *_BY_CONTRAST)
    in_focus = np.interp(shot.blur_px / high_px, *_BY_BLUR)
    return float(in_light * in_contrast * in_focus)
