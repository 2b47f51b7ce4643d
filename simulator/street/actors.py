"""Who walks where in the demo's street: the ways round it, and the characters that take them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from simulator.people.body import Character, cast
from simulator.people.gait import stride_m
from simulator.street.routes import Route, Spot, Stop

# A comfortable pace is one stride in about this time.
_STRIDE_S: Final = 1.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A character and the way they go for ever."""

    character: Character
    route: Route


def actors(people: int, rng: np.random.Generator) -> list[Actor]:
    """Give every route a character; those who wait come first, so that few people suffice."""
    names = [str(name) for name in rng.permutation(sorted(cast()))]
    return [
        Actor(character=cast()[name], route=_WAYS[index % len(_WAYS)](cast()[name], rng))
        for index, name in enumerate(names[:people])
    ]


def _route(
    character: Character,
    rng: np.random.Generator,
    corners: Sequence[Spot],
    stops: Sequence[Stop] = (),
    ahead_s: float | None = None,
) -> Route:
    """Walk round at this person's own pace, no lane twice quite the same."""
    lane = rng.uniform(-0.25, 0.25)
    stride = stride_m(character)
    route = Route(
        corners=[(x, z + lane) for x, z in corners],
        speed_m_s=stride / (_STRIDE_S * rng.uniform(0.95, 1.08)),
        stride_m=stride,
        stops=stops,
    )
    begun_s = rng.uniform(0, route.lap_s) if ahead_s is None else ahead_s + rng.uniform(0, 2)
    return replace(route, ahead_s=begun_s)


def _waits_at_the_corner(character: Character, rng: np.random.Generator) -> Route:
    stops = (Stop(corner=1, for_s=28, facing_deg=-15), Stop(corner=2, for_s=16, facing_deg=50))
    corners = [(-6.0, 7.2), (-2.3, 7.2), (-1.3, 7.7), (-6.0, 8.6)]
    return _route(character, rng, corners, stops, ahead_s=1.5)


def _comes_to_the_door(character: Character, rng: np.random.Generator) -> Route:
    stops = (Stop(corner=2, for_s=14, facing_deg=90), Stop(corner=3, for_s=10, facing_deg=-20))
    corners = [(-7.5, 14.6), (1.0, 13.6), (3.9, 11.9), (2.6, 11.2), (1.4, 15.4), (-7.5, 16.0)]
    return _route(character, rng, corners, stops, ahead_s=3.0)


def _to_and_fro(near_m: float, far_m: float) -> Callable[[Character, np.random.Generator], Route]:
    """Across the view to the right in one lane, and back to the left in another."""

    def route(character: Character, rng: np.random.Generator) -> Route:
        near_x, far_x = 0.47 * near_m + 0.9, 0.47 * far_m + 0.9
        corners = [(-near_x, near_m), (near_x, near_m), (far_x, far_m), (-far_x, far_m)]
        return _route(character, rng, corners)

    return route


def _towards_the_camera(character: Character, rng: np.random.Generator) -> Route:
    corners = [(-0.6, 22.0), (0.9, 8.0), (0.4, 5.6), (-4.6, 5.2), (-12.5, 21.0)]
    return _route(character, rng, corners)


def _away_from_the_camera(character: Character, rng: np.random.Generator) -> Route:
    corners = [(4.4, 6.4), (1.4, 7.4), (-2.6, 20.5), (-12.5, 20.5), (-12.5, 3.0), (4.4, 1.0)]
    return _route(character, rng, corners)


_WAYS: Final = (
    _waits_at_the_corner,
    _comes_to_the_door,
    _to_and_fro(5.2, 6.5),
    _towards_the_camera,
    _to_and_fro(16.6, 14.8),
    _to_and_fro(9.7, 8.4),
    _away_from_the_camera,
    _to_and_fro(26.6, 25.2),
    _to_and_fro(12.9, 11.6),
    _to_and_fro(25.7, 26.3),
    _to_and_fro(6.2, 10.6),
    _to_and_fro(15.6, 17.0),
)
