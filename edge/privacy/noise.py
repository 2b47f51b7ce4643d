"""Noise of an exact distribution: what a number tells of one pass is bounded, to the last bit.

Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1
and 2: whole numbers and coins alone. Noise made of floating-point numbers leaks through their last
bits what it was to hide (Mironov 2012).
"""

from collections.abc import Callable
from math import gcd
from typing import Final

# One pass adds or takes away one: epsilon / 1000 of it is what the noise's scale is the inverse of.
MILLI: Final = 1_000

# A whole number from 0 to n - 1, each as likely as any other.
Below = Callable[[int], int]


def discrete_laplace(*, epsilon_milli: int, below: Below) -> int:
    """Draw x with a probability in proportion to exp(-epsilon * |x|), epsilon in thousandths.

    Added to a number that one pass changes by at most one, it gives epsilon-differential privacy.
    How long a draw takes depends on what is drawn.
    """
    shared = gcd(MILLI, epsilon_milli)
    steps, divisor = MILLI // shared, epsilon_milli // shared
    while True:
        fraction = below(steps)
        if not _exp_coin(fraction, steps, below):
            continue
        whole = 0
        while _exp_coin(1, 1, below):
            whole += 1
        size = (fraction + steps * whole) // divisor
        is_negative = below(2) == 0
        # Zero has one sign only, or it would come twice as often.
        if size or not is_negative:
            return -size if is_negative else size


def uniform(random_bytes: Callable[[int], bytes]) -> Below:
    """Make whole numbers of random bytes, which on a camera the kernel has for keys as well."""

    def below(limit: int) -> int:
        bits = (limit - 1).bit_length()
        while True:
            drawn = int.from_bytes(random_bytes((bits + 7) // 8)) >> (-bits % 8)
            if drawn < limit:
                return drawn

    return below


def _exp_coin(numerator: int, denominator: int, below: Below) -> bool:
    """Toss a coin that says yes with probability exp(-numerator / denominator), from 0 to 1.

    Each round goes on with probability numerator / (denominator * round); the series of exp tells
    that an odd number of rounds comes as often as is asked.
    """
    rounds = 1
    while below(denominator * rounds) < numerator:
        rounds += 1
    return rounds % 2 == 1
