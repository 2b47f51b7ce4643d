"""Who comes by in a busy place, from where to where, at what pace."""

import math
from collections.abc import Iterator, Sequence
from typing import Final, get_args

import numpy as np

from simulator.exposure.ground import BEYOND_M, Ground, choice, edge, spot
from simulator.scenario.schema import Actor, BagKind, Run, Sit, Spot, Step, Wait, Walk
from simulator.world.looks import CAST, PAINTS, TONES

# Most come nearer on their way, so that their faces are seen.
_WAYS: Final = ("afar", "afar", "afar", "across", "across", "away")
_BEHIND_M: Final = 1.3
_CHILD: Final = 0.15
_CHILD_TALL: Final = (0.6, 0.8)
_TALL: Final = (0.9, 1.08)
_BICYCLE: Final = 0.06
_CARRIES: Final = 0.3
_RUNS: Final = 0.15
_PACES_M_S: Final = (1.0, 2.0)
_RUN: Final = 2.0
_RIDES: Final = 3.0
_STOPS: Final = 0.2
_STOP_S: Final = (0.5, 3.0)
_SITS: Final = 0.2
_TURNS_DEG: Final = (-110.0, 110.0)


def walker(
    rng: np.random.Generator, name: str, ground: Ground, hides: Sequence[Spot], *, last_s: float
) -> Actor:
    """Somebody who comes at some time up to last_s. hides: behind what one may come out."""
    corners = _corners(rng, ground, hides)
    rides, is_child = rng.random() < _BICYCLE, rng.random() < _CHILD
    look = f"{choice(rng, tuple(CAST))}+tone{rng.integers(1, TONES + 1)}"
    tall = float(rng.uniform(*(_CHILD_TALL if is_child else _TALL)))
    bag = choice(rng, get_args(BagKind))
    carries = rng.random() < _CARRIES and not rides
    return Actor(
        name=name,
        kind="bicycle" if rides else "person",
        look=f"{choice(rng, PAINTS)}+{look}" if rides else look,
        start=corners[0],
        at_s=float(rng.uniform(0, last_s)),
        carries={f"{name}-bag": bag} if carries else {},
        way=tuple(_steps(rng, corners[1:], rides=rides)),
        tall=1.0 if rides else tall,
    )


def _corners(rng: np.random.Generator, ground: Ground, hides: Sequence[Spot]) -> list[Spot]:
    """A way into the view and out of it: from an edge, from afar, or from behind something."""
    side = float(rng.choice((-1.0, 1.0)))
    way = choice(rng, [*_WAYS, *["behind"] * len(hides)])
    if way == "away":
        start = edge(rng, ground, side, farthest=0.3)
        return [start, spot(rng, ground), edge(rng, ground, side, farthest=1.0)]
    if way == "across":
        start = edge(rng, ground, side, farthest=1.0)
        return [start, edge(rng, ground, -side, farthest=0.7)]
    out = edge(rng, ground, side, farthest=0.4)
    if way == "afar":
        x_m, _ = spot(rng, ground)
        return [(x_m, ground.far_m + BEYOND_M), spot(rng, ground), out]
    x_m, ahead_m = choice(rng, hides)
    farther = 1 + _BEHIND_M / math.hypot(x_m, ahead_m)
    return [(farther * x_m, farther * ahead_m), spot(rng, ground), out]


def _steps(rng: np.random.Generator, corners: Sequence[Spot], *, rides: bool) -> Iterator[Step]:
    """Walks, runs or rides; some stop on the way and look about."""
    runs, pace = rng.random() < _RUNS, float(rng.uniform(*_PACES_M_S))
    stops = len(corners) > 1 and not rides and rng.random() < _STOPS
    for index, corner in enumerate(corners):
        if rides:
            yield Walk(to=corner, pace_m_s=_RIDES * pace)
        elif runs:
            yield Run(to=corner, pace_m_s=_RUN * pace)
        else:
            yield Walk(to=corner, pace_m_s=pace)
        if stops and index == 0:
            still = Sit if rng.random() < _SITS else Wait
            facing_deg = float(rng.uniform(*_TURNS_DEG))
            yield still(for_s=float(rng.uniform(*_STOP_S)), facing_deg=facing_deg)
