"""A square where up to eight people stand about for a while and others walk through."""

import numpy as np

from simulator.scenario.lot.scene import Actor, actor, scene, walk
from simulator.scenario.schema import WALK_M_S, Scenario


def occupancy(seed: int) -> Scenario:
    """One limit, of two to six people."""
    rng = np.random.default_rng(seed)
    actors = [_stander(number, rng) for number in range(int(rng.integers(0, 9)))]
    ways = [[[-10, 10], [10, 10]], [[10, 12.5], [-10, 12.5]]]
    limit = int(rng.integers(2, 7))
    return scene(
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


def _stander(number: int, rng: np.random.Generator) -> Actor:
    side = float(rng.choice((-9.0, 9.0)))
    x, ahead = float(rng.uniform(-3, 3)), float(rng.uniform(9, 14.5))
    leaves = side if rng.random() < 0.5 else -side
    at_s = float(rng.uniform(0, 40))
    stay = {"do": "wander", "for_s": float(rng.uniform(15, 50)), "radius_m": 0.6}
    way = [walk((x, ahead), WALK_M_S), stay, walk((leaves, ahead + 0.1), WALK_M_S)]
    return actor(number, (side, ahead), at_s, way)
