"""Shares and differences of shares with their uncertainty; from formulas, without a library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

from simulator.score.interval import Interval, wilson

_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """hits of trials; effective: as many independent trials as are as sure as these.

    people: whom the trials are of.
    """

    hits: int
    trials: int
    effective: float
    people: int

    @property
    def share(self) -> float:
        return self.hits / self.trials

    def each_once(self) -> "Portion":
        """The same share, as sure as if every person had been seen once."""
        return replace(self, effective=float(self.people))


def quantile(confidence: float) -> float:
    """The standard normal quantile, as 1.6449 for 0.95."""
    return _NORMAL.inv_cdf(confidence)


def newcombe(pairs: Sequence[tuple[Portion, Portion]], *, z: float) -> Interval:
    """Interval of the difference of two shares, the first minus the second.

    One pair: method 10 of Newcombe (1998), Statistics in Medicine 17:873. Several, one a stratum:
    their differences weighted as by Mantel and Haenszel, their intervals combined by the method of
    variance estimates recovery (Zou and Donner 2008, Statistics in Medicine 27:1693).
    """
    middle, low, high = difference(pairs), 0.0, 0.0
    for weight, (one, other) in zip(weights(pairs), pairs, strict=True):
        own, against = (wilson(p.share, p.effective, z=z) for p in (one, other))
        low += weight**2 * ((one.share - own[0]) ** 2 + (against[1] - other.share) ** 2)
        high += weight**2 * ((own[1] - one.share) ** 2 + (other.share - against[0]) ** 2)
    return middle - math.sqrt(low), middle + math.sqrt(high)


def difference(pairs: Sequence[tuple[Portion, Portion]]) -> float:
    """The weighted difference of shares over strata."""
    return math.fsum(
        weight * (one.share - other.share)
        for weight, (one, other) in zip(weights(pairs), pairs, strict=True)
    )


def weights(pairs: Sequence[tuple[Portion, Portion]]) -> list[float]:
    """Mantel and Haenszel's: n m / (n + m) of each stratum, together 1."""
    raw = [one.trials * other.trials / (one.trials + other.trials) for one, other in pairs]
    return [weight / sum(raw) for weight in raw]


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values that keep the chance of any false alarm (Holm 1979), in the same order."""
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def needed(share: float, margin: float, *, alpha: float, power: float) -> int:
    """People in each of two groups, to show that one is not worse by the margin.

    Both truly have this share; normal approximation, one-sided alpha. 606 for 0.02 and 0.02.
    """
    z = quantile(1 - alpha) + quantile(power)
    return math.ceil(z * z * 2 * share * (1 - share) / margin**2)
