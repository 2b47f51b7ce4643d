"""Boxes into tracks: who is where, through gaps, weak detections and any frame rate.

After ByteTrack (Zhang et al. 2022, arXiv 2110.06864): strong boxes may begin tracks, weak ones only
continue what is already followed. All spans are seconds.
"""

from typing import Final

import numpy as np

from edge.geometry import Box, no_boxes
from edge.label import LABELS
from edge.perception.detector import Detections
from edge.perception.stir import Stir
from edge.tracking import kalman, life, past, staying
from edge.tracking.life import STRONG_SCORE, Trials
from edge.tracking.pairing import choose, pairs_of
from edge.tracking.recall import recall, resume
from edge.tracking.shift import move, shift_of
from edge.tracking.state import (
    BORN,
    FIRST,
    LABEL,
    LOST,
    NUMBER,
    PLACE,
    SEEN,
    SHOWN,
    SPEED,
    Flags,
    Floats,
    Indices,
    blank,
)
from edge.tracking.track import Expected, Track, TrackId

_NEVER: Final = -np.inf


class Tracker:
    """Follows all that one camera sees. Numbers are never used twice within a run."""

    def __init__(self) -> None:
        self._state = blank(0)
        self._trials = Trials()
        self._last_number = 0
        self._mono_s = _NEVER
        self._looks = (_NEVER, _NEVER)

    def update(
        self, detections: Detections, *, mono_s: float, stir: Stir | None = None
    ) -> tuple[Track, ...]:
        """Take in one look's boxes and return all living tracks, also unseen or unconfirmed ones.

        stir: what moved since; who is confirmed and not found stays where nothing did. A mono_s
        before the last one counts as the last one: time stands still, never goes back.
        """
        self._mono_s = max(mono_s, self._mono_s)
        self._trials.look(self._mono_s)
        corners = detections.boxes.T.astype(np.float64)
        free = self._continue(detections, corners, stir)
        self._begin(detections, corners, free)
        self._looks = (self._looks[1], self._mono_s)
        return self._tracks(self._state[PLACE])

    def carry(self, *, mono_s: float, stir: Stir | None = None) -> tuple[Track, ...]:
        """Return all living tracks as they are expected between two looks; none is missed by that.

        A confirmed one in whose box nothing has stirred since it was seen counts as seen now.
        """
        self._mono_s = max(mono_s, self._mono_s)
        if stir is not None and self._state.shape[1]:
            staying.stand(self._state, stir, mono_s=self._mono_s)
        return self._tracks(kalman.expected(self._state, self._mono_s))

    def expected(self, until_s: float) -> Expected:
        """Return where all tracks are now and may be until then, whether seen or not."""
        state = self._state
        if not state.shape[1]:
            return Expected(boxes=no_boxes(), widths_per_s=0.0, certain_s=_NEVER)
        now = kalman.corners_of(state[PLACE])
        then = kalman.corners_of(kalman.expected(state, until_s))
        low, high = np.minimum(now[:2], then[:2]), np.maximum(now[2:], then[2:])
        return Expected(
            boxes=np.concatenate([low, high]).T.astype(np.float32),
            widths_per_s=float((np.abs(state[SPEED][0]) / np.maximum(state[PLACE][2], 1e-3)).max()),
            certain_s=life.certain_s(state),
        )

    def _continue(self, detections: Detections, corners: Floats, stir: Stir | None) -> Flags:
        """Pair boxes with tracks; return which boxes are left."""
        free = np.ones(len(detections), np.bool_)
        if not self._state.shape[1]:
            return free
        still = self._move_on(stir)
        if len(detections) and self._state.shape[1]:
            sights = kalman.places_of(corners)
            rows, columns = self._pair(detections, sights, still)
            free[columns] = False
            if len(rows):
                scores = detections.scores[columns].astype(np.float64)
                self._learn(rows, sights[:, columns], corners[:, columns], scores)
        self._drop(staying.stays(self._state, self._looks[1], mono_s=self._mono_s))
        return free

    def _move_on(self, stir: Stir | None) -> Flags:
        """Bring all to this moment, without those given up; return in whose box nothing stirred."""
        state, looked_mono_s = self._state, self._looks[1]
        still = np.zeros(state.shape[1], np.bool_)
        if stir is not None:
            still = staying.stand(state, stir, mono_s=self._mono_s)
        unseen = state[SEEN] < looked_mono_s
        np.putmask(state[LOST], unseen, looked_mono_s)
        kalman.predict(state, self._mono_s, unseen=unseen)
        found = staying.may_be_found(state, self._looks, mono_s=self._mono_s)
        self._drop(found)
        return still[found]

    def _pair(
        self, detections: Detections, sights: Floats, still: Flags
    ) -> tuple[Indices, Indices]:
        """Choose for each track its box; return tracks and boxes in order."""
        state, labels = self._state, detections.labels
        strong = detections.scores >= STRONG_SCORE
        pairs = pairs_of(state, sights, labels, still=still)
        looked_s = self._looks[1]
        shift = shift_of(state, sights, labels, pairs, still=still, looked_mono_s=looked_s)
        if shift is not None:
            move(state, shift)
            pairs = pairs_of(state, sights, labels, still=still)
        recalled = recall(state, sights, labels, strong, pairs, mono_s=self._mono_s)
        if recalled is not None:
            pairs = recalled.pairs
        rows, columns = choose(pairs, strong)
        if recalled is not None:
            resume(state, recalled, rows, columns)
        return rows, columns

    def _learn(self, rows: Indices, sights: Floats, corners: Floats, scores: Floats) -> None:
        """Take in one sight of each of K tracks: place and corners (4, K), scores (K,)."""
        seen = self._state[:, rows]
        kalman.correct(seen, sights)
        life.see(seen, corners, scores, mono_s=self._mono_s)
        self._trials.judge(seen, mono_s=self._mono_s)
        past.keep(seen, mono_s=self._mono_s)
        self._state[:, rows] = seen

    def _begin(self, detections: Detections, corners: Floats, free: Flags) -> None:
        (columns,) = (free & (detections.scores >= STRONG_SCORE)).nonzero()
        if len(columns):
            columns = columns[~life.is_double(detections, columns)]
        count = len(columns)
        if not count:
            return
        new, corners = blank(count), corners[:, columns]
        kalman.start(new, kalman.places_of(corners), mono_s=self._mono_s)
        life.see(new, corners, detections.scores[columns].astype(np.float64), mono_s=self._mono_s)
        new[FIRST], new[BORN], new[LABEL] = corners, self._mono_s, detections.labels[columns]
        new[NUMBER] = np.arange(1, count + 1) + self._last_number
        self._last_number += count
        self._trials.judge(new, mono_s=self._mono_s)
        self._state = np.concatenate([self._state, new], axis=1)

    def _drop(self, stays: Flags) -> None:
        if not stays.all():
            self._state = self._state[:, stays]
            self._trials.forget(self._state[NUMBER])

    def _tracks(self, place: Floats) -> tuple[Track, ...]:
        """All tracks as they stand: where they were measured, or else at (4, N) places."""
        shown = self._state[SHOWN].copy()
        (unseen,) = (self._state[SEEN] < self._mono_s).nonzero()
        if len(unseen):
            corners = kalman.corners_of(place[:, unseen])
            shown[:4, unseen] = np.minimum(np.maximum(corners, 0.0), 1.0)
        return tuple(_track(*row) for row in shown.T.tolist())


def _track(
    x_min: float,
    y_min: float,
    x_max: float,
    y_max: float,
    score: float,
    seen_mono_s: float,
    born_mono_s: float,
    number: float,
    label: float,
    confirmed: float,
) -> Track:
    """Return what the SHOWN rows of one column say."""
    return Track(
        id=TrackId(int(number)),
        label=LABELS[int(label)],
        box=Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max),
        score=score,
        first_mono_s=born_mono_s,
        seen_mono_s=seen_mono_s,
        confirmed=confirmed > 0,
    )
