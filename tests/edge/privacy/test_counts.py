"""Totals of windows, or none: never a false zero."""

from collections.abc import Callable, Iterable

import pytest

from edge.config import LineCrossing, Occupancy
from edge.geometry import Box
from edge.privacy.counts import MAX_MISSED, WindowCounter
from edge.privacy.event import CrossingCount, OccupancyCount, place_of
from edge.rules.finding import Crossing, Headcount
from edge.tracking.track import TrackId

START = 1_780_000_200.0  # a multiple of 60
DOOR = LineCrossing(line="door", labels=("person",))


def crossing(direction="in", label="person", line="door") -> Crossing:
    box = Box(x_min=0.4, y_min=0.4, x_max=0.5, y_max=0.6)
    return Crossing(
        episode=1,
        severity="info",
        line=line,
        thing=TrackId(1),
        label=label,
        direction=direction,
        box=box,
        mono_s=0.0,
        utc_s=None,
    )


def watch(
    counter: WindowCounter,
    seconds: Iterable[float],
    *,
    utc_at_0: float | None = START,
    passing: Iterable[float] = (),
) -> list[CrossingCount]:
    """Look at these moments; one person comes in at each moment of `passing`."""
    passing = set(passing)
    return [
        count
        for s in seconds
        for count in counter.looked(
            [crossing()] if s in passing else [],
            mono_s=1000.0 + s,
            utc_s=None if utc_at_0 is None else utc_at_0 + s,
        )
    ]


def counter(*rules: LineCrossing) -> WindowCounter:
    return WindowCounter(rules or (DOOR,), window_s=60)


def totals(counts) -> list[int | None]:
    return [count.count_in for count in counts]


def test_a_watched_window_has_its_totals():
    (count,) = watch(counter(), range(61), passing=[5, 6, 59])
    assert (count.t, count.window_s, count.count_in, count.count_out) == (START, 60, 3, 0)


def test_what_passes_as_a_window_ends_belongs_to_the_next():
    counts = watch(counter(), range(121), passing=[60])
    assert totals(counts) == [0, 1]


def test_windows_are_aligned_to_utc_and_the_first_is_partial():
    counts = watch(counter(), range(121), utc_at_0=START + 20, passing=[1])
    assert [count.t for count in counts] == [START, START + 60]
    assert totals(counts) == [None, 0]


def test_each_line_and_label_has_its_own_totals_and_directions():
    both = LineCrossing(line="gate", labels=("person", "bicycle"))
    counting = counter(DOOR, both)
    counting.looked([crossing("out", "bicycle", "gate"), crossing()], mono_s=0, utc_s=START)
    for s in range(1, 60):
        counting.looked([], mono_s=s, utc_s=START + s)
    counts = counting.looked([], mono_s=60, utc_s=START + 60)
    told = {(c.line, c.label): (c.count_in, c.count_out) for c in counts}
    expected = {("door", "person"): (1, 0), ("gate", "person"): (0, 0), ("gate", "bicycle"): (0, 1)}
    assert told == expected


def test_what_no_rule_counts_is_not_told():
    counting = counter()
    counting.looked([crossing(line="other")], mono_s=0, utc_s=START)
    assert {c.line for c in watch(counting, range(1, 61), utc_at_0=START)} <= {"door"}


@pytest.mark.parametrize(("gap_s", "expected"), [(1.9, 0), (2.9, 0), (3.1, None), (30.0, None)])
def test_an_outage_of_over_a_twentieth_withholds_the_total(gap_s, expected):
    moments = [*range(11), *(10 + gap_s + i for i in range(60 - 10))]
    counts = watch(counter(), moments)
    assert totals(counts)[0] == expected


def test_short_outages_add_up():
    moments = [m for m in range(61) if m % 10 not in (4, 5)]
    assert totals(watch(counter(), moments)) == [None]


def test_two_frames_a_second_are_no_outage():
    assert totals(watch(counter(), [i / 2 for i in range(121)])) == [0]


def test_an_outage_over_the_end_of_a_window_is_shared_between_both():
    moments = [*range(59), *range(62, 121)]
    assert totals(watch(counter(), moments)) == [0, 0]
    moments = [*range(51), *range(71, 121)]
    assert totals(watch(counter(), moments)) == [None, None]


