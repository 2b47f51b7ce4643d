"""Boxes into tracks: who is where, through gaps, weak detections and any frame rate.

After ByteTrack (Zhang et al. 2022, arXiv 2110.06864): strong boxes are paired first and may begin
tracks, weak ones only continue what is already followed. All spans are seconds.
"""

from collections.abc import Iterator
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, iou_matrix, no_boxes
from edge.perception.detector import Detections
from edge.tracking import kalman
from edge.tracking.assignment import Floats, Pair, assign
from edge.tracking.life import STRONG_SCORE, Life
from edge.tracking.track import Track, TrackId

# A passer-by hides another for about a second; a guess older than two is somebody else. Nothing
# is waited for longer than it was followed, or than two frames missed at 2 fps.
COAST_S: Final = 2.0
YOUNG_COAST_S: Final = 1.0
# One missed frame at 2 fps, and no more: what walked out of the picture is gone.
EXIT_COAST_S: Final = 0.6
# Weak boxes alone carry nobody for longer: in the weak size one look in three is still strong.
WEAK_S: Final = 5.0
_EDGE: Final = 0.01
_EXIT_SPEED: Final = 0.15  # box sides a second, as slowed down while unseen
# Chi-square with 4 degrees of freedom: 99.7 % of true pairs.
_GATE: Final = 16.0
_ALONE_COST: Final = 26.0
# No one is further from where he was expected than about a body height (2 box sides).
_REACH: Final = 2.0
# A person half hidden by a wall changes shape at once: half of the box is proof enough. It is
# also ByteTrack's limit for weak boxes: a weak box elsewhere is background.
_SAME_IOU: Final = 0.5


