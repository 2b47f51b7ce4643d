"""What a track was before it was hidden."""

import numpy as np
import pytest

from edge.tracking import kalman, past
from edge.tracking.state import CONFIRMED, Floats, blank


def seen_at(*moments_s: float) -> Floats:
    """Somebody whose centre is at a tenth of the time, measured without error."""
    state = blank(1)
    state[CONFIRMED] = 1.0
    for t in moments_s:
        kalman.start(state, np.array([[0.1 * t], [0.6], [0.06], [0.2]]), mono_s=t)
        past.keep(state, mono_s=t)
    return state


def test_nothing_is_known_of_who_was_seen_for_less_than_half_a_second():
    assert not past.is_known(seen_at(1.0, 1.1, 1.2, 1.3, 1.4))


def test_nothing_is_kept_of_who_is_not_believed():
    state = seen_at()
    state[CONFIRMED] = 0.0
    for t in (1.0, 2.0, 3.0):
        past.keep(state, mono_s=t)
    assert not past.is_known(state)


@pytest.mark.parametrize("fps", [2, 5, 10, 30])
def test_what_is_known_is_half_a_second_old_and_a_second_and_a_half_at_most(fps):
    state = seen_at(*(i / fps for i in range(3 * fps + 1)))
    _, _, elapsed_s = past.before(state, mono_s=3.0)
    assert past.is_known(state)
    assert 0.5 <= elapsed_s <= 1.5


def test_who_was_hidden_went_on_as_fast_and_as_large_as_he_was():
    place, speed = np.array([[0.3], [0.6], [0.06], [0.2]]), np.array([[0.1], [0.0]])
    there, _ = kalman.carry_on(place, speed, np.array([2.0]))
    assert np.allclose(there.T, [[0.5, 0.6, 0.06, 0.2]])


def test_the_longer_the_less_is_known_of_where_but_not_of_how_large():
    place, speed = np.array([[0.3, 0.6, 0.06, 0.2]] * 2).T, np.zeros((2, 2))
    _, variance = kalman.carry_on(place, speed, np.array([0.5, 2.0]))
    assert (variance[:2, 1] > variance[:2, 0]).all()
    assert (variance[2:, 1] == variance[2:, 0]).all()


def test_many_are_asked_at_once_each_of_his_own_time():
    both = np.concatenate([seen_at(0.0, 0.5, 1.0), seen_at(1.0, 1.5, 2.0)], axis=1)
    place, _, elapsed_s = past.before(both, mono_s=3.0)
    assert place[0] == pytest.approx([0.0, 0.1], abs=1e-6)
    assert elapsed_s == pytest.approx([3.0, 2.0])
