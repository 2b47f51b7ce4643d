"""A lens that bends straight lines: r' = r (1 + k1 r^2), radii in half widths.

Brown 1966, its first term. A barrel's (k1 < 0) formula folds back at r^2 = 1 / (3 |k1|): what
lies farther out is put on the rim, and the picture beyond the rim shows the rim.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Newton's steps; from this side they only ever approach. Slow at the fold alone.
_STEPS: Final = 20


def bent(squared: Floats, k1: float) -> Floats:
    """The factor by which the lens moves points out whose squared radius would be that."""
    if k1 >= 0.0:
        return 1.0 + k1 * squared
    inner = np.minimum(squared, -1.0 / (3.0 * k1))
    ratio = np.divide(inner, squared, out=np.ones_like(squared), where=squared > inner)
    moved: Floats = (1.0 + k1 * inner) * np.sqrt(ratio)
    return moved


def straightened(squared: Floats, k1: float) -> Floats:
    """The factor that undoes bent(), for points whose squared radius is that in the picture."""
    seen = np.sqrt(squared)
    if k1 < 0.0:
        seen = np.minimum(seen, 2.0 / 3.0 * np.sqrt(-1.0 / (3.0 * k1)))
    radius = seen.copy()
    for _ in range(_STEPS):
        slope = np.maximum(1.0 + 3.0 * k1 * radius * radius, 1e-9)
        radius -= (radius * (1.0 + k1 * radius * radius) - seen) / slope
    factor: Floats = np.divide(
        radius, np.sqrt(squared), out=np.ones_like(squared), where=squared > 0.0
    )
    return factor
