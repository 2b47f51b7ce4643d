"""Chance as a function of who, when and the seed: the same in whatever order it is asked."""

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.world.tape import Floats

Keys = NDArray[np.uint64]

_BITS: Final = 16
# The golden ratio in 64 bits: steps by it never come back soon (Knuth, vol. 3, 6.4).
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(64 - _BITS)
_TICKS_S: Final = 1000.0


def keys(seed: int, name: str, count: int) -> Keys:
    """So many independent keys of one name, (count,)."""
    text = f"{seed}/{name}".encode()
    return np.frombuffer(hashlib.shake_128(text).digest(8 * count), np.uint64)


class Noise:
    """Draws from a table; which entry, a key and a count say."""

    def __init__(self, seed: int) -> None:
        rng = np.random.Generator(np.random.PCG64(seed))
        self._normal = rng.standard_normal(1 << _BITS)
        self._uniform = rng.random(1 << _BITS)

    def fixed(self, key: Keys) -> Floats:
        """Standard normal, for ever the same for a key."""
        drawn: Floats = self._normal[key >> _SHIFT]
        return drawn

    def quick(self, key: Keys, t_s: Floats) -> Floats:
        """Standard normal, another in every millisecond."""
        return self._drawn(self._normal, key, np.rint(t_s * _TICKS_S))

    def slow(self, key: Keys, t_s: Floats, *, period_s: float) -> Floats:
        """Standard normal, drifting to a new value within each period_s."""
        place = t_s / period_s
        count = np.floor(place)
        share = place - count
        before = self._drawn(self._normal, key, count)
        after = self._drawn(self._normal, key, count + 1.0)
        size = np.sqrt((1.0 - share) * (1.0 - share) + share * share)
        drifting: Floats = (before * (1.0 - share) + after * share) / size
        return drifting

    def uniform(self, key: Keys, count: Floats) -> Floats:
        """In [0, 1), another for each count."""
        return self._drawn(self._uniform, key, count)

    def _drawn(self, table: Floats, key: Keys, count: Floats) -> Floats:
        drawn: Floats = table[(key + count.astype(np.uint64) * _STEP) >> _SHIFT]
        return drawn
