"""Boxes into tracks: who is where, through gaps, weak detections and any frame rate.

After ByteTrack (Zhang et al. 2022, arXiv 2110.06864): strong boxes are paired first and may begin
tracks, weak ones only continue what is already followed. All spans are seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import no_boxes
from edge.perception.detector import Detections
from edge.tracking import kalman
from edge.tracking.assignment import Floats, Pair, assign
from edge.tracking.kalman import Motion
from edge.tracking.life import STRONG_SCORE, Life
from edge.tracking.pairing import ALONE_COST, ODD, costs, costs_before
from edge.tracking.past import recall
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
# What hides somebody lets him show in between; the motion that is learned from that is no better.
_SHAKEN_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recalled:
    """Rows that may go on as before, and which boxes (K, M) that explains better."""

    rows: list[int]
    motion: Motion
    better: NDArray[np.bool_]


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
            unseen = np.array([life.miss(self._mono_s) for life in self._lives])
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
        labels = np.array([life.label for life in self._lives])
        cost, overlapping = costs(self._motion, labels, detections)
        recalled = self._recall(cost, overlapping, labels, detections)
        pairs = assign(np.where(strong, cost, np.inf), limit=ALONE_COST)
        cost[[row for row, _ in pairs]] = np.inf
        weak = np.where(~strong & overlapping, cost, np.inf)
        pairs += assign(weak, limit=ALONE_COST)
        if recalled is not None:
            self._resume(recalled, pairs)
        self._learn(detections, pairs)
        free[[column for _, column in pairs]] = False
        return free

    def _recall(
        self,
        cost: Floats,
        overlapping: NDArray[np.bool_],
        labels: NDArray[np.int64],
        detections: Detections,
    ) -> _Recalled | None:
        """Where a box is nobody's, ask what those who were lost from sight did before.

        Lowers the cost (N, M) where that explains a box better.
        """
        odd = (cost.min(axis=0) > ODD) & (detections.scores >= STRONG_SCORE)
        if not odd.any():
            return None
        # Who is seen where he was expected is not hidden, however weakly.
        there = (overlapping & ~odd).any(axis=1)
        since_s = self._mono_s - _SHAKEN_S
        rows = [
            row
            for row, life in enumerate(self._lives)
            if life.lost_mono_s >= since_s and not there[row] and life.past.is_known
        ]
        if not rows:
            return None
        motion = recall([self._lives[row].past for row in rows], mono_s=self._mono_s)
        before = costs_before(motion, self._motion.place[rows], labels[rows], detections)
        better = odd & (before < cost[rows])
        cost[rows] = np.where(better, before, cost[rows])
        return _Recalled(rows=rows, motion=motion, better=better)

    def _resume(self, recalled: _Recalled, pairs: list[Pair]) -> None:
        """Let those who are found where they were going be as they were."""
        column_of = dict(pairs)
        at = [
            index
            for index, row in enumerate(recalled.rows)
            if row in column_of and recalled.better[index, column_of[row]]
        ]
        if at:
            rows = np.array(recalled.rows, np.int64)[at]
            motion = kalman.take(recalled.motion, np.array(at, np.int64))
            self._motion = kalman.put(self._motion, rows, motion)

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
            if self._lives[row].confirmed:  # before that its speed is a guess
                self._lives[row].past.keep(self._motion, row, mono_s=self._mono_s)

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
        return tuple(
            life.as_track(life.box if life.seen_mono_s == self._mono_s else predicted[row])
            for row, life in enumerate(self._lives)
        )


def _in_view(place: list[float]) -> bool:
    """Tell whether half of a box [centre x, centre y, width, height] lies in the picture."""
    x, y, width, height = place
    if width / 2 <= x <= 1.0 - width / 2 and height / 2 <= y <= 1.0 - height / 2:
        return True
    across = min(x + width / 2, 1.0) - max(x - width / 2, 0.0)
    down = min(y + height / 2, 1.0) - max(y - height / 2, 0.0)
    return across > 0 and down > 0 and across * down >= width * height / 2
