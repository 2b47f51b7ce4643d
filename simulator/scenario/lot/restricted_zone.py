"""A yard that some enter, and others pass, graze or stand beside, with passers-by before it."""

from typing import Final

import numpy as np

from simulator.scenario.lot.scene import DURATION_S, Actor, Step, actor, scene, wait, walk
from simulator.scenario.schema import Scenario

LEFT, RIGHT, NEAR, FAR = -3.0, 3.0, 9.0, 14.0
_MIN_DWELLS_S: Final = (0.0, 0.5, 1.0, 2.0, 5.0)


def restricted_zone(seed: int) -> Scenario:
    """Up to four who enter or nearly do, and a stream on each side of the yard."""
    rng = np.random.default_rng(seed)
    actors = [_comer(number, rng) for number in range(int(rng.integers(0, 5)))]
    ways = [[[-9, 7.2], [9, 7.2]], [[9, 16.5], [-9, 16.5]]]
    return scene(
        seed,
        rng,
        theme="restricted_zone",
        actors=actors,
        traffic=[{"per_minute": float(rng.uniform(0, 12)), "ways": ways, "pause": 0.1}],
        config={
            "zones": {"yard": {"ground": [[LEFT, NEAR], [RIGHT, NEAR], [RIGHT, FAR], [LEFT, FAR]]}},
            "rules": [
                {
                    "rule": "restricted_zone",
                    "zone": "yard",
                    "min_dwell_s": float(rng.choice(_MIN_DWELLS_S)),
                }
            ],
        },
    )


def _comer(number: int, rng: np.random.Generator) -> Actor:
    """Through it, into it for a while, twice, beside it at its very edge, or over a corner."""
    side = float(rng.choice((-1.0, 1.0)))
    ahead = float(rng.uniform(NEAR + 0.7, FAR - 0.7))
    pace = float(rng.uniform(0.7, 1.8))
    start, end = (9.0 * side, ahead), (-9.0 * side, ahead)
    inside = float(rng.uniform(LEFT + 0.8, RIGHT - 0.8)), ahead
    way: list[Step] = [walk(end, pace)]
    match int(rng.integers(5)):
        case 1:
            way = [walk(inside, pace), wait(float(rng.uniform(1, 25))), *way]
        case 2:
            outside = walk((5.0 * side, ahead), pace), wait(float(rng.uniform(4, 12)))
            way = [walk(inside, pace), *outside, *way]
        case 3:
            edge = side * (RIGHT + float(rng.uniform(-0.2, 0.8))), ahead
            stay: Step = {"do": "wander", "for_s": float(rng.uniform(5, 30)), "radius_m": 0.1}
            way = [walk(edge, pace), stay, walk(start, pace)]
        case 4:
            start = side * (RIGHT - float(rng.uniform(0.2, 2.0))), 4.5
            way = [walk((side * (RIGHT + 4.0), NEAR + float(rng.uniform(0.5, 4))), pace)]
        case _:
            pass
    return actor(number, start, float(rng.uniform(2, DURATION_S - 40)), way)
