"""What an hour's count is expected from: the hour of the week, and hours before it."""

from typing import Final

import numpy as np

from edge.forecast.series import Floats

# By how far ahead it is looked: only what is known by then.
LAGS: Final = {1: (1, 2, 24, 168), 24: (24, 48, 168)}
LONGEST_LAG: Final = 168
_SATURDAY: Final = 5
# Precisions of the normal priors, as 1 / sd^2 of a logarithm: an hour of the day may well be three
# times as busy as another (sd 1), but one hour of the week is within a tenth of what its hour and
# its day tell (sd 0.1), until weeks of counts say otherwise.
_FREE: Final = 1e-6
_WIDE: Final = 1.0
_NARROW: Final = 100.0
_LAG: Final = 0.1


def calendar() -> tuple[Floats, Floats]:
    """(168, 224) columns of the hours of the week, and the (224,) precision of each weight."""
    hours_of_week = np.arange(168)
    of_day, day = hours_of_week % 24, hours_of_week // 24
    by_hour = np.eye(24)[of_day]
    blocks = (
        (np.ones((hours_of_week.size, 1)), _FREE),
        (by_hour, _WIDE),
        (np.eye(7)[day], _WIDE),
        (by_hour * (day >= _SATURDAY)[:, None], _WIDE),
        (np.eye(168)[hours_of_week], _NARROW),
    )
    precision = [np.full(block.shape[1], value) for block, value in blocks]
    return np.hstack([block for block, _ in blocks]), np.concatenate(precision)


def lagged(counts: Floats, *, ahead_h: int, noise: float) -> tuple[Floats, Floats]:
    """(N, L) columns of what was counted before, nan where that is too long ago; and precisions.

    counts: (N,) without gaps. noise: its mean size; what is no larger must not swing a logarithm.
    """
    logs = np.log(np.maximum(counts, 0.0) + 1.0 + noise)
    lags = LAGS[ahead_h]
    columns = np.full((counts.size, len(lags)), np.nan)
    for column, lag in enumerate(lags):
        columns[lag:, column] = logs[: max(counts.size - lag, 0)]
    return columns, np.full(len(lags), _LAG)
