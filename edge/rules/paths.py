"""Where everybody was lately: who put a thing down is told when it is first seen, not before."""

from collections import deque
from dataclasses import dataclass, field
from itertools import combinations, count
from typing import Final, NewType

from edge.geometry import Box
from edge.rules.rule import Scene
from edge.tracking.track import Track, TrackId

# One person's number here, which he keeps when two tracks that meet leave with each other's.
PersonId = NewType("PersonId", int)

# A thing is seen some seconds after it was put down, later where people stand before it.
KEPT_S: Final = 30.0
_STEP_S: Final = 0.2
# A step's pace is taken over so long, and believed for as long.
_PACE_S: Final = 1.0
# In body heights, over all four edges: numbers were swapped when the boxes fit so much better so.
_BETTER: Final = 0.4


@dataclass(slots=True, kw_only=True)
class Path:
    """One person's places, (mono_s, box) in the order of time. first_mono_s: of its track."""

    first_mono_s: float
    places: deque[tuple[float, Box]] = field(default_factory=deque)

    @property
    def seen_mono_s(self) -> float:
        return self.places[-1][0]

    @property
    def box(self) -> Box:
        return self.places[-1][1]

    def within(self, begin_s: float, end_s: float) -> list[Box]:
        return [box for mono_s, box in self.places if begin_s <= mono_s <= end_s]

    def expected(self, mono_s: float) -> Box:
        """Where he is at his pace."""
        then_s, then = next(
            (place for place in self.places if self.seen_mono_s - place[0] <= _PACE_S),
            self.places[-1],
        )
        box, past_s = self.box, self.seen_mono_s - then_s
        share = (mono_s - self.seen_mono_s) / past_s if past_s >= _STEP_S else 0.0
        across, down = (share * (b - a) for a, b in zip(then.foot, box.foot, strict=True))
        return Box(
            x_min=box.x_min + across,
            y_min=box.y_min + down,
            x_max=box.x_max + across,
            y_max=box.y_max + down,
        )


class Paths:
    """The paths of all people of the last half minute."""

    def __init__(self) -> None:
        self._persons = count(1)
        self._of: dict[PersonId, Path] = {}
        self._who: dict[TrackId, PersonId] = {}

    def follow(self, scene: Scene) -> None:
        """Take in one scene."""
        seen = [t for t in scene.tracks if t.label == "person" and t.seen_mono_s >= scene.mono_s]
        for track, other in combinations(seen, 2):
            if self._are_swapped(track, other, scene.mono_s):
                one, two = self._who[track.id], self._who[other.id]
                self._who[track.id], self._who[other.id] = two, one
        for track in seen:
            self._walk(track, scene.mono_s)
        for person, path in list(self._of.items()):
            while path.places and scene.mono_s - path.places[0][0] > KEPT_S:
                path.places.popleft()
            if not path.places:
                del self._of[person]
        self._who = {number: person for number, person in self._who.items() if person in self._of}

    def of(self, person: PersonId) -> Path | None:
        return self._of.get(person)

    def all(self) -> tuple[tuple[PersonId, Path], ...]:
        return tuple(self._of.items())

    def seen_at(self, mono_s: float) -> tuple[tuple[PersonId, Path], ...]:
        """Those who are seen at this very moment."""
        return tuple((n, p) for n, p in self._of.items() if p.seen_mono_s >= mono_s)

    def followed(self, scene: Scene) -> frozenset[PersonId]:
        """Those whose tracks still live, seen or not."""
        return frozenset(self._who[t.id] for t in scene.tracks if t.id in self._who)

    def _walk(self, track: Track, mono_s: float) -> None:
        if track.id not in self._who:
            self._who[track.id] = PersonId(next(self._persons))
        path = self._of.setdefault(self._who[track.id], Path(first_mono_s=track.first_mono_s))
        if len(path.places) > 1 and mono_s - path.places[-2][0] < _STEP_S:
            path.places.pop()
        path.places.append((mono_s, track.box))

    def _are_swapped(self, track: Track, other: Track, mono_s: float) -> bool:
        """Tell whether two are where each other should be: their numbers were mixed up."""
        paths = [self._of.get(self._who.get(t.id, PersonId(0))) for t in (track, other)]
        one, two = paths
        if one is None or two is None:
            return False
        if mono_s - min(one.seen_mono_s, two.seen_mono_s) > _PACE_S:
            return False
        first, second = one.expected(mono_s), two.expected(mono_s)
        kept = _unlike(first, track.box) + _unlike(second, other.box)
        swapped = _unlike(first, other.box) + _unlike(second, track.box)
        tall = max(track.box.y_max - track.box.y_min, other.box.y_max - other.box.y_min)
        return kept - swapped > _BETTER * tall


def _unlike(box: Box, other: Box) -> float:
    return (
        abs(box.x_min - other.x_min)
        + abs(box.x_max - other.x_max)
        + abs(box.y_min - other.y_min)
        + abs(box.y_max - other.y_max)
    )
