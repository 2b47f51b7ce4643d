"""How long each thing has really been in a zone, whatever the frame rate.

A dwell grows by the time between two sights inside the zone, and by that part of the steps in and
out which lies inside. Time seen outside never counts; time out of sight between two sights inside
does, and so does, for whoever came in, time on the very edge, where a foot trembles in and out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from edge.config import Labels, Zone
from edge.geometry import Box, Point, polygon_contains
from edge.label import Label
from edge.rules.gap import first_pace, last_pace
from edge.rules.once import Spot
from edge.rules.rule import Scene
from edge.rules.steady import GAP_S
from edge.rules.trail import OLDEST_S, Trail
from edge.tracking.track import Track, TrackId

# A camera that pauses for this long has still watched: the slowest runs at 2 fps.
UNWATCHED_S: Final = 2.0
# Someone lost from sight is found again, under another number, near to where he may have gone
# unseen, in sides of the square that his box would fill (0.45 body heights), and at most 1.5 times
# smaller or larger.
_NEAR: Final = 0.8
_RESIZED: Final = 1.5
# Of the time unseen: how much of it he went on as before, and how much as he does now.
_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
# A foot trembles by 5 % of its box's breadth and 2 % of its height (simulator/truth/errors.py has
# the measurements); three times as far from the zone's edge it is clear of it.
ACROSS: Final = 0.15
DOWN: Final = 0.06
# Where a step meets the edge, to a sixteenth of the step.
_HALVINGS: Final = 4


@dataclass(slots=True, kw_only=True)
class Visit:
    """One thing's stay in the zone. inside_mono_s: when it was last seen in there, at box.

    seen_mono_s, seen_box: the same, wherever. outside: its foot has been
    seen outside since; strayed: clear of the edge as well. trail: of the last number. numbers:
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
    outside: bool = False
    came_in: bool = False
    trail: Trail = field(default_factory=Trail)
    episode: int | None = None


