"""The rendered street as a camera: its pace, its clock, and what it can be asked for."""

import pytest

from edge.capture.camera import CameraError
from edge.clock import ManualClock
from simulator.camera import FPS, open_camera

NOW_S = 1_800_000_000.0


def test_a_recording_comes_as_fast_as_it_is_asked_for_in_its_own_time():
    camera = open_camera("street", clock=ManualClock(mono_s=50.0), pace="recording")
    times_s = [frame.mono_s for _ in range(3) if (frame := camera.read(0.0))]
    assert times_s == [0.0, 1 / FPS, 2 / FPS]


def test_a_live_picture_that_is_not_due_yet_is_not_handed_out():
    camera = open_camera("street", clock=ManualClock(), pace="live")
    assert camera.read(0.0) is not None
    assert camera.read(0.0) is None


def test_a_live_picture_carries_both_times_of_its_capture():
    clock = ManualClock(mono_s=5.0, utc_s=NOW_S)
    frame = open_camera("street", clock=clock, pace="live").read(0.0)
    assert frame is not None
    assert (frame.mono_s, frame.utc_s) == (5.0, NOW_S)


def test_who_is_late_misses_pictures_and_sees_the_present():
    clock = ManualClock()
    late = open_camera("street", clock=clock, pace="live")
    late.read(0.0)
    clock.advance(1.05)
    seen = late.read(0.0)
    recording = open_camera("street", clock=clock, pace="recording")
    present = [recording.read(0.0) for _ in range(FPS + 1)][-1]
    assert seen is not None
    assert present is not None
    assert seen.mono_s == present.mono_s == 1.0
    assert (seen.pixels == present.pixels).all()


def test_the_same_seed_shows_the_same_street_and_another_seed_another():
    first, same, other = (
        open_camera(f"street?seed={seed}", clock=ManualClock(), pace="recording").read(0.0)
        for seed in (3, 3, 4)
    )
    assert first is not None
    assert same is not None
    assert other is not None
    assert (first.pixels == same.pixels).all()
    assert (first.pixels != other.pixels).any()


def test_every_picture_is_the_frames_own():
    camera = open_camera("street", clock=ManualClock(), pace="recording")
    first, second = camera.read(0.0), camera.read(0.0)
    assert first is not None
    assert second is not None
    first.pixels[:] = 0
    assert second.pixels.any()


@pytest.mark.parametrize("rest", ["", "avenue", "street?seed=x", "street?seed=", "street?speed=2"])
def test_an_unknown_scene_or_option_is_refused_by_name(rest):
    with pytest.raises(CameraError, match="sim:street"):
        open_camera(rest, clock=ManualClock(), pace="live")
