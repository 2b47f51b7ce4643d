import pytest

from edge.capture.camera import EndOfRecording
from edge.capture.playback import Playback, Playing
from edge.capture.video import VideoReel
from edge.clock import ManualClock
from tests.edge.capture.conftest import number_of


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(mono_s=1000.0, utc_s=1.8e9)


def play_live(clip, clock, **options) -> Playback:
    playing = Playing(clock=clock, pace="live", **options)
    return Playback(VideoReel(clip), playing, sleep=clock.advance)


def test_the_first_frame_is_due_at_once_and_the_next_when_its_time_has_come(clip, clock):
    camera = play_live(clip, clock)
    assert camera.read(1.0).mono_s == 1000.0
    assert camera.read(1.0).mono_s == pytest.approx(1000.1)
    assert clock.mono_s() == pytest.approx(1000.1)


def test_a_frame_that_is_not_due_in_time_is_not_lost(clip, clock):
    camera = play_live(clip, clock)
    camera.read(1.0)
    assert camera.read(0.06) is None
    assert clock.mono_s() == pytest.approx(1000.06)
    assert number_of(camera.read(0.06).pixels) == 1
    assert camera.dropped == 0


def test_who_comes_late_gets_the_frame_of_now(clip, clock):
    camera = play_live(clip, clock)
    camera.read(1.0)
    clock.advance(2.02)
    frame = camera.read(1.0)
    assert number_of(frame.pixels) in (19, 20)
    assert camera.dropped == number_of(frame.pixels) - 1
    assert frame.mono_s == pytest.approx(1000 + number_of(frame.pixels) / 10)


def test_a_frame_tells_the_calendar_time_of_the_clock(clip, clock):
    assert play_live(clip, clock).read(1.0).utc_s == 1.8e9


def test_a_given_start_goes_before_the_clock(clip, clock):
    camera = play_live(clip, clock, start_utc_s=5e8)
    camera.read(1.0)
    assert camera.read(1.0).utc_s == pytest.approx(5e8 + 0.1)


def test_a_live_loop_goes_on_with_the_clock(clip, clock):
    camera = play_live(clip, clock, loop=True)
    frames = [camera.read(1.0) for _ in range(50)]
    assert [f.mono_s for f in frames] == pytest.approx([1000 + n / 10 for n in range(50)])


def test_a_live_recording_ends_even_for_who_slept_through_it(clip, clock):
    camera = play_live(clip, clock)
    camera.read(1.0)
    clock.advance(60.0)
    with pytest.raises(EndOfRecording):
        camera.read(1.0)


def test_a_short_loop_slept_through_many_times_is_caught_up(clip, clock):
    camera = play_live(clip, clock, loop=True)
    camera.read(1.0)
    clock.advance(60.0)
    assert camera.read(1.0).mono_s == pytest.approx(1060.0, abs=0.11)
