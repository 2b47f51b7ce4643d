"""Passers-by and crowds: actors that nobody wrote down, by rate and seed."""

import math
from itertools import pairwise
from typing import Final

import numpy as np

from simulator.scenario.schema import Actor, BagKind, Crowd, Span, Step, Traffic, Wait, Walk, Wander
from simulator.world.chance import generator
from simulator.world.walker import USUAL_M_S, Spot

# A free pace varies from person to person by about a sixth (Weidmann 1993).
_PACE_SPREAD: Final = 0.16
_PAUSE_S: Final = (4.0, 20.0)
_BAGS: Final[tuple[BagKind, ...]] = ("handbag", "backpack", "suitcase", "box")
_CROWD_RADIUS_M: Final = 1.5


def passers(traffic: Traffic, *, seed: int, index: int, first: int, end_s: float) -> list[Actor]:
    """Everybody who comes by one traffic (the index-th of the scene), first of them p<first>."""
    rng = generator(seed, "traffic", index)
    begin_s, stop_s = _span(traffic.during, end_s)
    arrivals = _arrivals(rng, begin_s, stop_s, traffic.per_minute / 60.0)
    return [
        _passer(traffic, f"p{first + number}", at_s, rng) for number, at_s in enumerate(arrivals)
    ]


def crowd(crowd_: Crowd, *, seed: int, index: int, first: int, end_s: float) -> list[Actor]:
    """The people of one crowd, first of them c<first>: there from its beginning to its end."""
    rng = generator(seed, "crowd", index)
    begin_s, stop_s = _span(crowd_.during, end_s)
    x_min, ahead_min, x_max, ahead_max = crowd_.area
    radius_m = max(0.1, min(_CROWD_RADIUS_M, (x_max - x_min) / 4, (ahead_max - ahead_min) / 4))
    way = (Wander(for_s=stop_s - begin_s, radius_m=radius_m),)
    return [
        Actor(
            name=f"c{first + number}",
            start=(
                _inside(rng, x_min, x_max, radius_m),
                _inside(rng, ahead_min, ahead_max, radius_m),
            ),
            at_s=begin_s,
            way=way,
        )
        for number in range(crowd_.count)
    ]


def _span(during: Span | None, end_s: float) -> Span:
    return during if during is not None else (0.0, end_s)


def _inside(rng: np.random.Generator, low: float, high: float, margin: float) -> float:
    middle = (low + high) / 2
    return float(rng.uniform(min(low + margin, middle), max(high - margin, middle)))


def _arrivals(rng: np.random.Generator, begin_s: float, stop_s: float, per_s: float) -> list[float]:
    """Times of a Poisson process."""
    times: list[float] = []
    t_s = begin_s + rng.exponential(1 / per_s)
    while t_s < stop_s:
        times.append(t_s)
        t_s += rng.exponential(1 / per_s)
    return times


def _passer(traffic: Traffic, name: str, at_s: float, rng: np.random.Generator) -> Actor:
    corners = traffic.ways[int(rng.integers(len(traffic.ways)))]
    lane = beside(corners, traffic.spread_m * rng.standard_normal())
    pace = _pace(traffic, rng)
    pauses, carries = rng.random() < traffic.pause, rng.random() < traffic.carrying
    bag = _BAGS[int(rng.integers(len(_BAGS)))]
    steps: list[Step] = [Walk(to=spot, pace_m_s=pace) for spot in lane[1:]]
    if pauses:
        steps = _paused(lane, pace, rng)
    return Actor(
        name=name,
        kind=traffic.kind,
        start=lane[0],
        at_s=at_s,
        carries={f"{name}-bag": bag} if carries and traffic.kind == "person" else {},
        way=tuple(steps),
    )


def _pace(traffic: Traffic, rng: np.random.Generator) -> float:
    if traffic.pace_m_s is not None:
        return float(rng.uniform(*traffic.pace_m_s))
    usual = USUAL_M_S[traffic.kind]
    share = 1.0 + _PACE_SPREAD * float(np.clip(rng.standard_normal(), -2.0, 2.0))
    return usual * share


def _paused(lane: list[Spot], pace: float, rng: np.random.Generator) -> list[Step]:
    """The same way with one stop somewhere between its corners."""
    leg, share = int(rng.integers(len(lane) - 1)), rng.uniform(0.2, 0.8)
    (x_a, ahead_a), (x_b, ahead_b) = lane[leg], lane[leg + 1]
    stop = x_a + share * (x_b - x_a), ahead_a + share * (ahead_b - ahead_a)
    wait = Wait(for_s=rng.uniform(*_PAUSE_S), facing_deg=rng.uniform(-180.0, 180.0))
    before = [Walk(to=spot, pace_m_s=pace) for spot in (*lane[1 : leg + 1], stop)]
    return [*before, wait, *(Walk(to=spot, pace_m_s=pace) for spot in lane[leg + 1 :])]


def beside(corners: tuple[Spot, ...], aside_m: float) -> list[Spot]:
    """The same way, so far to the right of itself."""
    sides = [_right(a, b) for a, b in pairwise(corners)]
    lane: list[Spot] = []
    for index, (x_m, ahead_m) in enumerate(corners):
        (x_a, ahead_a), (x_b, ahead_b) = sides[max(0, index - 1)], sides[min(index, len(sides) - 1)]
        x_side, ahead_side = (x_a + x_b) / 2, (ahead_a + ahead_b) / 2
        lane.append((x_m + aside_m * x_side, ahead_m + aside_m * ahead_side))
    return lane


def _right(start: Spot, end: Spot) -> Spot:
    """One metre to the right of somebody who goes from start to end."""
    far_m = math.dist(start, end)
    return ((end[1] - start[1]) / far_m, -(end[0] - start[0]) / far_m) if far_m else (0.0, 0.0)
