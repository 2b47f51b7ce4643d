"""Which box fits which track."""

import numpy as np
import pytest

from edge.label import LABELS
from edge.tracking import kalman
from edge.tracking.pairing import choose, pairs_of
from edge.tracking.state import LABEL, Floats, blank

PERSON, VEHICLE = LABELS.index("person"), LABELS.index("vehicle")
STIRS, STANDS = np.zeros(1, np.bool_), np.ones(1, np.bool_)


def place(x: float) -> Floats:
    return np.array([[x], [0.5], [0.06], [0.2]])


def track(x: float, *, label: int = PERSON) -> Floats:
    state = blank(1)
    kalman.start(state, place(x), mono_s=0.0)
    state[LABEL] = label
    return state


def test_a_likely_box_costs_less_than_an_unlikely_one():
    sights = np.concatenate([place(0.5), place(0.53)], axis=1)
    pairs = pairs_of(track(0.5), sights, np.full(2, PERSON), still=STIRS)
    assert pairs.columns.tolist() == [0, 1]
    assert pairs.cost[0] < pairs.cost[1]


def test_a_weak_box_goes_on_where_it_is_likely_and_nowhere_else():
    weak = np.zeros(1, np.bool_)
    beside = pairs_of(track(0.5), place(0.53), np.array([PERSON]), still=STIRS)
    assert len(choose(beside, weak)[0])
    apart = pairs_of(track(0.5), place(0.56), np.array([PERSON]), still=STIRS)
    assert not len(choose(apart, weak)[0])


@pytest.mark.parametrize("label", [i for i in range(len(LABELS)) if i != PERSON])
def test_a_person_never_goes_on_as_something_else(label):
    assert not len(pairs_of(track(0.5), place(0.5), np.array([label]), still=STIRS).rows)


def test_nobody_is_looked_for_farther_than_his_height_away():
    assert not len(pairs_of(track(0.3), place(0.55), np.array([PERSON]), still=STIRS).rows)


def test_who_is_beside_one_that_has_not_stirred_is_another():
    state, beside, again = track(0.5), place(0.565), place(0.51)
    kalman.predict(state, 0.3, unseen=STIRS)
    assert len(pairs_of(state, beside, np.array([PERSON]), still=STIRS).rows)
    assert not len(pairs_of(state, beside, np.array([PERSON]), still=STANDS).rows)
    assert len(pairs_of(state, again, np.array([PERSON]), still=STANDS).rows)
