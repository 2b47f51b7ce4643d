"""Where chance comes from: every source of it has a generator of its own, by seed and name."""

import zlib

import numpy as np


def generator(seed: int, *what: str | int) -> np.random.Generator:
    """The chance of one thing; adding another thing changes none of it."""
    words = [zlib.crc32(str(part).encode()) for part in what]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))
