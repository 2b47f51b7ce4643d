"""Rules on a few scenes drawn by lot; tests/benchmarks/rules.py draws hundreds."""

import numpy as np

from simulator.scenario.lot import drawn
from tests.benchmarks.rules import errors_by_second, judged


def test_nearly_all_who_go_the_wrong_way_are_told_and_nobody_else():
    matched = [judged(drawn("wrong_way", seed=seed)).matched for seed in (1003, 1004)]
    hits = sum(len(one.hits) for one in matched)
    assert sum(len(one.missed) for one in matched) <= 1 < hits
    assert [one.false for one in matched if one.false] == []


def test_a_headcount_is_within_one_of_the_truth_in_most_seconds():
    errors = [errors_by_second(drawn("occupancy", seed=seed))[0] for seed in (1000, 1001)]
    assert np.mean(np.abs(np.concatenate(errors)) <= 1) >= 0.95
