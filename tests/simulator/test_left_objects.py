"""Left objects on a few scenes and minutes; tests/benchmarks/left_objects.py has whole days."""

from simulator.scenario.lot.unattended_object import unattended_object
from tests.benchmarks import day, left_objects


def test_nearly_all_that_is_left_is_told_and_nothing_else():
    matched = [left_objects.judged(unattended_object(seed)) for seed in (7, 8)]
    assert sum(len(one.missed) for one in matched) == 0 < sum(len(one.hits) for one in matched)
    assert [one.false for one in matched if one.false] == []


def test_light_that_goes_on_and_passers_by_make_no_false_alarm():
    lived = left_objects.lived(day.scenario(3, duration_s=900.0))
    assert lived.matched.false == ()
