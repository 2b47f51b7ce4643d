"""Where everybody was lately: who put a thing down is told when it is first seen, not before."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from edge.geometry import Box
from edge.rules.rule import Scene
from edge.tracking.track import Track, TrackId

# A thing is seen some seconds after it was put down, later where people stand before it.
KEPT_S: Final = 30.0
_STEP_S: Final = 0.2


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


class Paths:
    """The paths of all people of the last half minute."""

    def __init__(self) -> None:
        self._of: dict[TrackId, Path] = {}

    def follow(self, scene: Scene) -> None:
        """Take in one scene."""
        for track in scene.tracks:
            if track.label == "person" and track.seen_mono_s >= scene.mono_s:
                self._walk(track, scene.mono_s)
        for number, path in list(self._of.items()):
            while path.places and scene.mono_s - path.places[0][0] > KEPT_S:
                path.places.popleft()
            if not path.places:
                del self._of[number]

    def of(self, number: TrackId) -> Path | None:
        return self._of.get(number)

    def all(self) -> tuple[tuple[TrackId, Path], ...]:
        return tuple(self._of.items())

    def seen_at(self, mono_s: float) -> tuple[tuple[TrackId, Path], ...]:
        """Those who are seen at this very moment."""
        return tuple((n, p) for n, p in self._of.items() if p.seen_mono_s >= mono_s)

    def followed(self, scene: Scene) -> frozenset[TrackId]:
        """Those whose tracks still live, seen or not."""
        return frozenset(t.id for t in scene.tracks if t.id in self._of)

    def _walk(self, track: Track, mono_s: float) -> None:
        path = self._of.setdefault(track.id, Path(first_mono_s=track.first_mono_s))
        if len(path.places) > 1 and mono_s - path.places[-2][0] < _STEP_S:
            path.places.pop()
        path.places.append((mono_s, track.box))
