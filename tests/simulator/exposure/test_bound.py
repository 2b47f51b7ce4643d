import pytest

from simulator.exposure.bound import poisson_upper95, total_upper95


@pytest.mark.parametrize(
    ("count", "upper"),
    [(0, 2.996), (1, 4.744), (2, 6.296), (5, 10.513), (10, 16.962), (100, 118.08)],
)
def test_counts_have_garwoods_bounds(count, upper):
    assert poisson_upper95(count) == pytest.approx(upper, abs=6e-3)


def test_amounts_of_one_size_are_counts_of_it():
    assert total_upper95([0.5] * 5, usual=9.0) == pytest.approx(0.5 * poisson_upper95(5))


def test_one_long_time_is_less_sure_than_many_short_ones():
    assert total_upper95([3.0], usual=1.0) > total_upper95([0.1] * 30, usual=1.0) > 3.0


def test_with_none_seen_three_usual_ones_may_come():
    assert total_upper95([], usual=2.0) == pytest.approx(6.0, abs=0.01)
