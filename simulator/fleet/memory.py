"""What this process holds in memory, and whether it grows."""

import os
from pathlib import Path
from typing import Final

import numpy as np

_STATM: Final = Path("/proc/self/statm")
_PAGE_MIB: Final = os.sysconf("SC_PAGE_SIZE") / 2**20
_FEWEST: Final = 10


def resident_mib() -> float:
    """Resident set of this process, in MiB."""
    return int(_STATM.read_text().split()[1]) * _PAGE_MIB


class Growth:
    """Samples of the resident set."""

    def __init__(self) -> None:
        self._samples: list[tuple[float, float]] = []

    def sample(self, mono_s: float) -> None:
        self._samples.append((mono_s, resident_mib()))

    def mib_per_min(self) -> float | None:
        """Slope of the later two thirds: at first, memory is still finding its size.

        None for fewer than 10 samples.
        """
        later = self._samples[len(self._samples) // 3 :]
        if len(later) < _FEWEST:
            return None
        times, sizes = zip(*later, strict=True)
        slope = np.polyfit(np.subtract(times, times[0]), sizes, 1)[0]
        return round(float(slope) * 60, 3)
