"""Percentiles of very many spans in little memory: a histogram with steps of 2 %."""

import math
from typing import Final

import numpy as np

_SHORTEST_S: Final = 1e-5
_STEP: Final = math.log(1.02)
# Up to three hours.
_BINS: Final = 1050


class Latencies:
    """Every span counts; a percentile is right to 2 %."""

    def __init__(self) -> None:
        self._bins = np.zeros(_BINS, np.int64)

    def add(self, span_s: float) -> None:
        at = int(math.log(max(span_s, _SHORTEST_S) / _SHORTEST_S) / _STEP)
        self._bins[min(at, _BINS - 1)] += 1

    def percentile_ms(self, percent: float) -> float | None:
        """None while there is nothing."""
        total = int(self._bins.sum())
        if total == 0:
            return None
        at = int(np.searchsorted(np.cumsum(self._bins), total * percent / 100))
        return round(_SHORTEST_S * math.exp((at + 0.5) * _STEP) * 1000, 3)
