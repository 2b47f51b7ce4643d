"""What a camera sees of the ground, and spots on it by chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from simulator.scenario.schema import Spot

T = TypeVar("T")

# Out of view by so much, beside it, somebody comes into it in half a second.
BEYOND_M: Final = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The part where faces are large enough, from near_m to far_m ahead.

    wide: half of the view's width against the distance from the camera to faces, which hangs
    above_m above them.
    """

    near_m: float
    far_m: float
    wide: float
    above_m: float

    def ahead_m(self, share: float) -> float:
        """How far off a place is, by its share of the way from the nearest to the farthest."""
        return self.near_m + share * (self.far_m - self.near_m)

    def half_m(self, ahead_m: float) -> float:
        """From the middle of the view to its edge."""
        return self.wide * math.hypot(ahead_m, self.above_m)


def spot(rng: np.random.Generator, ground: Ground, *, nearest: float = 0.0) -> Spot:
    """Somewhere in view. nearest: share of the way from the nearest place to the farthest."""
    ahead_m = ground.ahead_m(float(rng.uniform(nearest, 1.0)))
    return float(rng.uniform(-1, 1)) * ground.half_m(ahead_m), ahead_m


def edge(rng: np.random.Generator, ground: Ground, side: float, *, farthest: float) -> Spot:
    """Just out of view. side: 1 right of it, -1 left; farthest: as nearest above."""
    ahead_m = ground.ahead_m(float(rng.uniform(0.0, farthest)))
    return side * (ground.half_m(ahead_m) + BEYOND_M), ahead_m


def one_of(rng: np.random.Generator, shares: Sequence[float]) -> int:
    """A number that comes as often as its share says."""
    return int(rng.choice(len(shares), p=np.array(shares) / sum(shares)))


def choice(rng: np.random.Generator, of: Sequence[T]) -> T:
    """One of them, each as often."""
    return of[int(rng.integers(len(of)))]
