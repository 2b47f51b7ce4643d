"""Whose way is whose: by track numbers, and where those are mixed up, by where each was going."""

from dataclasses import dataclass
from math import inf
from typing import Final

from edge.config import Line
from edge.label import Label
from edge.rules.heading import OLDEST_S, Heading
from edge.rules.rule import Scene
from edge.tracking.track import Track, TrackId

# Two who meet are most of a breadth apart when their boxes touch; a foot trembles by a tenth of it.
_JUMP: Final = 0.4
# Nobody gets two breadths aside of his way in half a second, or four in a whole one: the number is
# somebody else's now.
_LOST: Final = 2.0
_LOST_PER_S: Final = 4.0
# Who appears within a breadth of where somebody lost should be by now is he.
_FOUND: Final = 1.0


@dataclass(slots=True, kw_only=True, eq=False)
class Walk:
    """One thing's way. entered_mono_s: into the zone, None outside. wrong_s: time spent against.

    judged_mono_s, against_mono_s: when it was last told which way it went, and when it was wrong.
    """

    label: Label
    heading: Heading
    seen_mono_s: float
    entered_mono_s: float | None = None
    judged_mono_s: float = -inf
    against_mono_s: float = -inf
    wrong_s: float = 0.0


class Walks:
    """The walks of all that is followed, each against the same way."""

    def __init__(self, way: Line) -> None:
        self._way = way
        self._of: dict[TrackId, Walk] = {}
        self._lost: list[Walk] = []

    def follow(self, seen: list[Track], scene: Scene) -> list[Walk]:
        """Return the walk of each track seen in a scene; the caller tells its heading of it."""
        self._forget(scene)
        for track in seen:
            self._unmix(track, scene)
        return [self._walk(track, scene.mono_s) for track in seen]

    def _forget(self, scene: Scene) -> None:
        """A walk is lost with its number, and forgotten when where it led is anybody's guess."""
        living = {track.id for track in scene.tracks}
        self._lost += [walk for number, walk in self._of.items() if number not in living]
        self._of = {number: walk for number, walk in self._of.items() if number in living}
        self._lost = [w for w in self._lost if scene.mono_s - w.seen_mono_s <= OLDEST_S]

    def _unmix(self, track: Track, scene: Scene) -> None:
        """Swap the walks of two who stand where the other one was to be."""
        own = self._miss(track.id, track, scene.mono_s)
        if own is None or own < _JUMP:
            return
        for other in scene.tracks:
            if other is not track and self._fits_better(track, other, own, scene.mono_s):
                walks = self._of
                walks[track.id], walks[other.id] = walks[other.id], walks[track.id]
                return
        unseen_s = scene.mono_s - self._of[track.id].seen_mono_s
        if own > max(_LOST, _LOST_PER_S * unseen_s):
            self._lost.append(self._of.pop(track.id))

    def _fits_better(self, track: Track, other: Track, own: float, mono_s: float) -> bool:
        swapped = self._miss(other.id, track, mono_s)
        if swapped is None or track.label != other.label or swapped > own / 2:
            return False
        if other.seen_mono_s < mono_s:
            return True
        theirs = self._miss(other.id, other, mono_s) or 0.0
        return (self._miss(track.id, other, mono_s) or 0.0) <= theirs / 2

    def _miss(self, number: TrackId, track: Track, mono_s: float) -> float | None:
        walk = self._of.get(number)
        return None if walk is None else walk.heading.missed_by(track.box, mono_s=mono_s)

    def _walk(self, track: Track, mono_s: float) -> Walk:
        walk = self._of.get(track.id) or self._found(track, mono_s)
        if walk is None:
            walk = Walk(label=track.label, heading=Heading(self._way), seen_mono_s=mono_s)
        walk.seen_mono_s = mono_s
        self._of[track.id] = walk
        return walk

    def _found(self, track: Track, mono_s: float) -> Walk | None:
        misses = {
            walk: miss
            for walk in self._lost
            if walk.label == track.label
            and (miss := walk.heading.missed_by(track.box, mono_s=mono_s)) is not None
        }
        nearest = min(misses, key=misses.__getitem__, default=None)
        if nearest is None or misses[nearest] > _FOUND:
            return None
        self._lost.remove(nearest)
        return nearest
