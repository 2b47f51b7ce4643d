"""Whether the noise on counts is as much as it has to be, and no more: a million draws a budget.

`python -m tests.benchmarks.noise [--draws N] [--opendp] [--record FILE]`. --opendp: the same of
OpenDP (`pip install opendp`, 265 MB), which others made from the same paper. --record: write its
draws for the test that compares ours with them.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from math import exp
from pathlib import Path
from time import process_time
from typing import Final

from edge.privacy.noise import MILLI, discrete_laplace, uniform

BUDGETS_MILLI: Final = (100, 500, 1_000, 2_000)
DRAWS: Final = 1_000_000
# What must hold of mean absolute error and of the probability of zero.
WITHIN: Final = 0.01


def probability(number: int, epsilon_milli: int) -> float:
    """Of the discrete Laplace distribution, exactly but for the last bits."""
    alpha = exp(-epsilon_milli / MILLI)
    return (1 - alpha) / (1 + alpha) * exp(-abs(number) * epsilon_milli / MILLI)


def absolute_error(epsilon_milli: int) -> float:
    """Its mean absolute value."""
    alpha = exp(-epsilon_milli / MILLI)
    return 2 * alpha / (1 - alpha**2)


def ours(epsilon_milli: int) -> Callable[[], int]:
    below = uniform(os.urandom)
    return lambda: discrete_laplace(epsilon_milli=epsilon_milli, below=below)


def of_opendp(epsilon_milli: int) -> Callable[[], int]:
    import opendp.prelude as dp

    dp.enable_features("contrib")
    whole = dp.atom_domain(T=int), dp.absolute_distance(T=int)
    measurement = dp.m.make_laplace(*whole, scale=MILLI / epsilon_milli)
    # Its own account of what one pass costs.
    assert abs(measurement.map(1) * MILLI - epsilon_milli) < 1e-6
    return lambda: int(measurement(0))


def figures(draw: Callable[[], int], epsilon_milli: int, draws: int) -> tuple[float, float, float]:
    """Mean absolute error and share of zeros over theory, and microseconds a draw."""
    start = process_time()
    drawn = Counter(draw() for _ in range(draws))
    micro_s = (process_time() - start) / draws * 1e6
    error = sum(abs(number) * count for number, count in drawn.items()) / draws
    zero = drawn[0] / draws
    return error / absolute_error(epsilon_milli), zero / probability(0, epsilon_milli), micro_s


def record(path: Path, draws: int) -> None:
    """Write how often OpenDP draws each number."""
    drawn = {
        str(budget): sorted(Counter(draw() for _ in range(draws)).items())
        for budget, draw in ((budget, of_opendp(budget)) for budget in BUDGETS_MILLI)
    }
    path.write_text(json.dumps(drawn, separators=(",", ":")) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--opendp", action="store_true")
    parser.add_argument("--record", type=Path, metavar="FILE")
    args = parser.parse_args()
    if args.record is not None:
        record(args.record, args.draws)
        return 0
    holds = True
    for name, make in (("ours", ours), ("opendp", of_opendp))[: 2 if args.opendp else 1]:
        for budget in BUDGETS_MILLI:
            error, zero, micro_s = figures(make(budget), budget, args.draws)
            holds &= max(abs(error - 1), abs(zero - 1)) <= WITHIN or name != "ours"
            print(
                f"{name:6} epsilon {budget / MILLI}: error {error:.4f} of theory,"
                f" zeros {zero:.4f} of theory, {micro_s:.1f} us a draw"
            )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
