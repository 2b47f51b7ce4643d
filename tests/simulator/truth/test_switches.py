"""Ids that are mixed up when tracks meet."""

from edge.geometry import Box
from edge.label import Label
from edge.tracking.track import Track, TrackId
from simulator.truth.switches import IdSwitches


def track(number: int, x: float, *, label: Label = "person") -> Track:
    return Track(
        id=TrackId(number),
        label=label,
        box=Box(x_min=x, y_min=0.2, x_max=x + 0.1, y_max=0.6),
        score=0.8,
        first_mono_s=0.0,
        seen_mono_s=1.0,
        confirmed=True,
    )


def told(switches: IdSwitches, *tracks: Track) -> list[int]:
    return [int(one.id) for one in switches.update(tracks)]


def test_two_who_meet_leave_with_each_others_number():
    switches = IdSwitches(1.0, seed=1)
    assert told(switches, track(1, 0.1), track(2, 0.5)) == [1, 2]
    assert told(switches, track(1, 0.3), track(2, 0.35)) == [2, 1]
    assert told(switches, track(1, 0.5), track(2, 0.1)) == [2, 1]


def test_one_meeting_is_one_chance():
    switches = IdSwitches(1.0, seed=1)
    meeting = track(1, 0.3), track(2, 0.35)
    assert [told(switches, *meeting) for _ in range(3)] == [[2, 1]] * 3
    told(switches, track(1, 0.1), track(2, 0.5))
    assert told(switches, *meeting) == [1, 2]


def test_unlike_things_are_not_mixed_up():
    switches = IdSwitches(1.0, seed=1)
    assert told(switches, track(1, 0.3), track(2, 0.35, label="bicycle")) == [1, 2]


def test_the_rate_is_a_share_of_meetings():
    switches = IdSwitches(0.3, seed=5)
    swapped = 0
    for first in range(1, 2001, 2):
        pair = track(first, 0.3), track(first + 1, 0.35)
        swapped += told(switches, *pair) == [first + 1, first]
        told(switches)
    assert 250 < swapped < 350


def test_nothing_but_the_number_changes():
    switches = IdSwitches(1.0, seed=1)
    one, other = track(1, 0.3), track(2, 0.35)
    after = switches.update((one, other))
    assert [one.box for one in after] == [one.box, other.box]
    assert [one.label for one in after] == ["person", "person"]


def test_no_ids_are_ever_doubled():
    switches = IdSwitches(0.5, seed=2)
    crowd = tuple(track(number, 0.05 * number) for number in range(12))
    for shift in range(20):
        moved = tuple(track(number, 0.05 * number + 0.01 * shift) for number in range(12))
        assert len({one.id for one in switches.update(moved[:6] if shift % 3 else crowd)}) in (
            6,
            12,
        )
