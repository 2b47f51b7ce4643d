"""Ten pictures a second of whatever a camera gives."""

import pytest

from edge.clips.pace import Pace


def taken(times_s):
    pace = Pace()
    return [time_s for time_s in times_s if pace.wants(time_s)]


@pytest.mark.parametrize("fps", [10, 12, 15, 25, 30, 60])
def test_of_many_pictures_ten_a_second_are_taken(fps):
    assert len(taken([number / fps for number in range(10 * fps)])) == pytest.approx(100, abs=2)


@pytest.mark.parametrize("fps", [1, 5, 9.5])
def test_of_few_pictures_all_are_taken(fps):
    assert len(taken([number / fps for number in range(50)])) == 50


def test_a_camera_that_is_not_punctual_loses_none():
    times_s = [number / 10 + 0.015 * (-1) ** number for number in range(100)]
    assert len(taken(times_s)) == 100


def test_time_that_runs_backwards_begins_afresh():
    assert taken([100.0, 5.0, 5.05, 5.1]) == [100.0, 5.0, 5.1]
