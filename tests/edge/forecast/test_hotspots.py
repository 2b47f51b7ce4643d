"""Which places are busiest: judged by what was watched, against simpler ways to tell."""

import numpy as np
import pytest

from edge.forecast.hotspots import compared, kernel_density, seasonal_naive, worth
from tests.benchmarks.forecast import fleet

NAN = float("nan")
# Ten places, one hour: the last one has half of all there is.
COUNTS = np.array([[1.0]] * 9 + [[9.0]])


def test_the_best_choice_has_a_pei_of_one():
    one = worth(COUNTS, COUNTS)
    assert (one.pei, one.hours) == (1.0, 1)
    assert one.pai == pytest.approx(0.5 / 0.1)


def test_the_wrong_choice_is_worth_what_it_had():
    one = worth(-COUNTS, COUNTS)
    assert one.pai == pytest.approx(1 / 18 / 0.1)
    assert one.pei == pytest.approx(1 / 9)


def test_a_place_that_nobody_watched_can_neither_be_chosen_nor_missed():
    dark = COUNTS.copy()
    dark[9] = NAN
    one = worth(COUNTS, dark)
    assert one.pei == 1.0
    assert one.pai == pytest.approx(1 / 9 / (1 / 9))


def test_hours_without_anybody_are_worth_nothing_to_anyone():
    assert np.isnan(worth(COUNTS, np.zeros((10, 1))).pai)


def test_a_week_ago_is_unknown_in_the_first_week_and_after_an_outage():
    counts = np.arange(170.0)[None, :]
    counts[0, 1] = NAN
    before = seasonal_naive(counts)[0]
    assert np.isnan(before[:168]).all()
    assert before[168] == 0
    assert np.isnan(before[169])


def test_a_kernel_spreads_what_was_counted_to_places_nearby():
    places = np.array([[0.0, 0.0], [10.0, 0.0], [1_000.0, 0.0], [1_000.0, 900.0]])
    past = np.array([[9.0, NAN], [0.0, 0.0], [5.0, 5.0], [0.0, 1.0]])
    density = kernel_density(past, 3, places)
    assert density.shape == (4, 3)
    assert density[1, 0] > 0.9 * density[0, 0]


def test_all_ways_are_judged_by_the_hours_of_which_each_says_something():
    silent = COUNTS.copy()
    silent[9] = NAN
    both = compared({"one": COUNTS, "other": silent}, COUNTS)
    assert both["one"] == both["other"]


def test_a_fleet_is_foretold_better_than_by_last_week_and_by_a_heat_map():
    worths = fleet(2, weeks=6, number=6)
    ours = worths.pop("a day ahead")
    assert all(ours.pei > other.pei and ours.pai > other.pai for other in worths.values())
