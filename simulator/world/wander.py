"""Strolling about without an aim, and coming back in time."""

import math
from typing import Final

import numpy as np

from simulator.world.walker import Spot, Walker

_PACE_M_S: Final = (0.6, 1.1)
_PAUSE_S: Final = (1.0, 6.0)


def wander(walker: Walker, *, for_s: float, radius_m: float, rng: np.random.Generator) -> None:
    """Lay strolls and pauses within radius_m of where the walker is, and end there after for_s."""
    home, end_s = walker.at, walker.t_s + for_s
    while True:
        pace_m_s = rng.uniform(*_PACE_M_S)
        pause_s = rng.uniform(*_PAUSE_S)
        to = _nearby(home, radius_m, rng)
        back_s = math.dist(to, home) / pace_m_s
        if walker.t_s + math.dist(walker.at, to) / pace_m_s + pause_s + back_s >= end_s:
            break
        walker.go(to, pace_m_s=pace_m_s)
        walker.stay(pause_s)
    _come_home(walker, home, end_s)


def _nearby(home: Spot, radius_m: float, rng: np.random.Generator) -> Spot:
    """Anywhere in a circle, alike by area."""
    far_m, way = radius_m * math.sqrt(rng.random()), 2 * math.pi * rng.random()
    return home[0] + far_m * math.cos(way), home[1] + far_m * math.sin(way)


def _come_home(walker: Walker, home: Spot, end_s: float) -> None:
    way_m = math.dist(walker.at, home)
    left_s = end_s - walker.t_s
    slow_s = way_m / _PACE_M_S[0]
    walker.stay(max(0.0, left_s - slow_s))
    if way_m:
        walker.go(home, pace_m_s=way_m / (end_s - walker.t_s))
