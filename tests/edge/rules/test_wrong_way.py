"""Who goes against the way, who only seems to, and one episode for all of it."""

from collections.abc import Callable
from itertools import count

import pytest

from edge.config import Line, WrongWay, Zone
from edge.geometry import Point
from edge.rules.rule import Scene
from edge.rules.wrong_way import EMPTY_S, WrongWayRule
from tests.edge.rules.walks import HEIGHT, WIDTH, along, scene, times, told_apart, track, watch

ZONE = Zone(polygon=((0.2, 0.2), (0.8, 0.2), (0.8, 1.0), (0.2, 1.0)))
RIGHTWARDS = Line(start=(0.3, 0.6), end=(0.7, 0.6))
DOWNWARDS = Line(start=(0.5, 0.3), end=(0.5, 0.9))
PACE = 0.08  # shares of the picture a second: 1.3 widths of a person


def rule(way: Line = RIGHTWARDS, after_s: float = 2.0) -> WrongWayRule:
    config = WrongWay(zone="exit", along="out", after_s=after_s)
    return WrongWayRule(config, zone=ZONE, way=way, episodes=count(1))


def phases(findings) -> list[str]:
    return [finding.phase for finding in findings]


def leftwards(t: float) -> Point:
    """In the zone from 1.25 s to 8.75 s."""
    return 0.9 - PACE * t, 0.6


@pytest.mark.parametrize("fps", [2, 3, 5, 10, 30])
def test_who_goes_against_the_way_is_told_after_its_time_at_any_frame_rate(fps):
    opened, closed = watch(rule(), along(leftwards, times(15, fps=fps)))
    assert phases([opened, closed]) == ["open", "close"]
    assert opened.mono_s == pytest.approx(1.25 + 2.0, abs=1.2 / fps)
    assert closed.mono_s == pytest.approx(8.75 + EMPTY_S, abs=1.2 / fps)
    assert opened.episode == closed.episode
    assert closed.dwell_s == pytest.approx(7.5, abs=2.1 / fps)


@pytest.mark.parametrize(
    "path",
    [
        lambda t: (0.1 + PACE * t, 0.6),
        lambda t: (0.5, 0.3 + PACE * t),
        lambda t: (0.5, 0.9 - PACE * t),
        lambda t: (0.5, 0.6),
        lambda t: (0.9 - PACE * t, 0.1),
    ],
    ids=["the right way", "down across it", "up across it", "not at all", "beside the zone"],
)
def test_who_does_anything_else_is_not_told(path):
    assert watch(rule(), along(path, times(8))) == []


def test_a_way_may_lead_into_the_depth():
    def away(t: float) -> Point:
        return 0.5, 0.95 - 0.3 * HEIGHT * t

    assert phases(watch(rule(DOWNWARDS), along(away, times(8))))[0] == "open"


def test_who_takes_a_few_steps_and_turns_back_is_not_told():
    def turns(t: float) -> Point:
        return 0.8 - PACE * min(t, 3.0 - t), 0.6

    assert watch(rule(), along(turns, times(3))) == []


def test_a_short_pause_neither_counts_nor_resets():
    def pauses(t: float) -> Point:
        walked_s = t if t < 2.5 else max(2.5, t - 2.0)
        return leftwards(walked_s)

    (opened, *_) = watch(rule(), along(pauses, times(8)))
    assert opened.mono_s == pytest.approx(1.25 + 2.0 + 2.0, abs=0.8)


def test_a_long_pause_begins_anew():
    def pauses(t: float) -> Point:
        walked_s = t if t < 2.5 else max(2.5, t - 6.0)
        return leftwards(walked_s)

    (opened, *_) = watch(rule(), along(pauses, times(14)))
    assert opened.mono_s == pytest.approx(8.5 + 2.0, abs=0.8)


def test_feet_that_come_out_from_behind_a_bench_go_nowhere():
    def cut(t: float) -> Point:
        return 0.5, 0.6 if t < 5 else 0.6 + 0.4 * HEIGHT

    assert watch(rule(Line(start=(0.5, 0.9), end=(0.5, 0.3))), along(cut, times(20))) == []


