"""What stands still, told as a camera's eyes tell it: late, a little off, sometimes wrong."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box, Boxes
from edge.perception.frame import Frame
from edge.perception.thing import TOLD_S, Thing, ThingId
from simulator.scenario.schema import Scenario
from simulator.truth.seen import KINDS, Seen
from simulator.truth.truth import Truth
from simulator.world.body import Body
from simulator.world.world import World

_STEP_S: Final = 1.0
# As edge/perception/things.py on drawn scenes: it knows a thing 4 to 9 s after it is uncovered, and
# that it is gone 1 to 5 s after its place is.
_LATE_S: Final = (4.0, 9.0)
_GONE_S: Final = (1.0, 5.0)
# Share of the silhouette that has to be seen, and its height in px of a picture 320 wide.
_LEAST_SEEN: Final = 0.5
_LEAST_PX: Final = 4.0
_WIDTH_PX: Final = 320
_JITTER: Final = 0.1
# Patches of light and shadow that are taken for things: how many a minute, how long, how large.
_GHOSTS_PER_MINUTE: Final = 0.05
_GHOST_S: Final = (8.0, 240.0)
_GHOST_SIDE: Final = (0.02, 0.08)

_Place = tuple[str, float, float]


@dataclass(slots=True, kw_only=True)
class _Spot:
    """A place where something stood once. first, last: when it was seen to be as it is told.

    other: since when it is seen to be the other way round again.
    """

    number: int
    belongs: bool
    late_s: float
    gone_s: float
    jitter: NDArray[np.float64]
    ahead_m: float
    box: Box | None = None
    first: float | None = None
    last: float = 0.0
    other: float | None = None
    over: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ghost:
    number: int
    box: Box
    begin_s: float
    end_s: float


class TruthThings:
    """Notices things on the ground by the truth about them. Times of frames are the scene's.

    Asked in the order of time. exact: at once, and nothing that is none.
    """

    def __init__(self, scenario: Scenario, world: World, *, seed: int, exact: bool = False) -> None:
        self._truth = Truth(scenario, world)
        self._world = world
        self._belongings = {thing.name for thing in scenario.things}
        self._shape = scenario.camera.height_px / scenario.camera.width_px
        self._rng = np.random.default_rng([seed, 11])
        self._exact = exact
        self._spots: dict[_Place, _Spot] = {}
        self._looked_s = -_STEP_S
        self._things: tuple[Thing, ...] = ()
        self._ghosts = [] if exact else self._haunted(scenario.duration_s)

    def notice(self, frame: Frame, followed: Boxes) -> tuple[Thing, ...]:
        """Tell what stands still. followed: is not asked; the truth knows what hides what."""
        if not 0.0 <= frame.mono_s - self._looked_s < _STEP_S:
            self._looked_s = frame.mono_s
            self._look(frame.mono_s)
        return self._things

    def _look(self, mono_s: float) -> None:
        seen = self._truth.seen(np.array([mono_s]))
        bodies = {_place(body): body for body in self._world.at(mono_s) if body.kind == "bag"}
        for place in bodies.keys() - self._spots.keys():
            # What is there from the start belongs there; what is put down later does not.
            self._spots[place] = self._new(place, belongs=place[0] in self._belongings)
            self._belongings.discard(place[0])
        for place, spot in list(self._spots.items()):
            self._see(spot, bodies.get(place), seen, mono_s)
            if spot.over is not None and mono_s - spot.over > TOLD_S and not spot.belongs:
                del self._spots[place]
        told = [thing for spot in self._spots.values() if (thing := _told(spot, mono_s))]
        ghosts = [_seen_as(ghost) for ghost in self._ghosts if ghost.begin_s <= mono_s]
        self._ghosts = [ghost for ghost in self._ghosts if mono_s < ghost.end_s]
        self._things = (*told, *ghosts)

    def _see(self, spot: _Spot, body: Body | None, seen: Seen, mono_s: float) -> None:
        """Take in whether something stands there, where that can be seen."""
        if body is not None:
            box = self._box(body, seen)
            if box is None:
                return
            spot.box = box
        elif spot.box is None or _is_covered(spot, seen):
            return
        is_as_told = (body is None) == spot.belongs
        if is_as_told:
            spot.first = mono_s if spot.first is None or spot.over is not None else spot.first
            spot.last, spot.other, spot.over = mono_s, None, None
        elif spot.first is not None and spot.over is None:
            spot.other = mono_s if spot.other is None else spot.other
            if mono_s - spot.other >= spot.gone_s:
                spot.over = mono_s

    def _box(self, body: Body, seen: Seen) -> Box | None:
        for row in np.flatnonzero(seen.kind == KINDS.index("bag")):
            sight = seen.sight(int(row), self._world)
            high = sight.whole.y_max - sight.whole.y_min
            if sight.name == body.name:
                is_seen = high * self._shape * _WIDTH_PX >= _LEAST_PX
                return sight.box if is_seen and sight.share_visible >= _LEAST_SEEN else None
        return None

    def _new(self, place: _Place, *, belongs: bool) -> _Spot:
        late_s, gone_s = (0.0, 0.0) if self._exact else (self._drawn(_LATE_S), self._drawn(_GONE_S))
        jitter = self._rng.normal(0.0, 0.0 if self._exact else _JITTER, 4)
        number = int(self._rng.integers(1, 2**31))
        return _Spot(
            number=number,
            belongs=belongs,
            late_s=late_s,
            gone_s=gone_s,
            jitter=jitter,
            ahead_m=place[2],
        )

    def _haunted(self, duration_s: float) -> list[_Ghost]:
        count = self._rng.poisson(_GHOSTS_PER_MINUTE * duration_s / 60)
        return [self._ghost(duration_s) for _ in range(count)]

    def _ghost(self, duration_s: float) -> _Ghost:
        begin_s = float(self._rng.uniform(0.0, duration_s))
        wide, high = self._drawn(_GHOST_SIDE), self._drawn(_GHOST_SIDE)
        x, y = (float(value) for value in self._rng.uniform((0, 0.3), (1 - wide, 1 - high)))
        return _Ghost(
            number=int(self._rng.integers(1, 2**31)),
            box=Box(x_min=x, y_min=y, x_max=x + wide, y_max=y + high),
            begin_s=begin_s,
            end_s=begin_s + self._drawn(_GHOST_S),
        )

    def _drawn(self, span: tuple[float, float]) -> float:
        return float(self._rng.uniform(*span))


def _place(body: Body) -> _Place:
    return body.name, round(body.x_m, 3), round(body.ahead_m, 3)


def _is_covered(spot: _Spot, seen: Seen) -> bool:
    """Whether half of the place is behind the box of somebody nearer."""
    box = spot.box
    if box is None:
        return True
    low = np.maximum(seen.box[:, :2], (box.x_min, box.y_min))
    high = np.minimum(seen.box[:, 2:], (box.x_max, box.y_max))
    side = np.maximum(high - low, 0.0)
    area = max((box.x_max - box.x_min) * (box.y_max - box.y_min), 1e-9)
    covers = (side[:, 0] * side[:, 1] > 0.5 * area) & (seen.ahead_m < spot.ahead_m)
    return bool(covers.any())


def _told(spot: _Spot, mono_s: float) -> Thing | None:
    if spot.first is None or spot.box is None or spot.last - spot.first < spot.late_s:
        return None
    if spot.over is not None and mono_s - spot.over > TOLD_S:
        return None
    wide, high = spot.box.x_max - spot.box.x_min, spot.box.y_max - spot.box.y_min
    by = (np.clip(spot.jitter, -0.3, 0.3) * (wide, high, wide, high)).tolist()
    return Thing(
        id=ThingId(spot.number),
        change="gone" if spot.belongs else "appeared",
        box=Box(
            x_min=spot.box.x_min + by[0],
            y_min=spot.box.y_min + by[1],
            x_max=spot.box.x_max + by[2],
            y_max=spot.box.y_max + by[3],
        ),
        since_mono_s=spot.first,
        seen_mono_s=spot.last,
        over=None if spot.over is None else "undone",
    )


def _seen_as(ghost: _Ghost) -> Thing:
    return Thing(
        id=ThingId(ghost.number),
        change="appeared",
        box=ghost.box,
        since_mono_s=ghost.begin_s,
        seen_mono_s=ghost.begin_s,
    )
