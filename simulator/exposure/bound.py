"""How much more often than seen a thing may happen: upper bounds of Poisson counts."""

import math
from collections.abc import Sequence
from typing import Final

_ALPHA: Final = 0.05
_STEPS: Final = 60


def poisson_upper95(count: float) -> float:
    """The one-sided 95 % upper bound of a Poisson mean (Garwood 1936): 3.0 where none was seen.

    count: at least 0; between whole numbers the gamma distribution goes on.
    """
    low, high = count, count + 10 + 5 * math.sqrt(count + 1)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, middle) > _ALPHA else (low, middle)
    return high


def total_upper95(amounts: Sequence[float], *, usual: float) -> float:
    """The one-sided 95 % upper bound of what comes in all, when it comes in independent amounts.

    A compound Poisson sum as a scaled Poisson count (Bohm and Zech 2014): of (sum a)^2 / sum a^2
    events of size sum a^2 / sum a each. usual: the amount to reckon with where none was seen.
    """
    if not amounts:
        return poisson_upper95(0.0) * usual
    total, squares = sum(amounts), sum(amount * amount for amount in amounts)
    return poisson_upper95(total * total / squares) * squares / total


def _at_most(count: float, mean: float) -> float:
    """Chance of no more than so many: 1 - P(count + 1, mean), by the series of P."""
    shape = count + 1
    if mean <= 0:
        return 1.0
    term = total = 1 / shape
    number = shape
    while term > 1e-15 * total:
        number += 1
        term *= mean / number
        total += term
    return 1 - total * math.exp(shape * math.log(mean) - mean - math.lgamma(shape))
