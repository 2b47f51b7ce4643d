"""Every fault alone and every two at once, over and over, until enough frames were looked at."""

from collections.abc import Iterator
from itertools import chain, combinations, count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from simulator.injection.device import MakePipeline, shipped
from simulator.injection.episode import play
from simulator.injection.faults import PROVABLE
from simulator.injection.outcome import Case, Outcome


def cases(seed: int) -> Iterator[Case]:
    """None, each alone, then all pairs in an order of chance; and again, with other chances."""
    rng = np.random.default_rng([seed, 5])
    seeds = count(seed * 1_000_000)
    alone = [(), *((name,) for name in PROVABLE)]
    for _ in count():
        pairs = list(combinations(PROVABLE, 2))
        # Which of two begins is chance as well.
        shuffled = [tuple(rng.permutation(pair).tolist()) for pair in rng.permutation(pairs)]
        for faults in chain(alone, shuffled):
            yield Case(faults=faults, seed=next(seeds))


def run(*, frames: int, seed: int, make: MakePipeline = shipped) -> Iterator[Outcome]:
    """Play episodes until so many frames were looked at."""
    looked = 0
    with TemporaryDirectory(prefix="injection-") as folder:
        for number, case in enumerate(cases(seed)):
            own = Path(folder) / str(number)
            own.mkdir()
            outcome = play(case, own, make=make)
            yield outcome
            looked += outcome.frames
            if looked >= frames:
                return