class Tracker:
    """Follows all that one camera sees. Numbers are never used twice within a run."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)
        self._lives: list[Life] = []
        self._motion = kalman.start(no_boxes())
        self._mono_s = -np.inf

    def update(self, detections: Detections, *, mono_s: float) -> tuple[Track, ...]:
        """Take in one frame's boxes and return all living tracks, also unseen or unconfirmed ones.

        A mono_s before the last one counts as the last one: time stands still, never goes back.
        """
        now_s = max(mono_s, self._mono_s)
        if self._lives:
            unseen = np.array([life.seen_mono_s < self._mono_s for life in self._lives])
            self._motion = kalman.predict(self._motion, now_s - self._mono_s, unseen=unseen)
        self._mono_s = now_s
        self._forget()
        free = self._continue(detections)
        self._begin(detections, free)
        return self._tracks()

    def _forget(self) -> None:
        """Drop tracks unseen for too long, and those that have left the picture."""
        places = self._motion.place.tolist()
        keep = [row for row, place in enumerate(places) if self._is_fresh(row) and _in_view(place)]
        if len(keep) < len(self._lives):
            self._lives = [self._lives[row] for row in keep]
            self._motion = kalman.take(self._motion, np.array(keep, np.int64))

    def _is_fresh(self, row: int) -> bool:
        life = self._lives[row]
        if self._mono_s - life.strong_mono_s > WEAK_S:
            return False
        unseen_s = self._mono_s - life.seen_mono_s
        if unseen_s <= EXIT_COAST_S:
            return True
        followed_s = life.seen_mono_s - life.first_mono_s if life.confirmed else 0.0
        limit_s = min(max(followed_s, YOUNG_COAST_S), COAST_S)
        return unseen_s <= limit_s and not self._is_leaving(row)

    def _is_leaving(self, row: int) -> bool:
        """Tell whether it was last seen at the picture's edge, and not standing there.

        Either way: as a box shrinks at the edge, its centre may seem to turn back.
        """
        box, speed = self._lives[row].box, np.abs(self._motion.speed[row])
        limit = _EXIT_SPEED * float(np.sqrt(self._motion.place[row, 2:].prod()))
        at_edge = (box[:2] < _EDGE) | (box[2:] > 1 - _EDGE)
        return bool((at_edge & (speed > limit)).any())

    def _continue(self, detections: Detections) -> NDArray[np.bool_]:
        """Pair boxes with tracks, strong ones first; return which boxes are left."""
        free = np.ones(len(detections), np.bool_)
        if not self._lives or not len(detections):
            return free
        strong = detections.scores >= STRONG_SCORE
        cost, overlapping = self._costs(detections)
        pairs = assign(np.where(strong, cost, np.inf), limit=_ALONE_COST)
        cost[[row for row, _ in pairs]] = np.inf
        weak = np.where(~strong & overlapping, cost, np.inf)
        pairs += assign(weak, limit=_ALONE_COST)
        self._learn(detections, pairs)
        free[[column for _, column in pairs]] = False
        return free

    def _costs(self, detections: Detections) -> tuple[Floats, NDArray[np.bool_]]:
        """(N, M) twice the negative log-likelihood of each pair, inf where it cannot be.

        Also tells which pairs overlap by half or more.
        """
        distance, log_spread = kalman.surprise(self._motion, detections.boxes)
        predicted = kalman.boxes_of(self._motion)
        overlapping = iou_matrix(predicted, detections.boxes) >= _SAME_IOU
        distance = np.where(overlapping, np.minimum(distance, _GATE), distance)
        labels = np.array([life.label for life in self._lives])
        impossible = (
            (distance > _GATE)
            | (labels[:, None] != detections.labels[None])
            | _out_of_reach(predicted, detections.boxes)
        )
        cost = np.minimum(distance + log_spread, _ALONE_COST - 1)
        return np.where(impossible, np.inf, cost), overlapping

    def _learn(self, detections: Detections, pairs: list[Pair]) -> None:
        if not pairs:
            return
        rows, columns = (np.array(side, np.int64) for side in zip(*sorted(pairs), strict=True))
        if len(rows) == len(self._lives):
            self._motion = kalman.correct(self._motion, detections.boxes[columns])
        else:
            seen = kalman.correct(kalman.take(self._motion, rows), detections.boxes[columns])
            self._motion = kalman.put(self._motion, rows, seen)
        for row, column in pairs:
            self._see(self._lives[row], detections, column)

    def _begin(self, detections: Detections, free: NDArray[np.bool_]) -> None:
        columns = np.flatnonzero(free & (detections.scores >= STRONG_SCORE))
        if not len(columns):
            return
        self._motion = kalman.join(self._motion, kalman.start(detections.boxes[columns]))
        for column in columns.tolist():
            life = Life(
                id=TrackId(next(self._numbers)),
                label=int(detections.labels[column]),
                first_box=detections.boxes[column],
                first_mono_s=self._mono_s,
            )
            self._see(life, detections, column)
            self._lives.append(life)

    def _see(self, life: Life, detections: Detections, column: int) -> None:
        score = float(detections.scores[column])
        life.see(detections.boxes[column], score, mono_s=self._mono_s)

    def _tracks(self) -> tuple[Track, ...]:
        predicted = np.clip(kalman.boxes_of(self._motion), 0.0, 1.0)
        tracks = (
            life.as_track(life.box if life.seen_mono_s == self._mono_s else predicted[row])
            for row, life in enumerate(self._lives)
        )
        return tuple(sorted(tracks, key=lambda track: track.id))


def _in_view(place: list[float]) -> bool:
    """Tell whether half of a box [centre x, centre y, width, height] lies in the picture."""
    x, y, width, height = place
    if width / 2 <= x <= 1.0 - width / 2 and height / 2 <= y <= 1.0 - height / 2:
        return True
    across = min(x + width / 2, 1.0) - max(x - width / 2, 0.0)
    down = min(y + height / 2, 1.0) - max(y - height / 2, 0.0)
    return across > 0 and down > 0 and across * down >= width * height / 2


def _out_of_reach(predicted: Boxes, boxes: Boxes) -> NDArray[np.bool_]:
    side = np.sqrt((predicted[:, 2:] - predicted[:, :2]).prod(axis=1))
    centres = (predicted[:, :2] + predicted[:, 2:]) / 2, (boxes[:, :2] + boxes[:, 2:]) / 2
    away = np.abs(centres[0][:, None] - centres[1][None])
    far: NDArray[np.bool_] = (away > _REACH * side[:, None, None]).any(axis=2)
    return far
