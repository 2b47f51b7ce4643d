"""The formulas against numbers that were published with them."""

import pytest

from simulator.audit.intervals import Portion, difference, holm, needed, newcombe, quantile
from simulator.score.interval import wilson

Z95 = quantile(0.975)


def portion(hits: int, trials: int) -> Portion:
    return Portion(hits=hits, trials=trials, effective=trials, people=trials)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_as_published(hits, trials, low, high):
    assert wilson(hits / trials, trials, z=Z95) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)  # fmt: skip
def test_newcombe_is_as_published(one, other, low, high):
    found = newcombe([(portion(*one), portion(*other))], z=Z95)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_two_equal_strata_are_as_sure_as_two_times_the_people():
    one = newcombe([(portion(20, 100), portion(10, 100))], z=Z95)
    two = newcombe([(portion(20, 100), portion(10, 100))] * 2, z=Z95)
    assert two[1] - two[0] == pytest.approx((one[1] - one[0]) / 2**0.5, rel=1e-6)


def test_a_stratum_without_the_rest_hardly_counts():
    large, small = (portion(10, 100), portion(10, 100)), (portion(50, 50), portion(0, 1))
    assert difference([large, small]) == pytest.approx(1 * (50 / 51) / (50 + 50 / 51))


def test_holm_is_as_in_his_example():
    # Holm 1979: each in its turn against alpha / (n - rank); never smaller than one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_two_points_at_two_percent_need_606_pictures_a_group():
    assert needed(0.02, 0.02, alpha=0.05, power=0.8) == 606
