"""How boxes move."""

import numpy as np
import pytest

from edge.tracking import kalman

BOX = np.array([[0.4, 0.4, 0.5, 0.6]], np.float32)
SEEN = np.zeros(1, np.bool_)


def after(speed: float, *, fps: float, until_s: float = 2.0) -> kalman.Motion:
    """The motion learnt from a box that moves to the right."""
    motion = kalman.start(BOX)
    for i in range(1, round(until_s * fps) + 1):
        motion = kalman.predict(motion, 1 / fps, unseen=SEEN)
        motion = kalman.correct(motion, BOX + np.float32([speed * i / fps, 0, speed * i / fps, 0]))
    return motion


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_the_speed_is_learnt_in_pictures_a_second_at_any_frame_rate(fps):
    assert after(0.1, fps=fps).speed[0] == pytest.approx([0.1, 0.0], abs=0.015)


def test_what_stands_still_has_no_speed():
    assert after(0.0, fps=10).speed[0] == pytest.approx([0.0, 0.0], abs=1e-6)


def test_one_long_step_is_as_uncertain_as_many_short_ones():
    motion = after(0.1, fps=10)
    long, short = kalman.predict(motion, 1.0, unseen=SEEN), motion
    for _ in range(100):
        short = kalman.predict(short, 0.01, unseen=SEEN)
    assert short.variance == pytest.approx(long.variance, rel=1e-6)
    assert short.place == pytest.approx(long.place, rel=1e-6)


def test_no_time_changes_nothing():
    motion = after(0.1, fps=10)
    same = kalman.predict(motion, 0.0, unseen=np.ones(1, np.bool_))
    assert (same.place == motion.place).all()
    assert (same.variance == motion.variance).all()


def test_the_noise_scales_with_the_box():
    large = kalman.start(BOX)
    small = kalman.start(BOX / 2)
    assert large.variance == pytest.approx(4 * small.variance, rel=1e-5)


def test_a_likely_box_surprises_less_than_an_unlikely_one():
    motion = after(0.1, fps=10)
    expected = kalman.boxes_of(motion)
    boxes = np.concatenate([expected, expected + np.float32(0.05)])
    distance, _ = kalman.surprise(motion, boxes)
    assert distance[0, 0] == pytest.approx(0.0, abs=1e-3)
    assert distance[0, 1] > 1.0


def test_what_is_out_of_sight_slows_down():
    motion = after(0.1, fps=10)
    hidden = kalman.predict(motion, 1.0, unseen=np.ones(1, np.bool_))
    assert 0 < hidden.speed[0, 0] < 0.5 * motion.speed[0, 0]
