"""People who pass, stand, stop, turn back, run, or come out from behind a pillar."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]

_METRES: Final = 1.7
# Nobody turns back harder than at 4 m/s2: who walks at 1.4 m/s takes 0.7 s to do so.
_TURN_S_PER_M_S: Final = 0.5
_STEP_PER_S: Final = 6.0
_STANDS: Final = 0.35
# With his arms: half of the standing people on vtest.avi are 2.6 times as tall as wide.
_ASPECT: Final = 2.6
_LEAST_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """at_s, at_px: (N,) where the middle of the body is when, in a straight line between.

    turn_s: how long it takes him to turn back.
    """

    high_px: float
    foot_px: float
    at_s: NDArray[np.float64]
    at_px: NDArray[np.float64]
    skin: Colour
    coat: Colour
    trousers: Colour
    turn_s: float

    @property
    def wide_px(self) -> float:
        return self.high_px / _ASPECT

    @property
    def least_px(self) -> float:
        """Pixels of him that a detector needs: of drawn people who show a tenth it finds some."""
        return _LEAST_SHARE * 0.6 * self.high_px * self.wide_px

    def x_px(self, t_s: float) -> float:
        """Where he is: the mean of his way over the time that a turn takes."""
        times = t_s + np.linspace(-self.turn_s / 2, self.turn_s / 2, 5)
        return float(np.interp(times, self.at_s, self.at_px).mean())

    def steps(self, t_s: float, x_px: float) -> float:
        """Phase of his steps in radians, he being at x_px."""
        moves = abs(self.x_px(t_s + 0.1) - x_px) > 0.5
        return _STEP_PER_S * t_s if moves else _STANDS


def walkers(
    rng: np.random.Generator, *, length_s: float, width_px: int, height_px: int, door_px: int
) -> tuple[Walker, ...]:
    """Draw one to four people for a while of length_s, the farthest first."""
    count = int(rng.integers(1, 5))
    people = [_walker(rng, length_s, width_px, height_px, door_px) for _ in range(count)]
    return tuple(sorted(people, key=lambda one: one.foot_px))


def _walker(
    rng: np.random.Generator, length_s: float, width_px: int, height_px: int, door_px: int
) -> Walker:
    high_px = float(rng.uniform(64, 130))
    m_per_s = float(rng.choice((0.7, 1.2, 1.4, 1.6, 3.0)))
    px_per_s = high_px / _METRES * m_per_s
    at_s, at_px = _way(rng, length_s, width_px, px_per_s, rim_px=high_px / 2, door_px=door_px)
    return Walker(
        high_px=high_px,
        foot_px=float(rng.uniform(0.65, 0.97) * height_px),
        at_s=np.array(at_s),
        at_px=np.array(at_px),
        skin=_colour(rng, 60, 220),
        coat=_colour(rng, 20, 235),
        trousers=_colour(rng, 20, 120),
        turn_s=_TURN_S_PER_M_S * m_per_s,
    )


def _way(
    rng: np.random.Generator,
    length_s: float,
    width_px: int,
    px_per_s: float,
    *,
    rim_px: float,
    door_px: int,
) -> tuple[list[float], list[float]]:
    begin_s = float(rng.uniform(-2.0, 0.7 * length_s))
    ends = [-rim_px, width_px + rim_px]
    if rng.random() < 0.5:
        ends.reverse()
    goal_px = float(rng.uniform(0.1, 0.9) * width_px)
    match rng.choice(("passes", "stands", "stops", "turns", "appears")):
        case "passes":
            way = [ends[0], ends[1]]
        case "stands":
            return [0.0], [goal_px]
        case "stops":
            way = [ends[0], goal_px, goal_px, ends[1]]
        case "turns":
            way = [ends[0], goal_px, ends[0]]
        case _:
            way = [door_px + 13.0, door_px + 13.0, ends[1]]
    times = [begin_s]
    for start, end in pairwise(way):
        rest_s = float(rng.uniform(1.0, 6.0)) if start == end else abs(end - start) / px_per_s
        times.append(times[-1] + rest_s)
    return times, way


def _colour(rng: np.random.Generator, low: int, high: int) -> Colour:
    blue, green, red = rng.integers(low, high, 3).tolist()
    return blue, green, red
