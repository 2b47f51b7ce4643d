"""A city whose districts are alike, and what becomes of it when it is watched in two ways.

Lum and Isaac, "To predict and serve?" (2016); Ensign et al., "Runaway feedback loops in predictive
policing" (2018): what is known of a district is what those found who were sent there, and they are
sent where something is known.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS: Final = 3 * 365
# Nearly alike, as Ensign et al. have them: no district deserves all there is.
RATES: Final = (1.1, 1.0, 1.0, 0.9)
# Weeks of counts that an expectation is made of.
_PAST_DAYS: Final = 56
# What was never counted may still come.
_EVER: Final = 0.01
# One day in ten a camera is away.
_OUTAGE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """shares: (days, districts) of all attention, day by day. rates: what truly happens a day."""

    shares: Floats
    rates: Floats

    @property
    def fair(self) -> Floats:
        """The shares that what truly happens deserves."""
        return np.asarray(self.rates / self.rates.sum())

    @property
    def astray(self) -> float:
        """How far the last year's shares are from that, 0 to 1: half the sum of differences."""
        last = self.shares[-365:].mean(axis=0)
        return float(np.abs(last - self.fair).sum() / 2)


def discovered_only(*, seed: int, rates: tuple[float, ...] = RATES, days: int = DAYS) -> Course:
    """One patrol a day goes where most was found, by lot; only what it meets is found.

    Ensign's urn: its shares end up anywhere, and stay there, whatever truly happens.
    """
    rng, true = np.random.default_rng(seed), np.asarray(rates)
    found, shares = np.ones(true.size), np.empty((days, true.size))
    for day in range(days):
        shares[day] = found / found.sum()
        district = rng.choice(true.size, p=shares[day])
        found[district] += rng.poisson(true[district])
    return Course(shares=shares, rates=true)


def always_watched(
    *,
    seed: int,
    rates: tuple[float, ...] = RATES,
    days: int = DAYS,
    outages_are_null: bool = True,
) -> Course:
    """Fixed cameras count in every district, whoever goes where; attention follows the forecast.

    A camera is away more often the less attention it gets: it is mended where somebody comes by.
    outages_are_null: False takes what nobody counted for a zero, as no forecast of ours does.
    """
    rng, true = np.random.default_rng(seed), np.asarray(rates)
    counts, shares = np.empty((days, true.size)), np.empty((days, true.size))
    for day in range(days):
        past = counts[max(day - _PAST_DAYS, 0) : day]
        means = np.array([_expected(series) for series in past.T]) + _EVER
        shares[day] = means / means.sum()
        away = rng.random(true.size) < np.minimum(_OUTAGE / (shares[day] * true.size) ** 2, 0.9)
        counts[day] = np.where(
            away, np.nan if outages_are_null else 0.0, rng.poisson(true).astype(float)
        )
    return Course(shares=shares, rates=true)


def _expected(counts: Floats) -> float:
    """Of days that are all alike a Poisson regression expects the mean of those known."""
    known = counts[np.isfinite(counts)]
    return float(known.mean()) if known.size else 1.0
