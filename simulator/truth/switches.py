"""Ids that a tracker would have mixed up: two tracks that meet leave with each other's number."""

from dataclasses import replace
from itertools import combinations

import numpy as np

from edge.geometry import Box
from edge.tracking.track import Track, TrackId

_Pair = frozenset[TrackId]


class IdSwitches:
    """Stands between a tracker and the rules. rate: share of meetings after which ids are swapped.

    A meeting begins when boxes of one label overlap and ends when they part, or one is lost.
    """

    def __init__(self, rate: float, *, seed: int) -> None:
        self._rate = rate
        self._rng = np.random.default_rng(seed)
        self._told: dict[TrackId, TrackId] = {}
        self._meeting: set[_Pair] = set()

    def update(self, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        """The tracks of one frame, in their order, with the numbers that the rules shall see."""
        meeting = {
            frozenset((one.id, other.id))
            for one, other in combinations(tracks, 2)
            if one.label == other.label and _overlap(one.box, other.box)
        }
        for pair in sorted(map(sorted, meeting - self._meeting)):
            if self._rng.random() < self._rate:
                self._swap(*pair)
        self._meeting = meeting
        return tuple(replace(track, id=self._told.get(track.id, track.id)) for track in tracks)

    def _swap(self, one: TrackId, other: TrackId) -> None:
        told = self._told.get(one, one), self._told.get(other, other)
        self._told[other], self._told[one] = told


def _overlap(one: Box, other: Box) -> bool:
    across = one.x_min < other.x_max and other.x_min < one.x_max
    return across and one.y_min < other.y_max and other.y_min < one.y_max
