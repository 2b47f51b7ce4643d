"""A gap that is there is found, one that is not is not, and nothing is surer than its people."""

import numpy as np
import pytest

from simulator.audit.answers import portion
from simulator.audit.compare import EVERYTHING, STRATIFIED, Comparison, compare
from tests.simulator.audit.crowds import crowd


def overall(found: list[Comparison], group: str) -> Comparison:
    return next(
        one
        for one in found
        if (one.group, one.condition, one.source) == (group, EVERYTHING, STRATIFIED)
    )


def test_eight_points_more_are_found():
    answers = crowd({"a": 0.04, "b": 0.12}, each=150, seed=1)
    worse = overall(compare(answers, "faces"), "b")
    assert worse.proven
    assert worse.interval[0] < 0.08 < worse.interval[1]


def test_eight_points_are_found_nearly_always():
    found = [
        overall(compare(crowd({"a": 0.04, "b": 0.12}, each=150, seed=seed), "faces"), "b").proven
        for seed in range(6)
    ]
    assert sum(found) >= 5


def test_a_gap_that_is_none_is_alarming_no_more_often_than_alpha():
    """Of 100 towns; pictures of one person hang together as much as they can."""
    alarms = sum(
        any(
            one.proven
            for one in compare(
                crowd({"a": 0.1, "b": 0.1, "c": 0.1}, each=15, seed=seed, alike=True), "faces"
            )
        )
        for seed in range(100)
    )
    # Expected 5 at most; 12 or more would come by chance once in 230 times.
    assert alarms < 12


def test_the_interval_holds_the_truth_where_pictures_of_one_person_are_alike():
    inside = 0
    for seed in range(100):
        answers = crowd({"a": 0.2, "b": 0.3}, each=30, seed=seed, pictures=3, alike=True)
        low, high = overall(compare(answers, "faces"), "b").interval
        inside += low <= 0.1 <= high
    # 90 expected of a 90 % interval; 80 or fewer would come by chance once in 500 times.
    assert inside > 80


def test_the_same_person_again_makes_nothing_surer():
    once = crowd({"a": 0.1, "b": 0.3}, each=20, seed=1, pictures=1)
    often = crowd({"a": 0.1, "b": 0.3}, each=20, seed=1, pictures=1) * 20
    one, other = (overall(compare(answers, "faces"), "b") for answers in (once, often))
    assert one.p == other.p
    assert other.interval == pytest.approx(one.interval, abs=0.02)


def test_nobody_missed_is_as_sure_as_there_are_people():
    assert portion(np.zeros(7), np.full(7, 40.0)).effective == 7


def test_a_hard_source_with_many_of_a_group_makes_no_gap():
    """Simpson's paradox: pooled, b is missed twice as often; in each source no more often."""
    easy = crowd({"a": 0.05}, each=200, seed=1) + crowd({"b": 0.05}, each=40, seed=2)
    hard = crowd({"a": 0.4}, each=40, seed=3, source="night")
    hard += crowd({"b": 0.4}, each=200, seed=4, source="night")
    found = compare(easy + hard, "faces")
    b = overall(found, "b")
    assert b.missed > 2 * b.rest_missed
    assert abs(b.gap) < 0.03
    assert not any(one.proven for one in found)
    assert {one.source for one in found} == {STRATIFIED, "town", "night"}


def test_a_gap_in_the_dark_alone_is_found_in_the_dark():
    def light(number: int) -> str:
        return "dark" if number % 2 else "day"

    answers = crowd({"a": 0.05, "b": 0.05}, each=150, seed=1, condition=light)
    dark = crowd({"b": 0.25}, each=150, seed=2, condition=light)
    worse = [one for one in dark if one.condition == "dark"]
    answers = [
        one for one in answers if (one.groups["group"], one.condition) != ("b", "dark")
    ] + worse
    proven = [one for one in compare(answers, "faces") if one.proven]
    assert {(one.group, one.condition) for one in proven} >= {("b", "dark")}
    assert ("b", "day") not in {(one.group, one.condition) for one in proven}


def test_one_person_is_compared_with_nobody():
    answers = crowd({"a": 0.1}, each=30, seed=1) + crowd({"b": 1.0}, each=1, seed=2)
    assert {one.group for one in compare(answers, "faces")} == {"a"}


def test_the_people_that_are_missing_are_counted():
    few = overall(compare(crowd({"a": 0.02, "b": 0.02}, each=10, seed=1), "faces"), "a")
    assert not few.within(0.02)
    assert few.needed_people > 100
    many = overall(compare(crowd({"a": 0.02, "b": 0.02}, each=1000, seed=1), "faces"), "a")
    assert many.within(0.02)
    assert many.needed_people < 1000
