"""The privacy shutter ends by itself, whatever the clock and the power do in between."""

import pytest

from edge.clock import ManualClock
from edge.commanding.pause import Pause, Paused
from edge.contract import MAX_PAUSE_MINUTES
from edge.kept import Kept

UTC_S = 1_780_000_000.0


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path / "pause.json", Paused)


def clock(mono_s=1000.0, utc_s=UTC_S):
    return ManualClock(mono_s=mono_s, utc_s=utc_s)


def test_a_pause_ends_by_itself():
    now = clock()
    pause = Pause(None, now, boot="a")
    assert pause.left_s == 0.0
    pause.start(600)
    now.advance(599.0)
    assert pause.left_s == 1.0
    now.advance(1.0)
    assert pause.left_s == 0.0


def test_a_pause_of_nothing_ends_one(kept):
    now = clock()
    pause = Pause(kept, now, boot="a")
    pause.start(600)
    pause.start(0)
    assert pause.left_s == 0.0
    assert Pause(kept, now, boot="a").left_s == 0.0


@pytest.mark.parametrize("jump_s", [-86_400.0, 86_400.0])
def test_a_clock_that_jumps_neither_ends_nor_prolongs_a_pause(kept, jump_s):
    now = clock()
    pause = Pause(kept, now, boot="a")
    pause.start(600)
    now.set_utc(UTC_S + jump_s)
    assert pause.left_s == 600.0
    now.advance(100.0)
    assert 500.0 <= Pause(kept, now, boot="a").left_s <= 501.0


def test_a_pause_goes_on_after_a_restart_of_the_process(kept):
    now = clock()
    assert Pause(kept, now, boot="a").start(600)
    now.advance(60.0)
    again = Pause(kept, now, boot="a")
    assert 540.0 <= again.left_s <= 541.0
    now.advance(541.0)
    assert again.left_s == 0.0


def test_after_a_restart_of_the_machine_the_calendar_says_how_much_is_left(kept):
    Pause(kept, clock(), boot="a").start(600)
    left_s = Pause(kept, clock(mono_s=5.0, utc_s=UTC_S + 200.0), boot="b").left_s
    assert 400.0 <= left_s <= 401.0
    assert Pause(kept, clock(mono_s=5.0, utc_s=UTC_S + 700.0), boot="c").left_s == 0.0


def test_where_nobody_knows_the_time_all_of_it_is_left(kept):
    Pause(kept, clock(), boot="a").start(600)
    assert Pause(kept, clock(mono_s=5.0, utc_s=None), boot="b").left_s == 600.0


def test_a_clock_that_went_back_leaves_no_more_than_was_asked(kept):
    Pause(kept, clock(), boot="a").start(600)
    assert Pause(kept, clock(mono_s=5.0, utc_s=UTC_S - 86_400.0), boot="b").left_s == 600.0


def test_of_a_damaged_file_the_longest_pause_is_left(kept, tmp_path):
    (tmp_path / "pause.json").write_bytes(b"\x00" * 40)
    assert Pause(kept, clock(), boot="a").left_s == MAX_PAUSE_MINUTES * 60


def test_a_pause_that_cannot_be_kept_holds_all_the_same(tmp_path):
    kept = Kept(tmp_path / "nowhere" / "pause.json", Paused)
    pause = Pause(kept, clock(), boot="a")
    assert not pause.start(600)
    assert pause.left_s == 600.0
