"""Between looks, and where nothing stirs."""

import numpy as np
import pytest

from edge.perception.detector import NOTHING, Detections
from edge.tracking.staying import COAST_S
from edge.tracking.tracker import Tracker
from tests.edge.tracking.scenes import numbers, person, run, seen


class Stirred:
    """Something stirred everywhere at these times, and at no other."""

    def __init__(self, *times_s: float) -> None:
        self._times_s = np.array(times_s)

    def still(self, boxes, since_s):
        assert boxes.shape == (len(since_s), 4)
        return ~(self._times_s[None] > since_s[:, None]).any(axis=1)


STILL = Stirred()
ALWAYS = Stirred(np.inf)


def walk(t: float) -> Detections:
    return seen(person(0.1 + 0.1 * t))


def standing_since_2_s() -> Tracker:
    tracker = Tracker()
    run(tracker, lambda _: seen(person(0.5)), 2.0)
    return tracker


def test_between_looks_a_walker_is_where_he_would_be():
    tracker = Tracker()
    run(tracker, walk, 2.0)
    (track,) = tracker.carry(mono_s=2.25, stir=ALWAYS)
    assert track.box.centre[0] == pytest.approx(0.325, abs=0.01)
    assert track.seen_mono_s == 2.0


def test_carrying_changes_nothing_of_what_the_next_look_says():
    plain, carried = Tracker(), Tracker()
    for look in range(40):
        t = look / 4
        detections = walk(t) if look % 7 else NOTHING
        before = plain.update(detections, mono_s=t)
        assert carried.update(detections, mono_s=t, stir=ALWAYS) == before
        for _ in range(3):
            t += 0.06
            carried.carry(mono_s=t, stir=ALWAYS)


def test_nothing_is_missed_between_looks_however_long():
    tracker = standing_since_2_s()
    for t in np.arange(2.1, 2.0 + 2 * COAST_S, 0.1):
        assert numbers([tracker.carry(mono_s=t)]) == {1}


def test_who_has_not_stirred_is_seen_where_he_was():
    (before,) = standing_since_2_s().carry(mono_s=2.0)
    (track,) = standing_since_2_s().carry(mono_s=2.4, stir=STILL)
    assert track.seen_mono_s == 2.4
    assert track.box == before.box


def test_without_a_watcher_of_pixels_nobody_is_seen_between_looks():
    (track,) = standing_since_2_s().carry(mono_s=2.4)
    assert track.seen_mono_s == 2.0


def test_who_stands_still_for_ten_minutes_that_no_look_finds_stays():
    tracker = Tracker()
    run(tracker, lambda t: seen(person(0.3 + 0.1 * t)), 2.0)
    for tenth in range(21, 6000):
        t = tenth / 10
        look = tenth % 10 == 0
        tracks = (
            tracker.update(NOTHING, mono_s=t, stir=STILL)
            if look
            else tracker.carry(mono_s=t, stir=STILL)
        )
        assert [(track.id, track.seen_mono_s) for track in tracks] == [(1, t)]


def test_who_stirs_and_is_not_found_goes_the_usual_way():
    tracker, stir = standing_since_2_s(), Stirred(2.5)
    alive = [bool(tracker.update(NOTHING, mono_s=t, stir=stir)) for t in np.arange(2.4, 6.0, 0.2)]
    assert alive[0]
    assert not alive[-1]


def test_what_was_never_believed_is_not_held_by_stillness():
    tracker = Tracker()
    tracker.update(seen(person(0.5)), mono_s=0.0)
    history = [tracker.update(NOTHING, mono_s=t / 10, stir=STILL) for t in range(1, 30)]
    assert history[-1] == ()


def test_what_never_moved_is_let_go_when_nothing_found_it_for_a_quarter_of_an_hour():
    tracker = standing_since_2_s()
    assert tracker.update(NOTHING, mono_s=600.0, stir=STILL)
    assert tracker.update(NOTHING, mono_s=890.0, stir=STILL)
    history = [tracker.update(NOTHING, mono_s=890.0 + t, stir=STILL) for t in range(1, 40)]
    assert history[-1] == ()


def test_what_came_from_elsewhere_may_stand_unfound_for_hours():
    tracker = Tracker()
    run(tracker, walk, 4.0)
    for minute in range(1, 181):
        assert numbers([tracker.update(NOTHING, mono_s=60.0 * minute, stir=STILL)]) == {1}


def test_who_stands_unfound_is_not_taken_for_one_who_comes_to_stand_beside_him():
    tracker = standing_since_2_s()
    beside = person(0.5 + 0.065)
    history = [tracker.update(seen(beside), mono_s=2 + t / 10, stir=STILL) for t in range(1, 10)]
    assert numbers(history) == {1, 2}
    assert all(tracks[0].box.centre[0] == pytest.approx(0.5) for tracks in history)


def test_who_walks_on_after_standing_keeps_his_number():
    tracker = standing_since_2_s()
    for t in np.arange(2.2, 30.0, 0.2):
        tracker.carry(mono_s=t, stir=STILL)
    history = [
        tracker.update(seen(person(0.5 + 0.1 * t)), mono_s=30.0 + t, stir=ALWAYS)
        for t in np.arange(0.1, 3.0, 0.2)
    ]
    assert numbers(history) == {1}


@pytest.mark.parametrize("every_s", [0.1, 0.3, 1.0, 2.0])
def test_confirming_takes_three_looks_and_no_more_however_rare_they_are(every_s):
    tracker = Tracker()
    looks = max(3, round(0.3 / every_s) + 1)
    for look in range(looks):
        (track,) = tracker.update(seen(person(0.5)), mono_s=look * every_s)
    assert track.confirmed
    assert track.id == 1


def test_with_two_seconds_between_looks_one_of_them_may_fail():
    tracker = Tracker()
    history = [
        tracker.update(NOTHING if look == 5 else seen(person(0.5)), mono_s=2.0 * look)
        for look in range(10)
    ]
    assert numbers(history) == {1}
    assert all(history)


def test_with_two_seconds_between_looks_who_is_gone_is_gone_at_the_second():
    tracker = Tracker()
    history = [
        tracker.update(seen(person(0.5)) if look < 5 else NOTHING, mono_s=2.0 * look)
        for look in range(8)
    ]
    assert [len(tracks) for tracks in history[5:]] == [1, 0, 0]


def test_time_never_goes_back_between_looks_and_carrying():
    tracker = standing_since_2_s()
    tracker.carry(mono_s=3.0, stir=STILL)
    (track,) = tracker.update(seen(person(0.5)), mono_s=2.5)
    assert track.seen_mono_s == 3.0
    (track,) = tracker.carry(mono_s=1.0, stir=STILL)
    assert track.seen_mono_s == 3.0


def test_with_nobody_there_nothing_is_carried():
    assert Tracker().carry(mono_s=1.0, stir=STILL) == ()
