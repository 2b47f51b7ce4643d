"""What is expected of a place: right on average, honest about the rest, deaf to outages."""

from pathlib import Path

import numpy as np
import pytest

from edge.errors import BadInputError
from edge.forecast.expected import expect
from edge.forecast.glm import Design, deviance, dispersion_of, expectation, fit
from edge.forecast.series import Series
from tests.benchmarks.forecast import (
    FIRST_HOUR,
    ONCE_IN_H,
    door,
    hardly_anybody,
    judged,
    noised,
    overspread,
    poisson,
    with_outages,
)

DOOR = Path(__file__).parents[4] / "shared" / "data" / "CalIt2.data"
WEEKS = 14


def series(counts, noise: float = 0.0) -> Series:
    return Series(place="door", first_hour=FIRST_HOUR, counts=counts, noise=noise)


@pytest.mark.parametrize("shape", [poisson, overspread])
def test_nine_counts_of_ten_lie_within_their_interval(shape):
    one = judged(*(2 * [shape(np.random.default_rng(3), WEEKS * 168)]))
    # 706 hours: four standard errors of a coverage of nine in ten.
    assert one.covered == pytest.approx(0.9, abs=0.046)
    assert one.covered_busy > 0.8


def test_with_noise_on_the_counts_intervals_still_hold():
    counts = overspread(np.random.default_rng(4), WEEKS * 168)
    one = judged(counts, noised(counts, epsilon_milli=1_000, seed=4), noise=1.0)
    assert one.covered == pytest.approx(0.9, abs=0.046)


def test_where_hardly_anybody_comes_alarms_stay_as_rare_as_stated():
    counts = hardly_anybody(np.random.default_rng(5), WEEKS * 168)
    assert judged(counts, counts).alarms <= 3.0


def test_a_count_as_high_as_one_before_is_not_left_out_by_rounding():
    quiet = np.random.default_rng(2).poisson(0.2, 8 * 168).astype(float)
    noisy = noised(quiet, epsilon_milli=1_000, seed=2)
    assert judged(quiet, noisy, noise=1.0).covered == pytest.approx(0.9, abs=0.06)


def test_outages_are_not_taken_for_empty_hours():
    counts = poisson(np.random.default_rng(6), WEEKS * 168)
    told = with_outages(counts, np.random.default_rng(7))
    after = int(0.7 * told.size)
    whole = expect(series(counts), trained_h=after, once_in_h=ONCE_IN_H).mean[after:]
    dotted = expect(series(told), trained_h=after, once_in_h=ONCE_IN_H).mean[after:]
    assert np.isfinite(dotted).all()
    assert dotted.sum() == pytest.approx(whole.sum(), rel=0.03)


def test_a_night_that_is_as_busy_as_noon_is_unusual():
    counts = poisson(np.random.default_rng(8), WEEKS * 168)
    night = 13 * 168 + 3
    counts[night] = 40
    expected = expect(series(counts), trained_h=10 * 168, once_in_h=ONCE_IN_H)
    assert counts[night] > expected.limit[night] > expected.mean[night]


def test_less_than_three_weeks_are_too_little_to_expect_anything_from():
    counts = np.full(WEEKS * 168, np.nan)
    counts[: 3 * 168 - 1] = 1.0
    with pytest.raises(BadInputError, match="3 weeks"):
        expect(series(counts), trained_h=WEEKS * 168, once_in_h=ONCE_IN_H)


def test_a_place_where_nobody_ever_came_is_expected_to_stay_so():
    expected = expect(series(np.zeros(5 * 168)), trained_h=4 * 168, once_in_h=ONCE_IN_H)
    assert (expected.mean[168:] < 0.5).all()
    assert (expected.high[4 * 168 :] == 0).all()


@pytest.mark.parametrize("dispersion", [0.0, 0.5])
def test_the_regression_finds_what_its_counts_were_drawn_from(dispersion):
    rng = np.random.default_rng(9)
    kinds, extra = rng.integers(0, 2, 4_000), rng.normal(size=(4_000, 1))
    columns = Design(kinds=kinds, table=np.array([[1.0, 0.0], [1.0, 1.0]]), extra=extra)
    mean = expectation(columns, np.array([1.0, 0.5, -0.3]))
    spread = rng.gamma(1 / dispersion, dispersion, mean.size) if dispersion else 1.0
    counts = rng.poisson(mean * spread).astype(float)
    found = fit(columns, counts, precision=np.full(3, 1e-6), dispersion=dispersion)
    assert found == pytest.approx([1.0, 0.5, -0.3], abs=0.08)
    assert dispersion_of(counts, mean, noise=0.0) == pytest.approx(dispersion, abs=0.12)


def test_noise_of_mean_zero_does_not_bend_the_regression():
    counts = np.random.default_rng(10).poisson(0.3, 3_000).astype(float)
    noisy = noised(counts, epsilon_milli=1_000, seed=11)
    alike = np.zeros(3_000, np.int64)
    ones = Design(kinds=alike, table=np.ones((1, 1)), extra=np.empty((3_000, 0)))
    weights = fit(ones, noisy, precision=np.array([1e-6]), dispersion=0.0)
    assert np.exp(weights[0]) == pytest.approx(noisy.mean())


def test_a_perfect_expectation_has_no_deviance():
    assert deviance(np.array([0.0, 3.0]), np.array([0.0, 3.0])) == pytest.approx(0.0, abs=1e-6)
    assert deviance(np.array([0.0, 3.0]), np.array([1.0, 3.0])) == pytest.approx(1.0)


@pytest.mark.skipif(not DOOR.exists(), reason="shared data: the counts of a real door are not here")
@pytest.mark.parametrize("flow", ["7", "9"])
def test_a_real_door_is_expected_as_well_as_was_measured_before(flow):
    first, counts = door(DOOR, flow)
    one = judged(counts, counts, first_hour=first)
    assert one.deviance <= 3.8
    assert 0.88 <= one.covered <= 0.92
    noisy = judged(counts, noised(counts, epsilon_milli=1_000, seed=1), noise=1.0, first_hour=first)
    assert noisy.deviance <= 4.2
