"""What a track was before it was hidden."""

import numpy as np
import pytest

from edge.tracking import kalman
from edge.tracking.past import Past, recall


def seen_at(*moments_s: float) -> Past:
    """Somebody whose centre is at a tenth of the time, measured without error."""
    past = Past()
    for t in moments_s:
        box = np.array([[0.1 * t - 0.03, 0.5, 0.1 * t + 0.03, 0.7]], np.float32)
        past.keep(kalman.start(box), 0, mono_s=t)
    return past


def test_nothing_is_known_of_who_was_seen_for_less_than_half_a_second():
    assert not seen_at(1.0, 1.1, 1.2, 1.3, 1.4).is_known


@pytest.mark.parametrize("fps", [2, 5, 10, 30])
def test_what_is_known_is_half_a_second_old_and_a_second_and_a_half_at_most(fps):
    past = seen_at(*(i / fps for i in range(3 * fps + 1)))
    then_s, _, _ = past.before()
    assert 0.5 <= 3.0 - then_s <= 1.5


def test_who_was_hidden_went_on_as_fast_and_as_large_as_he_was():
    place, speed = np.array([[0.3, 0.6, 0.06, 0.2]]), np.array([[0.1, 0.0]])
    later = kalman.carry_on(place, speed, np.array([[2.0]]))
    assert np.allclose(later.place, [[0.5, 0.6, 0.06, 0.2]])


def test_the_longer_the_less_is_known_of_where_but_not_of_how_large():
    place, speed = np.array([[0.3, 0.6, 0.06, 0.2]] * 2), np.zeros((2, 2))
    later = kalman.carry_on(place, speed, np.array([[0.5], [2.0]]))
    assert (later.variance[1, :2] > later.variance[0, :2]).all()
    assert (later.variance[1, 2:] == later.variance[0, 2:]).all()


def test_many_are_recalled_at_once_each_from_his_own_time():
    motion = recall([seen_at(0.0, 0.5, 1.0), seen_at(1.0, 1.5, 2.0)], mono_s=3.0)
    assert motion.place[:, 0] == pytest.approx([0.0, 0.1], abs=1e-6)
