"""Scenes drawn by lot for one rule each: the same seed, the same scene."""

from typing import Any

import numpy as np

from edge.strict import convert
from simulator.scenario.schema import Scenario

FPS = (2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 25.0, 30.0)
# Height in metres and pitch in degrees: over a door, on a wall, on a mast.
CAMERAS = ((2.8, 11.0), (4.0, 20.0), (6.0, 30.0))
DURATION_S = 90.0

Spot = tuple[float, float]


def wrong_way(seed: int) -> Scenario:
    """A passage with a stream one way; some come against it, cross it, stop or turn back in it."""
    rng = np.random.default_rng(seed)
    deep = rng.random() < 0.4
    lanes = [(float(rng.uniform(-2.2, 2.2) if deep else rng.uniform(9.0, 14.0))) for _ in range(9)]
    stream = [_way(lane, deep=deep) for lane in lanes[:3]]
    actors = [
        _stray(number, lane, deep=deep, rng=rng)
        for number, lane in enumerate(lanes[3 : 3 + int(rng.integers(0, 5))])
    ]
    zone = (
        [[-2.5, 8], [2.5, 8], [2.5, 15], [-2.5, 15]]
        if deep
        else [[-3, 8], [3, 8], [3, 15], [-3, 15]]
    )
    traffic = {"per_minute": float(rng.uniform(2, 14)), "ways": stream, "pause": 0.1}
    return _scene(
        seed,
        rng,
        theme="wrong_way",
        actors=actors,
        traffic=[traffic],
        config={
            "zones": {"passage": {"ground": zone}},
            "lines": {"way": {"ground": [[0, 15], [0, 8]] if deep else [[-3, 11], [3, 11]]}},
            "rules": [{"rule": "wrong_way", "zone": "passage", "along": "way"}],
        },
    )


def occupancy(seed: int) -> Scenario:
    """A square where up to eight people stand about for a while and others walk through."""
    rng = np.random.default_rng(seed)
    actors = [_stander(number, rng) for number in range(int(rng.integers(0, 9)))]
    ways = [[[-10, 10], [10, 10]], [[10, 12.5], [-10, 12.5]]]
    limit = int(rng.integers(2, 7))
    return _scene(
        seed,
        rng,
        theme="occupancy",
        actors=actors,
        traffic=[{"per_minute": float(rng.uniform(1, 15)), "ways": ways, "pause": 0.1}],
        config={
            "counts": {"window_s": 10},
            "zones": {"square": {"ground": [[-4, 8], [4, 8], [4.5, 16], [-4.5, 16]]}},
            "rules": [{"rule": "occupancy", "zone": "square", "limits": [limit], "after_s": 5}],
        },
    )


def _scene(seed: int, rng: np.random.Generator, **fields: Any) -> Scenario:
    height_m, pitch_deg = CAMERAS[int(rng.integers(len(CAMERAS)))]
    pillar = [{"kind": "pillar", "at": [float(rng.uniform(-2, 2)), 8.0]}]
    return convert(
        {
            "name": f"drawn by lot {seed}",
            "about": "A scene drawn by lot.",
            "kind": "nasty",
            "duration_s": DURATION_S,
            "seed": seed,
            "camera": {
                "fps": float(rng.choice(FPS)),
                "height_m": height_m,
                "pitch_deg": pitch_deg,
                "fov_deg": 60.0,
            },
            "scene": {"place": "plain", "occluders": pillar if rng.random() < 0.3 else []},
            **fields,
        },
        Scenario,
    )


def _way(lane: float, *, deep: bool) -> list[Spot]:
    """From far to near, or from left to right."""
    return [(lane, 21.0), (lane, 4.5)] if deep else [(-9.0, lane), (9.0, lane)]


def _stray(number: int, lane: float, *, deep: bool, rng: np.random.Generator) -> dict[str, Any]:
    """One against the stream, straight through, with a pause, or only so far; or across it."""
    (start, end), middle = _way(lane, deep=deep)[::-1], (lane, 11.0) if deep else (0.0, lane)
    pace = float(rng.uniform(0.7, 1.8))
    kind = int(rng.integers(4))
    steps: list[dict[str, Any]] = [{"do": "walk", "to": list(end), "pace_m_s": pace}]
    if kind == 1:
        pause = {"do": "wait", "for_s": float(rng.uniform(1, 12))}
        steps = [{"do": "walk", "to": list(middle), "pace_m_s": pace}, pause, *steps]
    if kind == 2:
        there = {"do": "walk", "to": list(middle), "pace_m_s": pace}
        back = {"do": "walk", "to": list(start), "pace_m_s": pace}
        steps = [there, back]
    if kind == 3:
        start, end = (
            ((-9.0, 11.0), (9.0, 11.3)) if deep else ((lane - 11.0, 20.0), (lane - 11.2, 5.0))
        )
        steps = [{"do": "walk", "to": list(end), "pace_m_s": pace}]
    return {
        "name": f"a{number}",
        "start": list(start),
        "at_s": float(rng.uniform(2, DURATION_S - 30)),
        "way": steps,
    }


def _stander(number: int, rng: np.random.Generator) -> dict[str, Any]:
    side = float(rng.choice((-9.0, 9.0)))
    x, ahead = float(rng.uniform(-3, 3)), float(rng.uniform(9, 14.5))
    leaves = side if rng.random() < 0.5 else -side
    return {
        "name": f"a{number}",
        "start": [side, ahead],
        "at_s": float(rng.uniform(0, 40)),
        "way": [
            {"do": "walk", "to": [x, ahead]},
            {"do": "wander", "for_s": float(rng.uniform(15, 50)), "radius_m": 0.6},
            {"do": "walk", "to": [leaves, ahead + 0.1]},
        ],
    }
