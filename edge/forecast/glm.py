"""Log-linear regression of counts by iteratively reweighted least squares, numpy alone."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.forecast.series import Floats

_STEPS: Final = 25
# No expectation of a count moves by more than a ten-thousandth of itself, or of one.
_DONE: Final = 1e-4
# A step that changes any expectation by more than e^2 overshoots: half-empty hours have no limit.
_MAX_STEP: Final = 2.0
# Fewer than one in 3,000 hours and more than 160,000 an hour are beyond any place.
LOG_RANGE: Final = (-8.0, 12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """N counts by P = Q + L columns, of which Q are the same for all counts of one kind.

    kinds: (N,) which row of table. table: (K, Q), its first column of ones. extra: (N, L). There
    are some hundred kinds but thousands of counts: sums over kinds first are ten times cheaper.
    """

    kinds: NDArray[np.int64]
    table: Floats
    extra: Floats

    def of(self, chosen: NDArray[np.bool_]) -> "Design":
        """Those counts alone."""
        return Design(kinds=self.kinds[chosen], table=self.table, extra=self.extra[chosen])

    def times(self, weights: Floats) -> Floats:
        """(N,) of (P,)."""
        split = self.table.shape[1]
        by_kind = self.table @ weights[:split]
        return np.asarray(by_kind[self.kinds] + self.extra @ weights[split:])

    def summed(self, values: Floats) -> Floats:
        """(P,) of (N,)."""
        return np.concatenate([self.table.T @ self._by_kind(values), self.extra.T @ values])

    def crossed(self, values: Floats) -> Floats:
        """(P, P): each pair of columns, times (N,) values, summed."""
        weighted = self.extra * values[:, None]
        both = np.zeros((self.table.shape[0], self.extra.shape[1]))
        for column in range(both.shape[1]):
            both[:, column] = self._by_kind(weighted[:, column])
        corner = self.table.T @ both
        of_table = (self.table * self._by_kind(values)[:, None]).T @ self.table
        return np.block([[of_table, corner], [corner.T, weighted.T @ self.extra]])

    def _by_kind(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.kinds, values, minlength=self.table.shape[0]))


def expectation(design: Design, weights: Floats) -> Floats:
    """(N,) counts to expect, of (P,) weights."""
    return np.asarray(np.exp(np.clip(design.times(weights), *LOG_RANGE)))


def fit(
    design: Design,
    counts: Floats,
    *,
    precision: Floats,
    dispersion: float,
    start: Floats | None = None,
) -> Floats:
    """Fit weights (P,) to (N,) counts, which may be below zero where noise is.

    Negative binomial with variance m + dispersion * m^2; 0 makes it Poisson. The score is linear
    in the counts (McCullagh and Nelder 1989, 9.2), so noise of mean zero does not bend it.
    precision: (P,) of a normal prior on each weight. start: weights that may be near.
    """
    if start is None:
        start = np.zeros(precision.size)
        start[0] = np.log(max(float(counts.mean()), 0.01))
    weights = start
    for _ in range(_STEPS):
        mean = expectation(design, weights)
        score = design.summed((counts - mean) / (1.0 + dispersion * mean)) - precision * weights
        curvature = design.crossed(mean / (1.0 + dispersion * mean)) + np.diag(precision)
        step: Floats = np.asarray(np.linalg.solve(curvature, score), np.float64)
        change = np.abs(design.times(step))
        weights = weights + step * min(1.0, _MAX_STEP / max(float(change.max()), _DONE))
        if float(np.max(change * np.minimum(mean, 1.0))) < _DONE:
            break
    return weights


def dispersion_of(counts: Floats, mean: Floats, *, noise: float) -> float:
    """How much wider than Poisson counts spread round their means, by the method of moments.

    noise: mean size of discrete Laplace noise on them, whose variance is about twice its square.
    """
    excess = (counts - mean) ** 2 - mean - 2.0 * noise**2
    return float(max(np.sum(excess) / max(np.sum(mean**2), 1e-9), 0.0))


def deviance(counts: Floats, mean: Floats) -> float:
    """Poisson deviance per count: 0 where every expectation was right. counts: not below zero."""
    mean = np.maximum(mean, 1e-9)
    logs = counts * np.log(np.where(counts > 0, counts, 1.0) / mean)
    return float(2.0 * np.mean(np.where(counts > 0, logs, 0.0) - (counts - mean)))
