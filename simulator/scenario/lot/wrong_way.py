"""A passage with a stream one way; some come against it, cross it, stop or turn back in it."""

import numpy as np

from simulator.scenario.lot.scene import DURATION_S, Actor, Spot, actor, scene, wait, walk
from simulator.scenario.schema import Scenario


def wrong_way(seed: int) -> Scenario:
    """Across the picture, or towards the camera in two of five."""
    rng = np.random.default_rng(seed)
    deep = rng.random() < 0.4
    lanes = [(float(rng.uniform(-2.2, 2.2) if deep else rng.uniform(9.0, 14.0))) for _ in range(9)]
    stream = [_way(lane, deep=deep) for lane in lanes[:3]]
    actors = [
        _stray(number, lane, deep=deep, rng=rng)
        for number, lane in enumerate(lanes[3 : 3 + int(rng.integers(0, 5))])
    ]
    half = 2.5 if deep else 3
    traffic = {"per_minute": float(rng.uniform(2, 14)), "ways": stream, "pause": 0.1}
    return scene(
        seed,
        rng,
        theme="wrong_way",
        actors=actors,
        traffic=[traffic],
        config={
            "zones": {"passage": {"ground": [[-half, 8], [half, 8], [half, 15], [-half, 15]]}},
            "lines": {"way": {"ground": [[0, 15], [0, 8]] if deep else [[-3, 11], [3, 11]]}},
            "rules": [{"rule": "wrong_way", "zone": "passage", "along": "way"}],
        },
    )


def _way(lane: float, *, deep: bool) -> list[Spot]:
    """From far to near, or from left to right."""
    return [(lane, 21.0), (lane, 4.5)] if deep else [(-9.0, lane), (9.0, lane)]


def _stray(number: int, lane: float, *, deep: bool, rng: np.random.Generator) -> Actor:
    """One against the stream, straight through, with a pause, or only so far; or across it."""
    (start, end), middle = _way(lane, deep=deep)[::-1], (lane, 11.0) if deep else (0.0, lane)
    pace = float(rng.uniform(0.7, 1.8))
    kind = int(rng.integers(4))
    steps = [walk(end, pace)]
    if kind == 1:
        steps = [walk(middle, pace), wait(float(rng.uniform(1, 12))), *steps]
    if kind == 2:
        steps = [walk(middle, pace), walk(start, pace)]
    if kind == 3:
        start, end = (
            ((-9.0, 11.0), (9.0, 11.3)) if deep else ((lane - 11.0, 20.0), (lane - 11.2, 5.0))
        )
        steps = [walk(end, pace)]
    return actor(number, start, float(rng.uniform(2, DURATION_S - 30)), steps)
