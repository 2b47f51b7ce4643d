"""A place where some wait for longer than they may, or nearly, in a stream of passers-by."""

import numpy as np

from simulator.scenario.lot.scene import Actor, Step, actor, scene, wait, walk
from simulator.scenario.schema import Scenario


def loitering(seed: int) -> Scenario:
    """Up to four who wait, and a stream before and behind them."""
    rng = np.random.default_rng(seed)
    after_s, grace_s = float(rng.uniform(10, 25)), float(rng.choice((0.0, 3.0, 6.0)))
    spots = rng.permutation(4)[: int(rng.integers(0, 5))]
    actors = [
        _waiter(number, 2.0 * float(spot) - 3.0, after_s, rng) for number, spot in enumerate(spots)
    ]
    ways = [[[-9, 8.7], [9, 8.7]], [[9, 13.5], [-9, 13.5]]]
    return scene(
        seed,
        rng,
        theme="loitering",
        actors=actors,
        traffic=[{"per_minute": float(rng.uniform(0, 12)), "ways": ways, "pause": 0.05}],
        config={
            "zones": {"door": {"ground": [[-4, 8], [4, 8], [4.5, 15], [-4.5, 15]]}},
            "rules": [
                {"rule": "loitering", "zone": "door", "after_s": after_s, "grace_s": grace_s}
            ],
        },
    )


def _waiter(number: int, x: float, after_s: float, rng: np.random.Generator) -> Actor:
    """Standing or strolling, for a time about the limit; some step out in the middle of it."""
    side = float(rng.choice((-9.0, 9.0)))
    ahead, pace = float(rng.uniform(9.5, 12.8)), float(rng.uniform(0.9, 1.8))
    spot, for_s = (x, ahead), after_s * float(rng.uniform(0.3, 2.0))
    stroll: Step = {"do": "wander", "for_s": for_s, "radius_m": 0.7}
    stay: list[Step] = [wait(for_s) if rng.random() < 0.5 else stroll]
    if rng.random() < 0.25:
        out = walk((x, 17.0), pace), wait(float(rng.uniform(0, 10))), walk(spot, pace)
        stay = [wait(for_s / 2), *out, wait(for_s / 2)]
    way = [walk(spot, pace), *stay, walk((-side, ahead), pace)]
    return actor(number, (side, ahead), float(rng.uniform(0, 30)), way)
