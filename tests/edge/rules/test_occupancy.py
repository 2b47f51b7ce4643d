"""How many are there, whether they are too many, and since when."""

from dataclasses import replace
from itertools import count

import pytest

from edge.config import Occupancy, Zone
from edge.geometry import Box
from edge.rules.finding import Crowding, Finding, Headcount
from edge.rules.occupancy import HOLD_S, OccupancyRule
from edge.rules.rule import Scene
from tests.edge.rules.walks import scene, times, track, watch

ZONE = Zone(polygon=((0.2, 0.2), (1.0, 0.2), (1.0, 1.0), (0.2, 1.0)))


def rule(*limits: int, after_s: float = 5.0, labels=("person",)) -> OccupancyRule:
    config = Occupancy(zone="square", limits=limits, after_s=after_s, labels=labels)
    return OccupancyRule(config, zone=ZONE, episodes=count(1))


def people(number: int, *, mono_s: float) -> Scene:
    """So many people apart from each other, always the same ones."""
    tracks = [track((0.3 + 0.05 * i, 0.9), mono_s=mono_s, number=i + 1) for i in range(number)]
    return scene(*tracks, mono_s=mono_s)


def told(findings: list[Finding]) -> list[Crowding]:
    return [finding for finding in findings if isinstance(finding, Crowding)]


def counted(findings: tuple[Finding, ...]) -> dict[str, int]:
    return {f.label: f.count for f in findings if isinstance(f, Headcount)}


def phases(findings: list[Finding]) -> list[tuple[str, float, int]]:
    return [(f.phase, round(f.mono_s, 1), f.limit) for f in told(findings)]


def test_every_look_counts_who_is_in_the_zone():
    outside = track((0.1, 0.9), mono_s=0.0, number=9)
    one = rule()
    assert counted(one.observe(replace(people(3, mono_s=0.0)))) == {"person": 3}
    assert counted(one.observe(scene(outside, mono_s=0.1))) == {"person": 3}
    assert counted(one.observe(scene(outside, mono_s=HOLD_S + 0.2))) == {"person": 0}


def test_each_label_is_counted_for_itself_and_all_make_a_crowd():
    bicycle = track((0.8, 0.9), mono_s=0.0, number=9, label="bicycle")
    looked = people(2, mono_s=0.0)
    both = replace(looked, tracks=(*looked.tracks, bicycle))
    assert counted(rule(labels=("person", "bicycle")).observe(both)) == {"person": 2, "bicycle": 1}
    crowd = told(list(rule(3, after_s=0, labels=("person", "bicycle")).observe(both)))
    assert [(c.count, c.label) for c in crowd] == [(3, "person")]


def test_who_is_not_confirmed_does_not_count():
    ghost = track((0.5, 0.9), mono_s=0.0, confirmed=False)
    assert counted(rule().observe(scene(ghost, mono_s=0.0))) == {"person": 0}


def test_who_is_seen_to_leave_counts_no_more_at_once():
    one = rule()
    one.observe(people(1, mono_s=0.0))
    assert counted(one.observe(scene(track((0.1, 0.9), mono_s=0.1), mono_s=0.1))) == {"person": 0}


def test_without_limits_nothing_is_told():
    assert told(watch(rule(), [people(50, mono_s=t) for t in times(20)])) == []


@pytest.mark.parametrize("fps", [2, 5, 10, 30])
def test_a_limit_that_is_reached_for_long_enough_is_told_once_at_any_frame_rate(fps):
    opened = watch(rule(3), [people(3, mono_s=t) for t in times(30, fps=fps)])
    assert phases(opened) == [("open", 5.0, 3)]


def test_a_crowd_of_a_moment_is_not_told():
    scenes = [people(4 if 10 < t < 14 else 2, mono_s=t) for t in times(30)]
    assert told(watch(rule(3, after_s=10), scenes)) == []


def test_a_lapse_of_a_second_does_not_break_it():
    def number(t: float) -> int:
        return 2 if 2 < t < 3 else 3

    def seen(t: float) -> Scene:
        """The third is seen to step out, so that nobody holds his place."""
        looked = people(3, mono_s=t)
        if number(t) == 3:
            return looked
        away = track((0.1, 0.9), mono_s=t, number=3)
        return replace(looked, tracks=(*looked.tracks[:2], away))

    assert phases(watch(rule(3), [seen(t) for t in times(8)])) == [("open", 5.0, 3)]


def test_it_closes_when_fewer_are_there_for_as_long():
    findings = watch(rule(3), [people(3 if t <= 10 else 1, mono_s=t) for t in times(40)])
    opened, closed = told(findings)
    assert (opened.phase, closed.phase) == ("open", "close")
    assert opened.episode == closed.episode
    assert closed.mono_s == pytest.approx(10 + HOLD_S + 5.0, abs=0.3)
    assert (closed.limit, closed.count) == (3, 1)
    assert closed.dwell_s == pytest.approx(10 + HOLD_S, abs=0.3)


def test_another_limit_reached_or_left_is_an_update():
    def number(t: float) -> int:
        return 5 if 10 < t < 30 else 3

    findings = watch(rule(2, 4, 9), [people(number(t), mono_s=t) for t in times(50)])
    assert [(phase, limit) for phase, _, limit in phases(findings)] == [
        ("open", 2),
        ("update", 4),
        ("update", 2),
    ]
    assert len({c.episode for c in told(findings)}) == 1


def test_a_crowd_that_comes_at_once_is_told_with_the_highest_limit_it_reaches():
    findings = watch(rule(2, 4, 9), [people(6, mono_s=t) for t in times(8)])
    assert phases(findings) == [("open", 5.0, 4)]


def test_an_empty_square_closes_with_the_place_of_the_last():
    findings = watch(rule(1), [people(1 if t < 8 else 0, mono_s=t) for t in times(20)])
    closed = told(findings)[-1]
    assert (closed.phase, closed.count, closed.label) == ("close", 0, "person")
    assert closed.box == track((0.3, 0.9), mono_s=0.0).box


def test_the_box_is_round_all_of_them():
    (crowd,) = told(list(rule(3, after_s=0).observe(people(3, mono_s=0.0))))
    assert crowd.box == Box(x_min=0.27, y_min=0.7, x_max=pytest.approx(0.43), y_max=0.9)


def test_while_nobody_looks_no_time_goes_by():
    moments = [*times(3), *times(12, start_s=9)]
    opened = watch(rule(3), [people(3, mono_s=t) for t in moments])
    assert phases(opened) == []
    opened = watch(rule(3), [people(3, mono_s=t) for t in [*times(3), *times(20, start_s=9)]])
    assert phases(opened) == [("open", 14.0, 3)]


def test_who_is_lost_and_found_under_another_number_is_one():
    one = rule()
    for t in times(2):
        one.observe(scene(track((0.5, 0.9), mono_s=t), mono_s=t))
    again = track((0.52, 0.9), mono_s=3.0, number=2, first_mono_s=3.0)
    assert counted(one.observe(scene(again, mono_s=3.0))) == {"person": 1}
