"""What is done to the camera is told, and what passes by itself is not."""

from itertools import count

import pytest

from edge.config import Tampering
from edge.rules import finding
from edge.rules.rule import Scene
from edge.rules.tampering import KINDS, OVER_S, SETTLING_S, TamperingRule
from edge.terms import Cause

STEP_S = 0.25


def watch(rule: TamperingRule, *spans: tuple[Cause | None, float]) -> list[finding.Tampering]:
    """Show it each cause for so many seconds, one after the other."""
    causes = [{cause} - {None} for cause, for_s in spans for _ in range(round(for_s / STEP_S))]
    told = []
    for number, now in enumerate(causes):
        scene = Scene(tracks=(), mono_s=number * STEP_S, utc_s=None, causes=frozenset(now))
        told += rule.observe(scene)
    return told


def rule(**fields) -> TamperingRule:
    return TamperingRule(Tampering(**fields), episodes=count(1))


def lives(told: list[finding.Tampering]) -> list[tuple[str, str, float]]:
    return [(one.kind, one.phase, one.mono_s) for one in told]


@pytest.mark.parametrize(("cause", "kind"), KINDS.items())
def test_each_kind_is_told_once_it_has_lasted_and_ends_when_it_is_over(cause, kind):
    told = watch(rule(after_s=3, kinds=(kind,)), (None, 5.0), (cause, 20.0), (None, 10.0))
    assert lives(told) == [(kind, "open", 8.0), (kind, "close", 25.0 + OVER_S)]
    assert (told[0].dwell_s, told[1].dwell_s) == (3.0, 20.0)
    assert told[0].episode == told[1].episode


def test_a_hand_that_wipes_the_lens_passes():
    assert watch(rule(after_s=3), ("covered", 2.0), (None, 20.0)) == []


def test_a_cloth_in_the_wind_is_one_episode():
    flapping = [("covered", 4.0), (None, 1.0)] * 5
    told = watch(rule(), *flapping, (None, 10.0))
    assert [one.phase for one in told] == ["open", "close"]


@pytest.mark.parametrize("cause", ["dark", "light", "overload", "starting", "clock"])
def test_what_nobody_did_is_not_tampering(cause):
    assert watch(rule(), (cause, 60.0)) == []


def test_only_the_kinds_that_were_asked_for_are_told():
    told = watch(rule(kinds=("moved",)), ("covered", 20.0), ("moved", 20.0))
    assert [one.kind for one in told] == ["moved"]


def test_under_a_cloth_nothing_else_is_told():
    both = frozenset[Cause]({"covered", "moved", "blurred"})
    one = rule()
    told = [
        f
        for number in range(40)
        for f in one.observe(Scene(tracks=(), mono_s=number * STEP_S, utc_s=None, causes=both))
    ]
    assert [f.kind for f in told] == ["covered"]


def test_a_rule_that_is_taken_away_closes_what_it_had_opened():
    one = rule()
    watch(one, ("covered", 10.0))
    ends = one.end(Scene(tracks=(), mono_s=10.0, utc_s=None))
    assert [(f.kind, f.phase, f.dwell_s) for f in ends] == [("covered", "close", 10.0)]
    assert one.end(Scene(tracks=(), mono_s=10.0, utc_s=None)) == ()


def watch_all(one: TamperingRule, *spans: tuple[set[Cause], float]) -> list[finding.Tampering]:
    causes = [frozenset(now) for now, for_s in spans for _ in range(round(for_s / STEP_S))]
    return [
        told
        for number, now in enumerate(causes)
        for told in one.observe(Scene(tracks=(), mono_s=number * STEP_S, utc_s=None, causes=now))
    ]


def test_what_follows_from_an_open_kind_is_told_neither_as_another_nor_as_its_end():
    told = watch_all(rule(), (set(), 9.0), ({"blurred"}, 10.0), ({"blurred", "moved"}, 20.0))
    assert [(one.kind, one.phase) for one in told] == [("defocused", "open")]


def test_a_lens_that_finds_its_focus_after_the_start_is_left_alone():
    assert watch(rule(after_s=3), ("blurred", 4.5), (None, 20.0)) == []


def test_a_lens_that_was_covered_before_the_start_is_told():
    (told,) = watch(rule(after_s=3), ("covered", 20.0))
    assert (told.kind, told.mono_s) == ("covered", SETTLING_S + 3.0)
