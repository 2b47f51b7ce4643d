"""Where people walk and wait on the ground, as a function of time alone."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from simulator.people.sprites import Motion

Spot = tuple[float, float]

# People look where they will be: a corner is taken over this much of the way.
_LOOK_AHEAD_M: Final = 0.45
_TURN_S: Final = 0.9
# One slow shift of weight.
_SWAY_S: Final = 6.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Wait at one corner of the route, for so long, looking that way (as in Stance)."""

    corner: int
    for_s: float
    facing_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """Where somebody is and how they stand there.

    x_m, ahead_m: on the ground; facing_deg: 0 towards the camera's wall, 90 to its right.
    """

    x_m: float
    ahead_m: float
    facing_deg: float
    motion: Motion
    phase: float


@dataclass(frozen=True, kw_only=True)
class Route:
    """A closed way round, walked for ever; it begins `ahead_s` into its lap."""

    corners: Sequence[Spot]
    speed_m_s: float
    stride_m: float
    stops: Sequence[Stop] = ()
    ahead_s: float = 0.0

    @property
    def lap_s(self) -> float:
        return self._length_m / self.speed_m_s + sum(stop.for_s for stop in self.stops)

    def at(self, t_s: float) -> Stance:
        """The stance at any time, whatever was asked before."""
        left_s = (t_s + self.ahead_s) % self.lap_s
        for stop in sorted(self.stops, key=lambda stop: stop.corner):
            arrival_s = self._starts_m[stop.corner] / self.speed_m_s
            if left_s < arrival_s:
                break
            if left_s < arrival_s + stop.for_s:
                return self._waiting(stop, left_s - arrival_s)
            left_s -= stop.for_s
        return self._walking(left_s * self.speed_m_s)

    def _walking(self, way_m: float) -> Stance:
        x_m, ahead_m = self._spot(way_m)
        return Stance(
            x_m=x_m,
            ahead_m=ahead_m,
            facing_deg=self._facing_deg(way_m),
            motion="walk",
            phase=way_m / self.stride_m % 1.0,
        )

    def _waiting(self, stop: Stop, since_s: float) -> Stance:
        way_m = self._starts_m[stop.corner]
        x_m, ahead_m = self.corners[stop.corner]
        turned = min(1.0, since_s / _TURN_S, (stop.for_s - since_s) / _TURN_S)
        walked_deg = self._facing_deg(way_m)
        aside_deg = (stop.facing_deg - walked_deg + 180) % 360 - 180
        return Stance(
            x_m=x_m,
            ahead_m=ahead_m,
            facing_deg=walked_deg + turned * aside_deg,
            motion="stand",
            phase=since_s / _SWAY_S % 1.0,
        )

    def _facing_deg(self, way_m: float) -> float:
        x_a, z_a = self._spot(way_m - _LOOK_AHEAD_M / 2)
        x_b, z_b = self._spot(way_m + _LOOK_AHEAD_M)
        return math.degrees(math.atan2(x_b - x_a, z_a - z_b))

    def _spot(self, way_m: float) -> Spot:
        way_m %= self._length_m
        corner = bisect_right(self._starts_m, way_m) - 1
        start_m = self._starts_m[corner]
        (x_a, z_a), (x_b, z_b) = self.corners[corner], self._next(corner)
        share = (way_m - start_m) / math.dist((x_a, z_a), (x_b, z_b))
        return x_a + share * (x_b - x_a), z_a + share * (z_b - z_a)

    def _next(self, corner: int) -> Spot:
        return self.corners[(corner + 1) % len(self.corners)]

    @cached_property
    def _starts_m(self) -> tuple[float, ...]:
        """How far along the way each corner lies."""
        starts = [0.0]
        for corner in range(len(self.corners) - 1):
            starts.append(starts[-1] + math.dist(self.corners[corner], self._next(corner)))
        return tuple(starts)

    @cached_property
    def _length_m(self) -> float:
        return self._starts_m[-1] + math.dist(self.corners[-1], self.corners[0])