def test_a_foot_that_trembles_goes_nowhere():
    def trembles(t: float) -> Point:
        return 0.5 + 0.05 * WIDTH * (-1) ** round(10 * t), 0.6

    assert watch(rule(), along(trembles, times(60))) == []


def test_who_is_hidden_on_the_way_has_gone_on():
    opened = watch(rule(), along(lambda t: None if 2 < t < 3.5 else leftwards(t), times(5)))
    assert [f.mono_s for f in opened] == [pytest.approx(3.5, abs=0.11)]


def test_what_is_not_confirmed_or_only_predicted_is_not_told():
    unsure = [scene(track(leftwards(t), mono_s=t, confirmed=False), mono_s=t) for t in times(8)]
    assert watch(rule(), unsure) == []
    guessed = [scene(track(leftwards(t), mono_s=t, unseen_s=1.0), mono_s=t) for t in times(8)]
    assert watch(rule(), guessed) == []


def both(t: float, numbers: tuple[int, int]) -> Scene:
    """One against the way and one along it, who meet at 5 s."""
    against = track(leftwards(t), mono_s=t, number=numbers[0])
    with_it = track((0.1 + PACE * t, 0.62), mono_s=t, number=numbers[1])
    return scene(against, with_it, mono_s=t)


@pytest.mark.parametrize("at_s", [2.5, 4.6, 5.0])
def test_numbers_that_are_mixed_up_neither_repeat_nor_end_it(at_s):
    def meet(t: float) -> Scene:
        return both(t, (1, 2) if t < at_s else (2, 1))

    findings = watch(rule(), told_apart([meet(t) for t in times(15)]))
    assert phases(findings) == ["open", "close"]
    assert findings[0].mono_s == pytest.approx(3.25, abs=0.3)


def test_who_is_lost_and_found_under_another_number_goes_on():
    def seen(t: float) -> Scene:
        if 2.2 < t < 3.0:
            return scene(mono_s=t)
        return scene(track(leftwards(t), mono_s=t, number=1 if t <= 2.2 else 2), mono_s=t)

    (opened, *_) = watch(rule(), told_apart([seen(t) for t in times(6)]))
    assert opened.mono_s == pytest.approx(3.25, abs=0.3)


def test_a_number_that_goes_over_to_somebody_else_leaves_its_way_behind():
    def seen(t: float) -> Scene:
        stands = track((0.6, 0.95), mono_s=t, number=5 if t < 2.5 else 1)
        walks = track(leftwards(t), mono_s=t, number=1 if t < 2.5 else 2)
        return scene(stands, walks, mono_s=t) if t < 2.5 or t > 2.7 else scene(stands, mono_s=t)

    findings = watch(rule(), told_apart([seen(t) for t in times(15)]))
    assert phases(findings) == ["open", "close"]
    assert findings[0].mono_s == pytest.approx(3.25, abs=0.3)


def test_who_comes_where_nobody_was_lost_starts_anew():
    def seen(t: float) -> Scene:
        if t <= 3.0:
            return scene(track(leftwards(t), mono_s=t), mono_s=t)
        return scene(track((leftwards(t)[0], 0.9), mono_s=t, number=2), mono_s=t)

    (opened, *_) = watch(rule(), [seen(t) for t in times(8)])
    assert opened.mono_s == pytest.approx(3.1 + 2.0, abs=0.2)


def test_two_against_the_way_are_one_episode():
    def seen(t: float) -> Scene:
        second = track((leftwards(t - 3)[0], 0.8), mono_s=t, number=2)
        return scene(track(leftwards(t), mono_s=t), second, mono_s=t)

    findings = watch(rule(), [seen(t) for t in times(20)])
    assert phases(findings) == ["open", "close"]
    assert findings[1].mono_s == pytest.approx(11.75 + EMPTY_S, abs=0.3)


def test_labels_that_are_not_the_rules_are_nobody():
    path: Callable[[float], Point] = leftwards
    cars = [scene(track(path(t), mono_s=t, label="vehicle"), mono_s=t) for t in times(8)]
    assert watch(rule(), cars) == []
