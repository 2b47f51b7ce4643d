"""The noise's distribution: by every choice that it can make, by draws, and beside OpenDP's."""

import json
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from heapq import heappop, heappush
from math import exp, sqrt
from pathlib import Path

import pytest

from edge.privacy.noise import discrete_laplace, uniform
from tests.benchmarks.noise import BUDGETS_MILLI, absolute_error, probability

DRAWS = 20_000
# How often each number came: `python -m tests.benchmarks.noise --record FILE` with OpenDP 0.16.
OPENDP = Path(__file__).with_name("opendp_laplace.json")
# No chance result is taken for a fault more often than once in some billions.
SIGMAS = 6.0
UNDECIDED = Fraction(1, 20)


class UndecidedError(Exception):
    """What is asked next, and with which chance each answer comes."""

    def __init__(self, answers: dict[int, Fraction]) -> None:
        self.answers = answers


class Lot:
    """A number drawn evenly below a limit, of which is only asked whether it is below another."""

    def __init__(self, limit: int, answer: Callable[[dict[int, Fraction]], int]) -> None:
        self._limit = limit
        self._answer = answer

    def __lt__(self, other: int) -> bool:
        yes = Fraction(other, self._limit)
        return bool(self._answer({1: yes, 0: 1 - yes}))


def outcome(epsilon_milli: int, script: tuple[int, ...]) -> int:
    """What is drawn when choices fall as the script says; raises UndecidedError where it ends."""
    lines = iter(script)

    def answer(answers: dict[int, Fraction]) -> int:
        choice = next(lines, None)
        if choice is None:
            raise UndecidedError(answers)
        return choice

    def below(limit: int) -> int | Lot:
        return (
            Lot(limit, answer)
            if limit > 2
            else answer(dict.fromkeys(range(limit), Fraction(1, limit)))
        )

    return discrete_laplace(epsilon_milli=epsilon_milli, below=below)


@cache
def chances(epsilon_milli: int) -> tuple[Counter[int], Fraction]:
    """Follow every choice that the sampler can make, the likeliest first, until few are left.

    Returns the probability with which each number comes for sure, and the rest that is undecided.
    """
    found: Counter[int] = Counter()
    waiting, undecided = [(-Fraction(1), ())], Fraction(1)
    while undecided > UNDECIDED:
        likely, script = heappop(waiting)
        try:
            found[outcome(epsilon_milli, script)] -= likely
            undecided += likely
        except UndecidedError as asked:
            for choice, chance in asked.answers.items():
                heappush(waiting, (likely * chance, (*script, choice)))
    return found, undecided


def draws(epsilon_milli: int, number: int = DRAWS) -> Counter[int]:
    below = uniform(random.Random(7).randbytes)
    return Counter(
        discrete_laplace(epsilon_milli=epsilon_milli, below=below) for _ in range(number)
    )


@pytest.mark.parametrize("epsilon_milli", [500, 1_000, 2_000])
def test_every_number_has_its_probability_by_every_choice(epsilon_milli):
    found, undecided = chances(epsilon_milli)
    assert {-1, 0, 1} <= found.keys()
    for number, chance in found.items():
        theory = probability(number, epsilon_milli)
        assert chance <= theory * (1 + 1e-12)
        assert theory <= chance + undecided


@pytest.mark.parametrize("epsilon_milli", BUDGETS_MILLI)
def test_draws_keep_to_the_theory(epsilon_milli):
    drawn = draws(epsilon_milli)
    sizes = [abs(number) for number in drawn.elements()]
    mean = sum(sizes) / DRAWS
    spread = sqrt(sum((size - mean) ** 2 for size in sizes) / DRAWS)
    assert abs(mean - absolute_error(epsilon_milli)) <= SIGMAS * spread / sqrt(DRAWS)
    zero = probability(0, epsilon_milli)
    assert abs(drawn[0] / DRAWS - zero) <= SIGMAS * sqrt(zero * (1 - zero) / DRAWS)


@pytest.mark.parametrize("epsilon_milli", BUDGETS_MILLI)
def test_draws_are_spread_as_those_of_opendp(epsilon_milli):
    theirs = Counter({int(n): c for n, c in json.loads(OPENDP.read_text())[str(epsilon_milli)]})
    ours, total = draws(epsilon_milli), theirs.total()
    both = ours + theirs
    often = [number for number, count in both.items() if count >= 40]
    squares = [
        (ours[n] * sqrt(total / DRAWS) - theirs[n] * sqrt(DRAWS / total)) ** 2 / both[n]
        for n in often
    ]
    # Chi-square with about as many degrees of freedom as there are numbers.
    assert sum(squares) <= len(often) + SIGMAS * sqrt(2 * len(often))


def test_one_pass_more_makes_no_number_more_than_e_to_the_epsilon_times_as_likely():
    found, undecided = chances(1_000)
    for number, chance in found.items():
        assert chance <= exp(1.0) * float(found[number + 1] + undecided) * (1 + 1e-12)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 256, 257, 1_000])
def test_whole_numbers_are_drawn_evenly_and_never_beyond_their_limit(limit):
    below = uniform(random.Random(7).randbytes)
    drawn = Counter(below(limit) for _ in range(20 * limit))
    assert set(drawn) <= set(range(limit))
    assert len(drawn) == limit
