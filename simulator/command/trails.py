"""Who was where over a scene: the ways of those with a name, and of those without."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from simulator.scenario.schema import Scenario
from simulator.world.world import World

Spot = tuple[float, float]

_MOMENTS: Final = 1500
# Of an hour only so much is looked at closely: its beginning and its end.
_CLOSE_S: Final = 150.0
_TICKS: Final = 7
_STEPS_S: Final = (1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600, 14_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One body while it is there. named: by the scenario, not by chance."""

    name: str
    named: bool
    times_s: tuple[float, ...]
    spots: tuple[Spot, ...]

    def ticks(self) -> Iterator[tuple[float, Spot]]:
        """Round times on the way, a few, not where somebody still stands at the last one."""
        span_s = self.times_s[-1] - self.times_s[0]
        step_s = next((step for step in _STEPS_S if span_s / step <= _TICKS), _STEPS_S[-1])
        told: Spot | None = None
        for (before, _), (t_s, spot) in pairwise(zip(self.times_s, self.spots, strict=True)):
            if before // step_s != t_s // step_s and (told is None or _far(told, spot)):
                told = spot
                yield t_s // step_s * step_s, spot


def trails(scenario: Scenario, world: World) -> list[Trail]:
    """The ways of all, those with names last."""
    rows = world.rows(moments(scenario))
    times = moments(scenario)
    names = {actor.name for actor in scenario.actors}
    names |= {bag for actor in scenario.actors for bag in actor.carries}
    names |= {thing.name for thing in scenario.things}
    order = np.lexsort((rows.frame, rows.who))
    who, frame = rows.who[order], rows.frame[order]
    breaks = np.flatnonzero((np.diff(who) != 0) | (np.diff(frame) != 1)) + 1
    found = []
    for part in np.split(order, breaks):
        if len(part):
            name = world.people[int(rows.who[part[0]])].name
            spots = zip(rows.x_m[part].tolist(), rows.ahead_m[part].tolist(), strict=True)
            found.append(
                Trail(
                    name=name,
                    named=name in names,
                    times_s=tuple(times[rows.frame[part]].tolist()),
                    spots=tuple(spots),
                )
            )
    return sorted(found, key=lambda trail: trail.named)


def moments(scenario: Scenario) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Times to look at, rising, closer together where a long scene begins and ends."""
    end_s = scenario.duration_s
    close = np.arange(0.0, min(end_s, _CLOSE_S), 0.2)
    late = np.arange(max(0.0, end_s - _CLOSE_S), end_s, 0.2)
    return np.unique(np.concatenate([close, np.linspace(0.0, end_s, _MOMENTS, False), late]))


def _far(spot: Spot, other: Spot) -> bool:
    return abs(spot[0] - other[0]) + abs(spot[1] - other[1]) > 0.3