def test_windows_missed_whole_are_told_as_unknown():
    counts = watch(counter(), [*range(61), *range(200, 301)])
    assert [count.t for count in counts] == [START + 60 * i for i in range(5)]
    assert totals(counts) == [0, None, None, None, 0]


def test_a_long_outage_does_not_flood_the_door():
    counts = watch(counter(), [*range(30), 60 * 10_000 + 30])
    assert len(counts) == MAX_MISSED
    assert totals(counts) == [None] * MAX_MISSED
    assert counts[-1].t == START + 60 * 9_999


def test_until_the_clock_is_set_windows_start_with_the_first_look():
    (count,) = watch(counter(), range(61), utc_at_0=None, passing=[3])
    assert (count.t, count.count_in) == (None, 1)


def test_when_the_clock_is_set_the_window_ends_unknown_and_the_next_is_partial():
    counting = counter()
    before = watch(counting, range(30), utc_at_0=None, passing=[3])
    after = watch(counting, range(30, 151), utc_at_0=START)
    assert before == []
    assert [(c.t, c.count_in) for c in after] == [(None, None), (START, None), (START + 60, 0)]


@pytest.mark.parametrize("jump_s", [7_200.0, -7_200.0])
def test_when_the_clock_jumps_the_window_ends_unknown(jump_s):
    counting = counter()
    watch(counting, range(30), passing=[3])
    counts = watch(counting, range(30, 61), utc_at_0=START + jump_s)
    assert [(c.t, c.count_in) for c in counts] == [(START, None), (START + jump_s, None)]


def test_a_slewed_clock_keeps_the_windows_on_utc():
    counting = counter()
    counts = [
        c for s in range(182) for c in counting.looked([], mono_s=s, utc_s=START + s * 1.0005)
    ]
    assert [c.t for c in counts] == [START, START + 60, START + 120]
    assert totals(counts) == [0, 0, 0]


def test_the_last_window_is_given_up_without_a_total():
    counting = counter()
    watch(counting, range(30), passing=[3])
    assert totals(counting.finish()) == [None]
    assert counting.finish() == ()


def test_without_lines_there_is_nothing_to_tell():
    assert watch(WindowCounter((), window_s=60), range(200)) == []


SQUARE = Occupancy(zone="square", labels=("person",))


def heads(number: int) -> Headcount:
    things = tuple(frozenset({TrackId(one)}) for one in range(number))
    return Headcount(zone="square", label="person", things=things)


def crowd(seconds: Iterable[float], number: Callable[[float], int]) -> list[OccupancyCount]:
    """Look at these moments; so many people are on the square at each."""
    counting = WindowCounter([SQUARE], window_s=60)
    return [
        count
        for s in seconds
        for count in counting.looked(
            [heads(number(s))],
            mono_s=1000.0 + s,
            utc_s=START + s,
        )
        if isinstance(count, OccupancyCount)
    ]


def test_a_window_tells_the_most_and_for_how_long_all_were_there():
    (window,) = crowd(range(61), lambda s: 4 if 10 < s <= 20 else 1)
    assert (window.zone, window.t, window.peak) == ("square", START, 4)
    assert window.total_s == pytest.approx(4 * 10 + 49, abs=1)


@pytest.mark.parametrize("fps", [2, 10, 30])
def test_the_time_that_all_were_there_does_not_depend_on_the_frame_rate(fps):
    (window,) = crowd([i / fps for i in range(60 * fps + 1)], lambda s: 3)
    assert window.total_s == pytest.approx(180, abs=3)


def test_nobody_is_counted_for_the_time_of_an_outage():
    whole, dark = crowd([*range(62), *range(70, 130)], lambda s: 2)
    assert (whole.peak, whole.total_s) == (2, pytest.approx(120, abs=2))
    assert (dark.peak, dark.total_s) == (None, None)


def test_looks_that_are_counted_together_count_their_time_once():
    counting = WindowCounter([SQUARE], window_s=60)
    told = [
        count
        for s in range(61)
        for count in counting.looked(map(heads, (1, 3, 2)), mono_s=float(s), utc_s=START + s)
    ]
    assert [(count.peak, count.total_s) for count in told] == [(3, 2 * 59)]


def test_lines_and_zones_are_told_side_by_side():
    counting = WindowCounter([DOOR, SQUARE], window_s=60)
    counts = [c for s in range(61) for c in counting.looked([], mono_s=s, utc_s=START + s)]
    assert [place_of(count) for count in counts] == ["door", "square"]
