"""What leaves in a storm, what is told as a number, and what is never left out."""

from itertools import count, pairwise

import pytest

from edge.config import LineCrossing, Loitering
from edge.geometry import Box
from edge.rules import finding
from edge.rules.finding import Crossing, Finding, Headcount, Intrusion, Summary, Told
from edge.rules.throttle import MAX_A_MINUTE, ROOM, SUMMARY_EVERY_S, Throttle
from edge.tracking.track import TrackId
from tests.edge.rules.walks import scene

BOX = Box(x_min=0.4, y_min=0.3, x_max=0.5, y_max=0.6)
HOUR_S = 3600


def crossing(at_s: float, *, line: str = "door", direction="in", number: int = 1) -> Crossing:
    return Crossing(
        episode=number, severity="info", line=line, thing=TrackId(number), label="person",
        direction=direction, box=BOX,
        mono_s=at_s, utc_s=None,
    )  # fmt: skip


def stay(at_s: float, *, number: int, phase="open", kind=finding.Loitering, severity="warning"):
    return kind(
        episode=number, phase=phase, severity=severity, zone="yard", label="person", box=BOX,
        dwell_s=30.0, after_s=30.0, mono_s=at_s, utc_s=None,
    )  # fmt: skip


def told(throttle: Throttle, at_s: float, *findings: Finding) -> tuple[Told | Summary, ...]:
    return throttle.pass_on(findings, scene(mono_s=at_s))


def storm(throttle: Throttle, *, per_s: int, seconds: int) -> list[tuple[float, Told | Summary]]:
    """So many pass a line every second."""
    numbers = count(1)
    return [
        (float(s), one)
        for s in range(seconds)
        for one in told(
            throttle, float(s), *(crossing(float(s), number=next(numbers)) for _ in range(per_s))
        )
    ]


def most_in_a_minute(times: list[float]) -> int:
    return max(sum(start <= t < start + 60 for t in times) for start in times)


def test_in_a_quiet_place_everything_is_told_at_once():
    throttle = Throttle([])
    for s in range(0, HOUR_S, 30):
        assert told(throttle, s, crossing(s)) == (crossing(s),)


def test_what_a_camera_counts_takes_its_room_among_the_messages_of_a_minute():
    counting = [LineCrossing(line="door"), LineCrossing(line="gate", labels=("person", "bicycle"))]
    out = storm(Throttle(counting), per_s=2, seconds=HOUR_S)
    assert most_in_a_minute([at_s for at_s, _ in out]) <= MAX_A_MINUTE - 3


@pytest.mark.parametrize("per_s", [1, 2, 10])
def test_an_hour_of_the_worst_crowd_stays_below_its_messages_a_minute(per_s):
    out = storm(Throttle([]), per_s=per_s, seconds=HOUR_S)
    assert most_in_a_minute([t for t, _ in out]) <= MAX_A_MINUTE


def test_what_was_told_and_what_was_summed_up_are_all_that_happened():
    throttle = Throttle([])
    out = storm(throttle, per_s=2, seconds=HOUR_S)
    out += [(0, one) for one in told(throttle, HOUR_S + SUMMARY_EVERY_S)]
    one_by_one = sum(isinstance(one, Crossing) for _, one in out)
    summed = sum(one.count for _, one in out if isinstance(one, Summary))
    assert one_by_one + summed == 2 * HOUR_S
    assert summed > one_by_one


def test_a_summary_comes_once_a_minute_for_each_place_and_way():
    throttle = Throttle([])
    out: list[tuple[float, Told | Summary]] = []
    for s in range(300):
        ways = [crossing(s, direction=way) for way in ("in", "out")]
        out += [(s, one) for one in told(throttle, s, *ways)]
    summaries = [(t, one) for t, one in out if isinstance(one, Summary)]
    for way in ("in", "out"):
        times = [t for t, one in summaries if one.direction == way]
        assert len(times) >= 3
        assert all(b - a >= SUMMARY_EVERY_S for a, b in pairwise(times))


def test_a_stream_of_passers_by_leaves_room_for_an_alarm():
    throttle = Throttle([])
    storm(throttle, per_s=5, seconds=100)
    alarm = stay(100, number=9999, kind=Intrusion, severity="alarm")
    assert alarm in told(throttle, 100, alarm)


def test_what_was_silent_comes_before_what_keeps_talking():
    throttle = Throttle([])
    storm(throttle, per_s=5, seconds=100)
    assert told(throttle, 100, crossing(100)) == ()
    other = crossing(100, line="gate")
    assert told(throttle, 100, other) == (other,)


def test_the_end_of_what_was_told_is_told_and_of_what_was_not_is_not():
    throttle = Throttle([])
    opened = told(throttle, 0, *(stay(0, number=n) for n in range(1, 30)))
    assert len(opened) == ROOM["warning"]
    ends = [stay(1, number=n, phase="close") for n in range(1, 30)]
    out = list(told(throttle, 1, *ends))
    for s in range(2, 200):
        out += told(throttle, s)
    closed = [one.episode for one in out if not isinstance(one, Summary)]
    assert sorted(closed) == [one.episode for one in opened if isinstance(one, finding.Loitering)]
    assert [one.count for one in out if isinstance(one, Summary)] == [29 - ROOM["warning"]]


def test_updates_are_left_out_first_and_never_of_what_was_not_told():
    throttle = Throttle([])
    assert told(throttle, 0, stay(0, number=1)) != ()
    assert told(throttle, 1, stay(1, number=1, phase="update")) != ()
    assert told(throttle, 1, stay(1, number=2, phase="update")) == ()
    for s in range(20):
        told(throttle, 2, stay(2, number=10 + s))
    assert told(throttle, 3, stay(3, number=1, phase="update")) == ()


def test_a_cooldown_holds_what_follows_at_the_same_place_and_says_how_many():
    rules = [Loitering(zone="yard", after_s=30, cooldown_s=300), LineCrossing(line="door")]
    throttle = Throttle(rules)
    out: list[tuple[float, Told | Summary]] = []
    for s in range(0, 400, 20):
        out += [(s, one) for one in told(throttle, s, stay(s, number=s + 1), crossing(s))]
    stays = [t for t, one in out if isinstance(one, finding.Loitering)]
    assert stays[0] == 0
    assert stays[1] == 300
    assert [(t, one.count) for t, one in out if isinstance(one, Summary)] == [(300, 14)]
    assert sum(isinstance(one, Crossing) for _, one in out) == 20


def test_a_new_configuration_goes_on_where_the_old_one_stood():
    throttle = Throttle([])
    told(throttle, 0, stay(0, number=1))
    storm(throttle, per_s=5, seconds=30)
    renewed = throttle.of([Loitering(zone="yard", after_s=30)])
    assert told(renewed, 30, crossing(30)) == ()
    assert told(renewed, 31, stay(31, number=1, phase="close")) != ()


def test_headcounts_are_never_told():
    assert told(Throttle([]), 0, Headcount(zone="yard", label="person", things=())) == ()