class Dwells:
    """The visits to one zone; one that is seen to be left for longer than grace_s has ended.

    Lost from sight is not gone: that ends a visit after OLDEST_S, or grace_s if that is longer.
    """

    def __init__(self, zone: Zone, *, labels: Labels, grace_s: float) -> None:
        self._polygon = zone.polygon
        self._labels = labels
        self._grace_s = max(grace_s, GAP_S)
        self._visits: dict[TrackId, Visit] = {}
        self._outside: dict[TrackId, tuple[float, Point]] = {}
        self._first: dict[TrackId, Spot] = {}
        self._trails: dict[TrackId, Trail] = {}

    def observe(self, scene: Scene) -> tuple[Visit, ...]:
        """Count one scene and return the visits that have ended by it."""
        hidden_s = max(self._grace_s, OLDEST_S)
        ended = self._end(self._gone(scene.mono_s, after_s=hidden_s))
        seen = [
            t for t in scene.tracks if t.seen_mono_s >= scene.mono_s and t.label in self._labels
        ]
        living = frozenset(track.id for track in scene.tracks)
        self._forget(living)
        for track in seen:
            self._first.setdefault(track.id, (scene.mono_s, track.box))
            self._trails.setdefault(track.id, Trail()).add(track.box, mono_s=scene.mono_s)
            if polygon_contains(self._polygon, track.box.foot):
                self._stay(track, living, scene.mono_s)
                continue
            if track.id in self._visits:
                self._step_out(self._visits[track.id], track, scene.mono_s)
            self._outside[track.id] = scene.mono_s, track.box.foot
        gone = self._gone(scene.mono_s, after_s=self._grace_s)
        return ended + self._end(n for n in gone if self._visits[n].strayed)

    def is_near(self, scene: Scene) -> bool:
        """Whether anything, confirmed or not, is seen in the zone or on its very edge."""
        return any(
            track.seen_mono_s >= scene.mono_s
            and track.label in self._labels
            and (polygon_contains(self._polygon, track.box.foot) or self._is_near(track.box))
            for track in scene.tracks
        )

    def inside(self, mono_s: float) -> tuple[Visit, ...]:
        """Return the visits of confirmed things seen at this moment in there or on its edge."""
        return tuple(
            visit
            for visit in self._visits.values()
            if visit.confirmed and visit.inside_mono_s >= mono_s
        )

    def present(self) -> tuple[Visit, ...]:
        """Return the visits of confirmed things that have not been seen to leave."""
        return tuple(v for v in self._visits.values() if v.confirmed and not v.outside)

    def end(self) -> tuple[Visit, ...]:
        """Forget all visits and return them."""
        ended = tuple(self._visits.values())
        self._visits.clear()
        return ended

    def _forget(self, living: frozenset[TrackId]) -> None:
        self._outside = {n: spot for n, spot in self._outside.items() if n in living}
        self._first = {n: spot for n, spot in self._first.items() if n in living}
        self._trails = {n: trail for n, trail in self._trails.items() if n in living}

    def _stay(self, track: Track, living: frozenset[TrackId], mono_s: float) -> None:
        visit = self._visits.get(track.id)
        if visit is None or not (visit.confirmed or visit.came_in):
            visit = self._found_again(track, living, mono_s) or visit
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
        if visit.strayed or not visit.numbers:
            visit.dwell_s += self._step_in_s(track, mono_s)
        visit.inside_mono_s, visit.box = mono_s, track.box
        visit.strayed = visit.outside = False
        visit.seen_mono_s, visit.seen_box = mono_s, track.box
        visit.confirmed = visit.confirmed or track.confirmed
        visit.numbers.add(track.id)
        visit.trail = self._trails[track.id]
        self._visits[track.id] = visit

    def _step_in_s(self, track: Track, mono_s: float) -> float:
        """The part inside of the step with which something came in, 0 where it came unseen."""
        left = self._outside.get(track.id)
        if left is None or mono_s - left[0] > UNWATCHED_S:
            return 0.0
        return (mono_s - left[0]) * self._share(track.box.foot, left[1])

    def _step_out(self, visit: Visit, track: Track, mono_s: float) -> None:
        visit.outside = True
        if visit.strayed or not self._is_near(track.box):
            self._stray(visit, track, mono_s)
            return
        # Who stands outside may tremble in for a moment; who was inside for long stands on it.
        if visit.dwell_s < GAP_S:
            return
        visit.dwell_s += mono_s - visit.inside_mono_s
        visit.inside_mono_s, visit.box = mono_s, track.box
        visit.seen_mono_s, visit.seen_box = mono_s, track.box

    def _stray(self, visit: Visit, track: Track, mono_s: float) -> None:
        step_s = mono_s - visit.inside_mono_s
        if not visit.strayed and step_s <= UNWATCHED_S:
            visit.dwell_s += step_s * self._share(visit.box.foot, track.box.foot)
        visit.strayed, visit.seen_mono_s, visit.seen_box = True, mono_s, track.box

    def _share(self, inner: Point, outer: Point) -> float:
        """How much of the straight way from a point inside to one outside is inside."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            share = (low + high) / 2
            between = (
                inner[0] + share * (outer[0] - inner[0]),
                inner[1] + share * (outer[1] - inner[1]),
            )
            low, high = (share, high) if polygon_contains(self._polygon, between) else (low, share)
        return (low + high) / 2

    def _is_near(self, box: Box) -> bool:
        """Whether a foot outside is so near the edge that it may only seem to be there."""
        (x, y), across, down = box.foot, ACROSS * (box.x_max - box.x_min), box.y_max - box.y_min
        down *= DOWN
        beside = (x - across, y), (x + across, y), (x, y - down), (x, y + down)
        return any(polygon_contains(self._polygon, point) for point in beside)

    def _found_again(self, track: Track, living: frozenset[TrackId], mono_s: float) -> Visit | None:
        """Take over the nearest visit of somebody no longer followed, if it may be the same."""
        lost = {
            number: 0.0 if track.id in visit.numbers else self._astray(visit, track)
            for number, visit in self._visits.items()
            if (number not in living or mono_s - visit.seen_mono_s > GAP_S)
            and visit.label == track.label
            and (track.id in visit.numbers or self._may_be(visit, track))
        }
        nearest = min(lost, key=lost.__getitem__, default=None)
        if nearest is None or lost[nearest] > _NEAR:
            return None
        return self._visits.pop(nearest)

    def _astray(self, visit: Visit, track: Track) -> float:
        """How far from any way it may have gone unseen a track began, in sides of the larger box.

        It may have gone on as before, or already as it does now, or have stood in between.
        """
        (first_s, first), trail = self._first[track.id], self._trails[track.id]
        side, other_side = _side(visit.seen_box), _side(track.box)
        if max(side, other_side) > _RESIZED * min(side, other_side):
            return float("inf")
        unseen_s = max(first_s - visit.seen_mono_s, 0.0)
        before, after = last_pace(visit.trail) or (0.0, 0.0), first_pace(trail) or (0.0, 0.0)
        across, down = (first.foot[axis] - visit.seen_box.foot[axis] for axis in (0, 1))
        away = min(
            max(
                abs(across - unseen_s * (a * before[0] + b * after[0])),
                abs(down - unseen_s * (a * before[1] + b * after[1])),
            )
            for a in _SHARES
            for b in _SHARES
            if a + b <= 1.0
        )
        return away / max(side, other_side, 1e-6)

    def _may_be(self, visit: Visit, track: Track) -> bool:
        """Tell whether a track can be the thing of a visit at all.

        Who was followed while the other was still seen is somebody else. So is, most of the time,
        who came in over the picture's edge: in its middle nobody comes from nowhere, there all do.
        """
        from_outside = _at_edge(visit.seen_box) and _at_edge(self._first[track.id][1])
        return track.first_mono_s > visit.seen_mono_s and not from_outside

    def _gone(self, mono_s: float, *, after_s: float) -> list[TrackId]:
        return [n for n, visit in self._visits.items() if mono_s - visit.inside_mono_s > after_s]

    def _end(self, numbers: Iterable[TrackId]) -> tuple[Visit, ...]:
        return tuple(self._visits.pop(number) for number in tuple(numbers))


def _at_edge(box: Box) -> bool:
    """Less than its breadth from the left or right: a step at the slowest rates."""
    breadth = box.x_max - box.x_min
    return box.x_min < breadth or box.x_max > 1 - breadth


def _side(box: Box) -> float:
    return float(((box.x_max - box.x_min) * (box.y_max - box.y_min)) ** 0.5)
