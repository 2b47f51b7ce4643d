"""Tracks against the truth: who was followed under which numbers."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.geometry import iou_matrix
from edge.tracking.assignment import assign
from edge.tracking.track import Track
from tests.benchmarks.tracking_scenes import Sight

_SAME_IOU = 0.5


def _assign(cost: NDArray[np.float64], *, limit: float) -> list[tuple[int, int]]:
    rows, columns = (cost < limit).nonzero()
    if not len(rows):
        return []
    pairs = assign(rows, columns, cost[rows, columns], limit=limit)
    return list(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    switches: float
    breaks: float
    found: float
    idf1: float
    assa: float
    ghosts: float


class Tally:
    """Counts over all frames of all scenes; numbers and people of two scenes are never mixed."""

    def __init__(self) -> None:
        self._minutes = self._ghost_minutes = 0.0
        self._switches = self._breaks = 0
        self._found = self._seen = self._idtp = self._idfp = 0
        self._agree = 0.0
        self._begin()

    def _begin(self) -> None:
        self._together = Counter[tuple[int, int]]()
        self._people, self._numbers = Counter[int](), Counter[int]()
        self._number_of: dict[int, int] = {}
        self._lost: set[int] = set()
        self._ghosts = 0

    def take(self, sight: Sight, tracks: tuple[Track, ...]) -> None:
        pairs = self._pairs(sight, tracks)
        taken = {column for _, column in pairs}
        for row, column in pairs:
            who, number = sight.who[row], int(tracks[column].id)
            if sight.counts[row]:
                before = self._number_of.get(who, number)
                self._switches += before != number
                self._breaks += who in self._lost
                self._lost.discard(who)
                self._together[who, number] += 1
                self._numbers[number] += 1
            self._number_of[who] = number
        rows = {row for row, _ in pairs}
        for row, who in enumerate(sight.who):
            if sight.counts[row]:
                self._people[who] += 1
                if row not in rows and who in self._number_of:
                    self._lost.add(who)
        for column, track in enumerate(tracks):
            if column not in taken and track.confirmed:
                self._numbers[int(track.id)] += 1
                self._ghosts += 1

    def _pairs(self, sight: Sight, tracks: tuple[Track, ...]) -> list[tuple[int, int]]:
        if not tracks or not sight.who:
            return []
        corners = [(t.box.x_min, t.box.y_min, t.box.x_max, t.box.y_max) for t in tracks]
        iou = iou_matrix(sight.box, np.array(corners, np.float32)).astype(np.float64)
        labels = np.array([t.label for t in tracks])
        cost = np.where(np.array(sight.label)[:, None] == labels, 1.0 - iou, np.inf)
        for row, who in enumerate(sight.who):
            for column, track in enumerate(tracks):
                if self._number_of.get(who) == track.id and iou[row, column] >= _SAME_IOU:
                    cost[row, column] -= 1.0
        return _assign(cost, limit=1.0 - _SAME_IOU)

    def finish(self, *, seconds_a_frame: float) -> None:
        """End a scene."""
        for (who, number), count in self._together.items():
            either = self._people[who] + self._numbers[number] - count
            self._agree += count * count / either
        self._found += sum(self._together.values())
        self._seen += sum(self._people.values())
        self._minutes += sum(self._people.values()) * seconds_a_frame / 60
        self._ghost_minutes += self._ghosts * seconds_a_frame / 60
        self._idfp += sum(self._numbers.values())
        self._idtp += self._named()
        self._begin()

    def _named(self) -> int:
        """Frames in which people have the one number that names them best over all."""
        rows = {who: at for at, who in enumerate(sorted({who for who, _ in self._together}))}
        columns = {n: at for at, n in enumerate(sorted({n for _, n in self._together}))}
        cost = np.zeros((len(rows), len(columns)))
        for (who, number), count in self._together.items():
            cost[rows[who], columns[number]] = -count
        return -int(sum(cost[pair] for pair in _assign(cost, limit=0.0)))

    def figures(self) -> Figures:
        minutes = max(self._minutes, 1e-9)
        return Figures(
            switches=self._switches / minutes,
            breaks=self._breaks / minutes,
            found=self._found / max(self._seen, 1),
            idf1=2 * self._idtp / max(self._seen + self._idfp, 1),
            assa=self._agree / max(self._found, 1),
            ghosts=self._ghost_minutes / minutes,
        )
