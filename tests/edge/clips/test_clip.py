"""How old a clip is, by whichever clock knows, and that nothing in it is finer than its event."""

import pytest

from edge.clips.clip import Clip, coarse_mono_s, known_age_s
from tests.edge.samples import event_id


def clip(**changes):
    values = {
        "id": event_id(1),
        "number": 1,
        "rule": "loitering",
        "t": 1_800_000_000,
        "events": (event_id(1),),
        "length_s": 15.0,
        "keep_hours": 24,
        "boot": "this",
        "mono_s": 1_000,
    }
    return Clip(**{**values, **changes})


def age(clip, *, boot="this", mono_s=1_000.0, utc_s=1_800_000_000.0):
    return known_age_s(clip, boot=boot, mono_s=mono_s, utc_s=utc_s)


def test_both_clocks_agree_on_a_good_day():
    assert age(clip(), mono_s=4_600.0, utc_s=1_800_003_600.0) == 3_600.0


@pytest.mark.parametrize("utc_s", [None, 1_790_000_000.0, 1_800_000_001.0], ids=str)
def test_a_clock_that_is_unset_or_set_back_makes_no_clip_younger(utc_s):
    assert age(clip(), mono_s=4_600.0, utc_s=utc_s) == 3_600.0


def test_a_machine_that_was_off_is_known_to_have_been_off():
    assert age(clip(), boot="next", mono_s=10.0, utc_s=1_800_090_000.0) == 90_000.0


@pytest.mark.parametrize("utc_s", [None, 1_790_000_000.0])
def test_after_a_restart_without_a_good_clock_nobody_knows(utc_s):
    assert age(clip(), boot="next", mono_s=10.0, utc_s=utc_s) is None


def test_without_a_time_only_the_same_run_of_the_machine_knows():
    assert age(clip(t=None), mono_s=4_600.0) == 3_600.0
    assert age(clip(t=None), boot="next") is None


def test_where_its_time_was_on_the_other_clock_is_the_same_for_all_events_of_a_minute():
    places = {
        coarse_mono_s(1_800_000_000, mono_s=500.25 + s, utc_s=1_800_000_000.25 + s)
        for s in range(60)
    }
    assert places == {500}


def test_an_event_without_a_time_is_placed_in_ten_minutes():
    places = {coarse_mono_s(None, mono_s=600.0 + s, utc_s=None) for s in range(600)}
    assert places == {600}


def test_a_clock_that_jumps_between_event_and_clip_makes_it_no_younger():
    assert coarse_mono_s(1_700_000_000, mono_s=650.0, utc_s=1_800_000_000.0) == 600
    assert coarse_mono_s(1_800_000_000, mono_s=650.0, utc_s=1_700_000_000.0) == 600
