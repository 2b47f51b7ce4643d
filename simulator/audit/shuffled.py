"""The chance that a gap is none: labels dealt out anew between the people of one source."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.audit.answers import Floats, People

# A thousand tell that a gap is ordinary; Holm over some hundred comparisons asks for 0.0001.
_SHUFFLES: Final = (999, 39_999)


def chance(
    strata: Sequence[People], inside: Sequence[NDArray[np.bool_]], *, alpha: float, seed: int
) -> float:
    """How often labels dealt out anew within each source make a gap as large (one-sided).

    The gap that Mantel and Haenszel weight is a sum over the group's people of what they were
    missed beyond the source's share. Exact whatever hangs together within a person, up to the
    number of shuffles (Phipson and Smyth 2010). 1 for a group that is not missed more often.
    inside: by source, who of its people is in the group.
    """
    beyond = [own.misses - own.misses.sum() / own.trials.sum() * own.trials for own in strata]
    told = sum(float(one[mine].sum()) for one, mine in zip(beyond, inside, strict=True))
    if told <= 0:
        return 1.0
    p = 1.0
    for shuffles in _SHUFFLES:
        dealt = np.zeros(shuffles)
        for number, (one, mine) in enumerate(zip(beyond, inside, strict=True)):
            rng = np.random.default_rng([seed, number])
            dealt += _dealt(one, int(mine.sum()), shuffles, rng)
        p = (int((dealt >= told - 1e-9).sum()) + 1) / (shuffles + 1)
        if p > alpha:
            break
    return p


def _dealt(values: Floats, members: int, shuffles: int, rng: np.random.Generator) -> Floats:
    """(shuffles,) sums of the values of so many people, chosen by chance."""
    distinct, people = np.unique(values, return_counts=True)
    chosen = rng.multivariate_hypergeometric(people, members, size=shuffles, method="marginals")
    sums: Floats = chosen @ distinct
    return sums
