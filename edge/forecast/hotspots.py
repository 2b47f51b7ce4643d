"""Which places of a fleet will be busiest, and whether that was worth predicting.

PAI: share of all activity that the chosen places had, over their share of all places (Chainey,
Tompson and Uhlig 2008); 1 is no better than chance. PEI: PAI over that of the best choice there was
(Hunt 2016); 1 is perfect.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.forecast.series import Floats

# The busiest tenth, at least one.
_CHOSEN: Final = 0.1
_WEEK_H: Final = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """pai, pei: as above, over all hours that were watched. hours: how many."""

    pai: float
    pei: float
    hours: int


def worth(forecast: Floats, counts: Floats) -> Worth:
    """Judge forecasts of (P, N) places and hours by what was counted, nan where nobody watched.

    Only places that were watched in an hour can be chosen in it, and only those count.
    """
    chosen_total = best_total = total = 0.0
    share = []
    hours = 0
    for predicted, seen in zip(forecast.T, counts.T, strict=True):
        watched = np.flatnonzero(np.isfinite(seen) & np.isfinite(predicted))
        if watched.size < 2:
            continue
        number = max(1, round(_CHOSEN * watched.size))
        truth = np.maximum(seen[watched], 0.0)
        chosen = np.argsort(-predicted[watched], kind="stable")[:number]
        chosen_total += float(truth[chosen].sum())
        best_total += float(np.sort(truth)[-number:].sum())
        total += float(truth.sum())
        share.append(number / watched.size)
        hours += 1
    if not total:
        return Worth(pai=float("nan"), pei=float("nan"), hours=hours)
    return Worth(
        pai=chosen_total / total / float(np.mean(share)), pei=chosen_total / best_total, hours=hours
    )


def seasonal_naive(counts: Floats) -> Floats:
    """(P, N) what was counted a week before, nan in the first week and after an outage."""
    before = np.full(counts.shape, np.nan)
    before[:, _WEEK_H:] = counts[:, :-_WEEK_H]
    return before


def kernel_density(past: Floats, hours: int, places: Floats) -> Floats:
    """(P, hours) the smoothed past, alike for every hour: what a heat map on a wall shows.

    past: (P, M) counts, nan where nobody watched. places: (P, 2) in m. A normal kernel, as wide as
    Scott's rule (1992) makes it for two dimensions.
    """
    mean = np.nan_to_num(np.nanmean(np.maximum(past, 0.0), axis=1))
    weights = mean / max(float(mean.sum()), 1e-9)
    centre = weights @ places
    spread = np.sqrt(weights @ (places - centre) ** 2)
    effective = 1.0 / max(float(np.sum(weights**2)), 1e-9)
    width = np.maximum(spread * effective ** (-1.0 / 6.0), 1.0)
    apart = (places[:, None, :] - places[None, :, :]) / width
    density = np.exp(-0.5 * np.sum(apart**2, axis=2)) @ mean
    return np.repeat(density[:, None], hours, axis=1)


def compared(forecasts: Mapping[str, Floats], counts: Floats) -> dict[str, Worth]:
    """Judge several forecasts by the same hours: those of which each of them says something."""
    known = np.isfinite(counts)
    for forecast in forecasts.values():
        known = known & np.isfinite(forecast)
    common = np.where(known, counts, np.nan)
    return {name: worth(forecast, common) for name, forecast in forecasts.items()}
