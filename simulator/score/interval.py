"""How sure a share is."""

import math

Interval = tuple[float, float]


def wilson(share: float, trials: float, *, z: float) -> Interval:
    """Wilson's score interval of a share (Wilson 1927), within z standard errors."""
    z2 = z * z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return max(0.0, middle - half), min(1.0, middle + half)
