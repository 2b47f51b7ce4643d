"""A gate's line that people pass both ways, stop on, turn back on, graze or walk along."""

import numpy as np

from simulator.scenario.lot.scene import DURATION_S, Actor, Spot, Step, actor, scene, wait, walk
from simulator.scenario.schema import Scenario


def line_crossing(seed: int) -> Scenario:
    """Across the picture, or along its depth in half of them; up to five beside a stream.

    Fewer than a throttled camera tells one by one.
    """
    rng = np.random.default_rng(seed)
    deep = rng.random() < 0.5
    actors = [_comer(number, deep=deep, rng=rng) for number in range(int(rng.integers(1, 6)))]
    lanes = rng.uniform(-3, 3, 2)
    there, back = (_way(float(lane), deep=deep) for lane in lanes)
    stream = {"per_minute": float(rng.uniform(0, 6)), "ways": [there, back[::-1]], "pause": 0.1}
    return scene(
        seed,
        rng,
        theme="line_crossing",
        actors=actors,
        traffic=[stream],
        config={
            "zones": {},
            "lines": {"gate": {"ground": [[-5, 11], [5, 11]] if deep else [[0, 7], [0, 15.5]]}},
            "rules": [{"rule": "line_crossing", "line": "gate", "severity": "alarm"}],
        },
    )


def _comer(number: int, *, deep: bool, rng: np.random.Generator) -> Actor:
    """Straight over, stopping on the line, back from it, over it twice, or along it."""
    way = _way(float(rng.uniform(-3, 3)), deep=deep)
    start, end = way if rng.random() < 0.5 else way[::-1]
    pace = float(rng.uniform(0.7, 2.5))
    on_line, beyond, short = (_along(start, end, share) for share in (0.5, 0.72, 0.4))
    steps: list[Step] = [walk(end, pace)]
    match int(rng.integers(6)):
        case 2:
            steps = [walk(on_line, pace), wait(float(rng.uniform(1, 10))), *steps]
        case 3:
            steps = [walk(short, pace), wait(float(rng.uniform(0, 5))), walk(start, pace)]
        case 4:
            steps = [walk(beyond, pace), wait(float(rng.uniform(0, 8))), walk(start, pace)]
        case 5:
            steps = [walk(on_line, pace), wait(float(rng.uniform(1, 8))), walk(start, pace)]
        case _:
            pass
    return actor(number, start, float(rng.uniform(1, DURATION_S - 30)), steps)


def _way(lane: float, *, deep: bool) -> list[Spot]:
    return [(lane, 18.0), (lane, 5.0)] if deep else [(-8.0, 11 + lane), (8.0, 11 + lane)]


def _along(start: Spot, end: Spot, share: float) -> Spot:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
