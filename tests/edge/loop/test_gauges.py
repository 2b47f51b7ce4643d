import numpy as np
import pytest

from edge.loop.gauges import Gauges


def _gauges(ends_s: list[float], *, look_s: float = 0.02) -> Gauges:
    gauges = Gauges(start_mono_s=100.0)
    for end_s in ends_s:
        gauges.count_frame(
            raw_bytes=1000,
            whole=False,
            looked=True,
            captured_s=100 + end_s - look_s,
            end_s=100 + end_s,
        )
    return gauges


def test_before_the_first_frame_all_is_zero() -> None:
    gauges = Gauges(start_mono_s=100.0)
    assert gauges.fps(now_s=100.0) == gauges.fps(now_s=105.0) == 0.0
    assert gauges.latency_ms(50) == gauges.latency_ms(95) == 0.0


def test_fps_at_the_start_is_of_the_time_since_then() -> None:
    assert _gauges([0.5, 1.0, 1.5, 2.0]).fps(now_s=102.0) == 2.0


@pytest.mark.parametrize("fps", [0.5, 5, 10, 25, 60, 120])
def test_fps_is_that_of_the_last_ten_seconds(fps: float) -> None:
    ends_s = [number / fps for number in range(1, int(60 * fps) + 1)]
    assert _gauges(ends_s).fps(now_s=160.0) == pytest.approx(fps, rel=0.01)


def test_a_camera_that_stopped_falls_to_zero_within_ten_seconds() -> None:
    gauges = _gauges([number / 10 for number in range(1, 301)])
    assert gauges.fps(now_s=130.0) == 10.0
    assert gauges.fps(now_s=135.0) == pytest.approx(5.0, abs=0.1)
    assert gauges.fps(now_s=141.0) == 0.0


def test_a_fast_camera_that_stopped_falls_to_zero_too() -> None:
    gauges = _gauges([number / 100 for number in range(1, 1001)])
    assert gauges.fps(now_s=111.0) < 100.0
    assert gauges.fps(now_s=121.0) == 0.0


def test_percentiles_are_those_of_the_latest_looks() -> None:
    gauges = Gauges(start_mono_s=0.0)
    looks_s = np.random.default_rng(2).uniform(0.01, 0.2, 1000)
    for number, look_s in enumerate(looks_s):
        gauges.count_frame(
            raw_bytes=1, whole=False, looked=True, captured_s=number, end_s=number + look_s
        )
    for percentile in (0, 50, 95, 100):
        expected_ms = 1000 * np.percentile(looks_s[-256:], percentile)
        assert gauges.latency_ms(percentile) == pytest.approx(expected_ms, abs=0.1)


def test_looks_are_the_frames_that_a_model_looked_at() -> None:
    gauges = Gauges(start_mono_s=0.0)
    for number in range(400):
        at_s = number / 20
        gauges.count_frame(
            raw_bytes=1, whole=False, looked=number % 5 == 0, captured_s=at_s, end_s=at_s
        )
    assert (gauges.fps(now_s=20.0), gauges.looks_per_s(now_s=20.0)) == (19.9, 3.9)


def test_failed_frames_are_counted_apart() -> None:
    gauges = Gauges(start_mono_s=0.0)
    for number in range(5):
        gauges.count_frame(
            raw_bytes=10, whole=number < 2, looked=True, captured_s=number, end_s=number
        )
    counted = (gauges.frames, gauges.masked_frames, gauges.failed_closed_frames)
    assert counted == (5, 3, 2)
    assert gauges.seen_bytes == 50
