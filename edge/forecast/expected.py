"""What is to be expected of a place in an hour, and how far off that usually is."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.errors import BadInputError
from edge.forecast.glm import Design, dispersion_of, expectation, fit
from edge.forecast.series import Floats, Series
from edge.forecast.terms import calendar, lagged

WEEK_H: Final = 168
# Less than this says nothing of what an hour of the week is like.
MIN_TRAIN_H: Final = 3 * WEEK_H
# Each block of days is scored by a fit to the others: a fit is always too good where it was made.
_FOLDS: Final = 4
_BLOCK_H: Final = 48
# Scores this old still count for how far off expectations are: a season changes them.
_RECENT_H: Final = 8 * WEEK_H
_COVERED: Final = 0.9
# Dispersion and weights are fitted in turns; two settle it to a hundredth.
_TURNS: Final = 2
# There and back a whole number comes out a little less than it was.
_ROUNDED: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """All (N,), nan where it cannot be told yet.

    mean: to expect. low, high: nine counts of ten lie within. limit: a count above it is unusual
    for this hour; such hours come as rarely as was asked. trained_h: hours that the fit has seen.
    """

    mean: Floats
    low: Floats
    high: Floats
    limit: Floats
    trained_h: int


def expect(series: Series, *, trained_h: int, once_in_h: int, ahead_h: int = 1) -> Expected:
    """Expect each hour from what was known ahead_h hours (1 or 24) before it.

    The fit is made to the first trained_h hours and stays; how far off it is, is learned on. Both
    intervals and limits are conformal (Vovk et al. 2005): ranks among the scores of past hours,
    whatever their spread, right as long as coming weeks are like past ones. Raises BadInputError
    where less than three weeks of them are known.
    """
    known = np.isfinite(series.counts)
    if np.count_nonzero(known[:trained_h]) < MIN_TRAIN_H:
        weeks = MIN_TRAIN_H // WEEK_H
        raise BadInputError(f"{series.place}: at least {weeks} weeks of counts are needed")
    design, precision = _design(series, trained_h, ahead_h)
    after = np.asarray(np.isfinite(design.extra).all(axis=1), np.bool_)
    train = np.asarray(known & after & (np.arange(known.size) < trained_h))
    weights, dispersion = _fit(design.of(train), series.counts[train], precision, series.noise)
    mean = np.full(known.size, np.nan)
    mean[after] = expectation(design.of(after), weights)
    blocks = np.arange(known.size) // _BLOCK_H % _FOLDS
    for fold in range(_FOLDS):
        inside, others = train & (blocks == fold), train & (blocks != fold)
        apart, _ = _fit(design.of(others), series.counts[others], precision, series.noise)
        mean[inside] = expectation(design.of(inside), apart)
    mean = np.maximum(mean, _least(int(np.count_nonzero(train)), series.noise))
    low, high, limit = _ranked(series, mean, dispersion, ahead_h=ahead_h, once_in_h=once_in_h)
    return Expected(mean=mean, low=low, high=high, limit=limit, trained_h=trained_h)


def _least(trained_h: int, noise: float) -> float:
    """The lowest mean that so many hours can speak for.

    What was never counted in n weeks is expected half a time in as many (Jeffreys' prior); below
    its own standard error noise says nothing.
    """
    weeks = trained_h / WEEK_H
    return float(max(0.5 / weeks, noise * np.sqrt(2.0 / weeks)))


def _design(series: Series, trained_h: int, ahead_h: int) -> tuple[Design, Floats]:
    table, table_precision = calendar()
    nothing = np.empty((series.counts.size, 0))
    of_week = Design(kinds=series.hours_of_week, table=table, extra=nothing)
    train = np.isfinite(series.counts) & (np.arange(series.counts.size) < trained_h)
    weights, _ = _fit(of_week.of(train), series.counts[train], table_precision, series.noise)
    # What nobody counted is taken to have been as usual, for the hours after it alone.
    usual = expectation(of_week, weights)
    filled = np.where(np.isfinite(series.counts), series.counts, usual)
    before, before_precision = lagged(filled, ahead_h=ahead_h, noise=series.noise)
    design = Design(kinds=series.hours_of_week, table=table, extra=before)
    return design, np.concatenate([table_precision, before_precision])


def _fit(design: Design, counts: Floats, precision: Floats, noise: float) -> tuple[Floats, float]:
    dispersion = 0.0
    weights = fit(design, counts, precision=precision, dispersion=dispersion)
    for _ in range(_TURNS):
        dispersion = dispersion_of(counts, expectation(design, weights), noise=noise)
        weights = fit(design, counts, precision=precision, dispersion=dispersion, start=weights)
    return weights, dispersion


def _ranked(
    series: Series, mean: Floats, dispersion: float, *, ahead_h: int, once_in_h: int
) -> tuple[Floats, Floats, Floats]:
    scores = _stable(series.counts, dispersion) - _stable(mean, dispersion)
    low, high, limit = (np.full(mean.size, np.nan) for _ in range(3))
    seen = np.flatnonzero(np.isfinite(scores))
    for hour in np.flatnonzero(np.isfinite(mean)):
        past = scores[seen[: np.searchsorted(seen, hour - ahead_h, side="right")]]
        recent = np.sort(past[-_RECENT_H:])
        centre = _stable(mean[hour : hour + 1], dispersion)[0]
        tail = int((recent.size + 1) * (1.0 - _COVERED) / 2)
        if tail:
            nearest = round(float(mean[hour]))
            lowest = _back(centre + recent[tail - 1], dispersion) - _ROUNDED
            highest = _back(centre + recent[-tail], dispersion) + _ROUNDED
            low[hour], high[hour] = min(np.ceil(lowest), nearest), max(np.floor(highest), nearest)
        rank = (past.size + 1) // once_in_h
        if rank:
            limit[hour] = _back(centre + np.sort(past)[-rank], dispersion) + _ROUNDED
    return low, high, limit


def _stable(counts: Floats, dispersion: float) -> Floats:
    """Counts on a scale where they spread alike whatever their mean (Anscombe 1948)."""
    shifted = counts + 0.375
    if dispersion < 1e-6:
        return np.asarray(2.0 * np.sign(shifted) * np.sqrt(np.abs(shifted)))
    root = np.sqrt(dispersion * np.abs(shifted))
    return np.asarray(2.0 * np.sign(shifted) * np.arcsinh(root) / np.sqrt(dispersion))


def _back(value: float, dispersion: float) -> float:
    if dispersion < 1e-6:
        size = (value / 2.0) ** 2
    else:
        size = float(np.sinh(abs(value) * np.sqrt(dispersion) / 2.0) ** 2 / dispersion)
    return float(np.copysign(size, value) - 0.375)
