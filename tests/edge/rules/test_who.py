"""Whose number is whose, after a tracker mixed them up."""

from dataclasses import replace

import pytest

from edge.geometry import Box, Point
from edge.rules.who import Who
from edge.tracking.track import Track, TrackId
from tests.edge.rules.walks import times, track

RATES = pytest.mark.parametrize("fps", [2, 5, 10, 30])


def towards_each_other(t: float) -> tuple[Point, Point]:
    """Two lanes, a step apart; they meet after five seconds."""
    return (0.1 + 0.08 * t, 0.66), (0.9 - 0.08 * t, 0.6)


def named(who: Who, tracks: list[Track], t: float) -> list[TrackId]:
    return [one.id for one in who.told_apart(tracks, mono_s=t)]


@RATES
def test_two_who_meet_and_swap_their_numbers_keep_their_own(fps):
    who, seen = Who(), set()
    for t in times(10, fps=fps):
        one, other = (1, 2) if t < 4.6 else (2, 1)
        feet = towards_each_other(t)
        pair = [track(feet[0], mono_s=t, number=one), track(feet[1], mono_s=t, number=other)]
        seen.add(tuple(named(who, pair, t)))
    assert len(seen) == 1


@RATES
def test_who_was_hidden_for_a_second_comes_back_as_himself_under_a_new_number(fps):
    who, seen = Who(), set()
    for t in times(10, fps=fps):
        if not 4 < t < 5:
            number = 1 if t < 4.5 else 7
            walker = track((0.1 + 0.05 * t, 0.6), mono_s=t, number=number)
            seen.update(named(who, [walker], t))
        else:
            who.told_apart([], mono_s=t)
    assert len(seen) == 1


def test_who_appears_elsewhere_is_somebody_else():
    who = Who()
    for t in times(3):
        first = named(who, [track((0.2, 0.6), mono_s=t)], t)
    assert named(who, [track((0.8, 0.6), mono_s=3.1, number=2)], 3.1) != first


def test_a_number_that_jumps_to_somebody_twice_as_tall_is_his_alone_from_then_on():
    who = Who()
    for t in times(3):
        far = replace(
            track((0.5, 0.4), mono_s=t), box=Box(x_min=0.49, y_min=0.3, x_max=0.51, y_max=0.4)
        )
        first = named(who, [far], t)
    assert named(who, [track((0.5, 0.55), mono_s=3.5)], 3.5) != first


def test_numbers_that_change_as_a_smaller_one_walks_past_are_no_feet_that_he_hid():
    who, seen = Who(), set()
    for t in times(6, fps=2):
        left = 0.7 - 0.07 * t
        waits, passes = (2, 1) if left < 0.48 else (1, 2)
        one, other = (
            track((0.48, 0.41), mono_s=t, number=waits),
            track((left + 0.02, 0.38), mono_s=t, number=passes),
        )
        one = replace(one, box=Box(x_min=0.46, y_min=0.26, x_max=0.5, y_max=0.41))
        other = replace(other, box=Box(x_min=left, y_min=0.28, x_max=left + 0.04, y_max=0.38))
        seen.add(tuple(named(who, [one, other], t)))
    assert len(seen) == 1


def test_who_loses_his_feet_to_a_passer_by_stands_where_he_stood():
    who = Who()
    for t in times(5):
        whole = track((0.5, 0.6), mono_s=t)
        box = replace(whole.box, y_max=0.5) if 3 < t < 4 else whole.box
        (told,) = who.told_apart([replace(whole, box=box)], mono_s=t)
        assert told.box.foot == pytest.approx((0.5, 0.6))


def test_who_sits_down_keeps_his_own_box():
    who = Who()
    who.told_apart([track((0.5, 0.6), mono_s=0.0)], mono_s=0.0)
    low = replace(
        track((0.5, 0.6), mono_s=0.1), box=Box(x_min=0.47, y_min=0.5, x_max=0.53, y_max=0.6)
    )
    (told,) = who.told_apart([low], mono_s=0.1)
    assert told.box == low.box


def test_two_whom_a_tracker_exchanged_little_by_little_are_told_apart_once_they_have_parted():
    """One stands, the other passes close by and stays there; the tracker has it the other way."""
    who, seen = Who(), []
    for t in times(9):
        stands, walks = (0.5, 0.6), (0.1 + 0.08 * t, 0.6)
        one, other = (1, 2) if t < 5.0 else (2, 1)
        pair = [track(stands, mono_s=t, number=one), track(walks, mono_s=t, number=other)]
        seen.append(tuple(named(who, pair, t)))
    assert seen[-1] == seen[0]


@RATES
def test_who_comes_in_where_another_goes_out_is_not_the_other_although_the_number_is(fps):
    who, names = Who(), []
    for t in times(8, fps=fps):
        out = 0.42 - 0.1 * t
        walker = track((max(out, 0.012), 0.6) if t < 4.1 else (0.1 * t - 0.4, 0.67), mono_s=t)
        cut = replace(walker, box=replace(walker.box, x_min=max(walker.box.x_min, 0.0)))
        names += named(who, [cut], t)
    assert len(set(names)) == 2


@pytest.mark.parametrize("fps", [10, 30])
def test_whom_a_pillar_cuts_and_hides_keeps_his_number_on_its_other_side(fps):
    """He does four breadths a second; the pillar is as broad as he."""
    who, seen = Who(), set()
    for t in times(5, fps=fps):
        whole = track((0.1 + 0.24 * t, 0.6), mono_s=t)
        left, right = whole.box.x_min, whole.box.x_max
        if right > 0.74 and left < 0.8:
            left, right = (left, 0.74) if left < 0.74 else (0.8, right)
        cut = replace(whole, box=replace(whole.box, x_min=left, x_max=right))
        is_hidden = right - left < 0.004
        shown = replace(whole, seen_mono_s=t - 0.1) if is_hidden else cut
        seen.update(named(who, [shown], t))
    assert len(seen) == 1


@pytest.mark.parametrize("fps", [3, 10, 30])
def test_who_stops_while_nobody_sees_him_keeps_his_number(fps):
    who, seen = Who(), set()
    for t in times(5, fps=fps):
        x = 0.05 + 0.3 * t if t <= 2 else 0.67
        unseen_s = t - 2 if 2 < t <= 3 else 0.0
        seen.update(named(who, [track((x, 0.6), mono_s=t, unseen_s=unseen_s)], t))
    assert len(seen) == 1


@RATES
def test_who_comes_in_under_a_new_number_where_another_went_out_is_somebody_else(fps):
    who, names = Who(), []
    for t in times(8, fps=fps):
        if t < 4.1:
            out = track((max(0.42 - 0.1 * t, 0.012), 0.6), mono_s=t)
            out = replace(out, box=replace(out.box, x_min=max(out.box.x_min, 0.0)))
            names += named(who, [out], t)
        elif t > 4.3:
            names += named(who, [track((0.02 + 0.1 * (t - 4.3), 0.6), mono_s=t, number=2)], t)
    assert len(set(names)) == 2
