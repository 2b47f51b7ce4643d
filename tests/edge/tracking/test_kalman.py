"""How boxes move."""

import numpy as np
import pytest

from edge.tracking import kalman
from edge.tracking.state import PLACE, SPEED, VARIANCE, Floats, blank

HERE = np.array([[0.45], [0.5], [0.1], [0.2]])
SEEN, UNSEEN = np.zeros(1, np.bool_), np.ones(1, np.bool_)


def started(place: Floats = HERE) -> Floats:
    state = blank(place.shape[1])
    kalman.start(state, place, mono_s=0.0)
    return state


def after(speed: float, *, fps: float, until_s: float = 2.0) -> Floats:
    """The motion learnt from a box that moves to the right."""
    state = started()
    for i in range(1, round(until_s * fps) + 1):
        kalman.predict(state, i / fps, unseen=SEEN)
        kalman.correct(state, HERE + np.array([[speed * i / fps], [0.0], [0.0], [0.0]]))
    return state


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_the_speed_is_learnt_in_pictures_a_second_at_any_frame_rate(fps):
    assert after(0.1, fps=fps)[SPEED, 0] == pytest.approx([0.1, 0.0], abs=0.015)


def test_what_stands_still_has_no_speed():
    assert after(0.0, fps=10)[SPEED, 0] == pytest.approx([0.0, 0.0], abs=1e-6)


def test_one_long_step_is_as_uncertain_as_many_short_ones():
    long, short = after(0.1, fps=10), after(0.1, fps=10)
    kalman.predict(long, 3.0, unseen=SEEN)
    for step in range(1, 101):
        kalman.predict(short, 2.0 + step / 100, unseen=SEEN)
    assert short[VARIANCE] == pytest.approx(long[VARIANCE], rel=1e-6)
    assert short[PLACE] == pytest.approx(long[PLACE], rel=1e-6)


def test_no_time_changes_nothing():
    state = after(0.1, fps=10)
    same = state.copy()
    kalman.predict(same, 2.0, unseen=UNSEEN)
    assert (same == state).all()


def test_each_moves_on_from_its_own_time():
    both = np.concatenate([after(0.1, fps=10, until_s=1.0), after(0.1, fps=10)], axis=1)
    kalman.predict(both, 3.0, unseen=np.zeros(2, np.bool_))
    assert both[0] == pytest.approx([0.75, 0.75], abs=0.02)
    assert both[VARIANCE.start, 0] > both[VARIANCE.start, 1]


def test_where_a_box_is_expected_is_where_it_is_moved_on_to():
    state = after(0.1, fps=10)
    expected = kalman.expected(state, 2.7)
    kalman.predict(state, 2.7, unseen=UNSEEN)
    assert state[PLACE] == pytest.approx(expected)


def test_the_noise_scales_with_the_box():
    half = HERE * np.array([[1.0], [1.0], [0.5], [0.5]])
    assert started()[VARIANCE] == pytest.approx(4 * started(half)[VARIANCE])


def test_what_is_out_of_sight_slows_down():
    hidden, speed = after(0.1, fps=10), after(0.1, fps=10)[SPEED.start, 0]
    kalman.predict(hidden, 3.0, unseen=UNSEEN)
    assert 0 < hidden[SPEED.start, 0] < 0.5 * speed


def test_corners_and_places_say_the_same():
    corners = np.array([[0.4], [0.4], [0.5], [0.6]])
    assert kalman.places_of(corners) == pytest.approx(HERE)
    assert kalman.corners_of(HERE) == pytest.approx(corners)
