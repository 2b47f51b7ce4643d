"""Things that are put down in a square, and left or not, where others pass by."""

from typing import Any, Final

import numpy as np

from edge.strict import convert
from simulator.scenario.lot.scene import CAMERAS, FPS
from simulator.scenario.schema import Scenario

_DURATION_S: Final = 150.0
_KINDS: Final = ("handbag", "backpack", "suitcase", "box")
# What becomes of a thing that is put down.
_STORIES: Final = (
    "left",
    "left",
    "left",
    "reclaimed in time",
    "reclaimed late",
    "reclaimed late",
    "stays beside it",
    "taken by another in time",
    "taken by another late",
    "handed over",
    "steps aside",
)
_SIDE_M: Final = 10.0

Way = list[dict[str, Any]]


def unattended_object(seed: int) -> Scenario:
    """A square crossed by passers-by, where one to three people put something down."""
    rng = np.random.default_rng(seed)
    after_s = float(rng.choice((20.0, 30.0, 45.0)))
    actors: list[dict[str, Any]] = []
    for number in range(int(rng.integers(1, 4))):
        actors += _story(number, rng, after_s=after_s)
    ways = [[[-_SIDE_M, 10.0], [_SIDE_M, 10.3]], [[_SIDE_M, 12.5], [-_SIDE_M, 12.0]]]
    height_m, pitch_deg = CAMERAS[int(rng.integers(len(CAMERAS)))]
    camera = {
        "fps": float(rng.choice(FPS)),
        "height_m": height_m,
        "pitch_deg": pitch_deg,
        "fov_deg": float(rng.choice((50.0, 60.0, 75.0))),
    }
    return convert(
        {
            "name": f"things drawn by lot {seed}",
            "about": "A scene drawn by lot.",
            "theme": "objects",
            "kind": "nasty",
            "duration_s": _DURATION_S,
            "seed": seed,
            "camera": camera,
            "scene": {"place": "plain"},
            "actors": actors,
            "traffic": [{"per_minute": float(rng.uniform(1, 12)), "ways": ways, "pause": 0.1}],
            "config": {
                "zones": {"square": {"ground": [[-5, 6], [5, 6], [6, 16], [-6, 16]]}},
                "rules": [{"rule": "unattended_object", "zone": "square", "after_s": after_s}],
            },
        },
        Scenario,
    )


def _story(number: int, rng: np.random.Generator, *, after_s: float) -> list[dict[str, Any]]:
    """Who brings a thing, and who else has to do with it."""
    story = str(rng.choice(_STORIES))
    # Three lanes beside one another: whose thing it is, is never a question.
    x = -2.6 + 2.6 * number + float(rng.uniform(-0.5, 0.5))
    ahead = float(rng.uniform(9.0, 13.5))
    side = float(rng.choice((-_SIDE_M, _SIDE_M)))
    at_s, bag = float(rng.uniform(2, 12)), f"thing{number}"
    spot, out = [x, ahead], [side, ahead + 0.2]
    way: Way = [_walk(spot), {"do": "put_down", "bag": bag}]
    way += [{"do": "wait", "for_s": float(rng.uniform(0, 6))}]
    in_time, late = float(rng.uniform(4, after_s - 13)), after_s + float(rng.uniform(8, 25))
    others: list[dict[str, Any]] = []
    match story:
        case "left":
            way += [_walk(out)]
        case "reclaimed in time":
            way += [_walk(out), _wait(in_time - 4), _walk(spot), _take(bag), _walk(out)]
        case "reclaimed late":
            way += [_walk(out), _wait(late), _walk(spot), _take(bag), _walk(out)]
        case "stays beside it":
            way += [_wait(after_s + 20), _take(bag), _walk(out)]
        case "steps aside":
            aside = [x + 1.2, ahead]
            way += [_walk(aside), _wait(after_s + 15), _walk(spot), _take(bag), _walk(out)]
        case "handed over":
            way += [_wait(12), _walk(out)]
            keeper = [_walk([x + 0.7, ahead + 0.1]), _wait(after_s + 20), _take(bag), _walk(out)]
            others = [_actor(f"b{number}", [side, ahead], at_s + 1.0, keeper)]
        case "taken by another in time" | "taken by another late":
            way += [_walk(out)]
            when_s = at_s + 24 + (0.0 if "in time" in story else late)
            thief = [_walk([x, ahead + 0.3]), _take(bag), _walk([-side, ahead])]
            others = [_actor(f"b{number}", [-side, ahead], when_s, thief)]
    owner = _actor(f"a{number}", [side, ahead], at_s, way)
    return [owner | {"carries": {bag: str(rng.choice(_KINDS))}}, *others]


def _actor(name: str, start: list[float], at_s: float, way: Way) -> dict[str, Any]:
    return {"name": name, "start": start, "at_s": at_s, "way": way}


def _walk(to: list[float]) -> dict[str, Any]:
    return {"do": "walk", "to": to}


def _wait(for_s: float) -> dict[str, Any]:
    return {"do": "wait", "for_s": for_s}


def _take(bag: str) -> dict[str, Any]:
    return {"do": "pick_up", "bag": bag}
