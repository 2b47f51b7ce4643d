"""How long each thing has really been in a zone, whatever the frame rate.

A dwell grows by the time between two sights inside the zone. Time seen outside never counts, nor
does the step in or out; time out of sight between two sights inside does.
"""

from dataclasses import dataclass, field
from typing import Final

from edge.config import Labels, Zone
from edge.geometry import Box, polygon_contains
from edge.label import Label
from edge.rules.rule import Scene
from edge.tracking.track import Track, TrackId

# A camera that pauses for this long has still watched: the slowest runs at 2 fps.
UNWATCHED_S: Final = 2.0
# Someone lost from sight is found again, under another number, within a step that grows with the
# time out of sight to one body height, in sides of the square that his box would fill (0.45 body
# heights), and at most 1.5 times smaller or larger.
_NEAR: Final = 0.8
_NEAR_PER_S: Final = 0.6
_NEAR_AT_MOST: Final = 2.0
_RESIZED: Final = 1.5
_EDGE: Final = 0.01


@dataclass(slots=True, kw_only=True)
class Visit:
    """One thing's stay in the zone. inside_mono_s: when it was last really seen in there, at box.

    seen_mono_s, seen_box: the same, wherever. strayed: it has been seen outside since. numbers:
    all that it was followed under. came_in: it appeared at the picture's edge. episode: of the
    rule that counts, None before it opens.
    """

    label: Label
    box: Box
    inside_mono_s: float
    seen_box: Box
    seen_mono_s: float
    numbers: set[TrackId] = field(default_factory=set)
    dwell_s: float = 0.0
    confirmed: bool = False
    strayed: bool = False
    came_in: bool = False
    episode: int | None = None


class Dwells:
    """The visits to one zone; one that is left for longer than grace_s has ended."""

    def __init__(self, zone: Zone, *, labels: Labels, grace_s: float) -> None:
        self._polygon = zone.polygon
        self._labels = labels
        self._grace_s = grace_s
        self._visits: dict[TrackId, Visit] = {}

    def observe(self, scene: Scene) -> tuple[Visit, ...]:
        """Count one scene and return the visits that have ended by it."""
        ended = self._end(scene.mono_s, after_s=max(self._grace_s, UNWATCHED_S))
        seen = [
            t for t in scene.tracks if t.seen_mono_s >= scene.mono_s and t.label in self._labels
        ]
        numbers = frozenset(track.id for track in seen)
        for track in seen:
            if polygon_contains(self._polygon, track.box.foot):
                self._stay(track, numbers, scene.mono_s)
            elif track.id in self._visits:
                self._stray(self._visits[track.id], track, scene.mono_s)
        return ended + self._end(scene.mono_s, after_s=self._grace_s)

    def inside(self, mono_s: float) -> tuple[Visit, ...]:
        """Return the visits of confirmed things that are seen in the zone at this very moment."""
        return tuple(
            visit
            for visit in self._visits.values()
            if visit.confirmed and visit.inside_mono_s >= mono_s
        )

    def present(self) -> tuple[Visit, ...]:
        """Return the visits of confirmed things that have not been seen to leave."""
        return tuple(v for v in self._visits.values() if v.confirmed and not v.strayed)

    def end(self) -> tuple[Visit, ...]:
        """Forget all visits and return them."""
        ended = tuple(self._visits.values())
        self._visits.clear()
        return ended

    def _stay(self, track: Track, seen: frozenset[TrackId], mono_s: float) -> None:
        visit = self._visits.get(track.id)
        if visit is None or not (visit.confirmed or visit.came_in):
            visit = self._found_again(track, seen, mono_s) or visit
        if visit is None:
            visit = Visit(
                label=track.label,
                box=track.box,
                inside_mono_s=mono_s,
                seen_box=track.box,
                seen_mono_s=mono_s,
                came_in=_at_edge(track.box),
            )
        if not visit.strayed:
            visit.dwell_s += mono_s - visit.inside_mono_s
        visit.inside_mono_s, visit.box, visit.strayed = mono_s, track.box, False
        visit.seen_mono_s, visit.seen_box = mono_s, track.box
        visit.confirmed = visit.confirmed or track.confirmed
        visit.numbers.add(track.id)
        self._visits[track.id] = visit

    def _stray(self, visit: Visit, track: Track, mono_s: float) -> None:
        visit.strayed, visit.seen_mono_s, visit.seen_box = True, mono_s, track.box

    def _found_again(self, track: Track, seen: frozenset[TrackId], mono_s: float) -> Visit | None:
        """Take over the nearest visit whose thing is lost from sight, if it may be the same."""
        lost = {
            number: 0.0 if track.id in visit.numbers else _apart(visit.seen_box, track.box)
            for number, visit in self._visits.items()
            if number not in seen
            and visit.label == track.label
            and (track.id in visit.numbers or _may_be(visit, track))
        }
        nearest = min(lost, key=lost.__getitem__, default=None)
        if nearest is None:
            return None
        unseen_s = mono_s - self._visits[nearest].seen_mono_s
        if lost[nearest] > min(_NEAR + _NEAR_PER_S * unseen_s, _NEAR_AT_MOST):
            return None
        return self._visits.pop(nearest)

    def _end(self, mono_s: float, *, after_s: float) -> tuple[Visit, ...]:
        over = [n for n, visit in self._visits.items() if mono_s - visit.inside_mono_s > after_s]
        return tuple(self._visits.pop(number) for number in over)


def _may_be(visit: Visit, track: Track) -> bool:
    """Tell whether a track can be the thing of a visit at all.

    Who was followed while the other was still seen is somebody else. So is, most of the time, who
    comes in over the picture's edge: in its middle nobody comes from nowhere, there all do.
    """
    from_outside = _at_edge(visit.seen_box) and _at_edge(track.box)
    return track.first_mono_s > visit.seen_mono_s and not from_outside


def _at_edge(box: Box) -> bool:
    return box.x_min < _EDGE or box.x_max > 1 - _EDGE


def _apart(box: Box, other: Box) -> float:
    """Distance of two feet in sides of the larger box; infinite if they are unlike in size."""
    side, other_side = _side(box), _side(other)
    if max(side, other_side) > _RESIZED * min(side, other_side):
        return float("inf")
    away = max(abs(box.foot[0] - other.foot[0]), abs(box.foot[1] - other.foot[1]))
    return away / max(side, other_side, 1e-6)


def _side(box: Box) -> float:
    return float(((box.x_max - box.x_min) * (box.y_max - box.y_min)) ** 0.5)
