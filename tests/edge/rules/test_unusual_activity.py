"""What is usual is learned, and no more hours are told than stated, whatever the counts' spread."""

from collections.abc import Callable
from itertools import count
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from edge.config import UnusualActivity, Zone
from edge.rules.finding import Unusual
from edge.rules.habit import HOURS_OF_WEEK, Habit, Known, nothing_known
from edge.rules.unusual_activity import UnusualActivityRule
from tests.benchmarks.unusual import overspread, poisson, ratio, usual_in
from tests.edge.rules.walks import scene, track

HOUR_S = 3600
YEAR_H = 52 * HOURS_OF_WEEK
ZONE = Zone(polygon=((0.2, 0.2), (1.0, 0.2), (1.0, 1.0), (0.2, 1.0)))
# A Monday, 00:00 UTC.
MONDAY_UTC_S = 1_780_272_000
BUSY_H, QUIET_H = 12, 3


@pytest.mark.parametrize("draw", [poisson, overspread])
def test_false_alarms_are_as_rare_as_stated(draw: Callable[[np.random.Generator, float], int]):
    told, over = ratio(draw, days=7, seed=1)
    assert told > 100
    assert 0.5 < over < 1.15


def test_nothing_is_told_before_there_was_time_to_learn():
    habit = Habit(nothing_known(), once_in_h=7 * 24)
    for hour in range(2 * HOURS_OF_WEEK - 1):
        assert habit.limit(hour % HOURS_OF_WEEK) is None
        habit.learn(hour % HOURS_OF_WEEK, 3)
    assert habit.limit(0) is not None


def test_what_is_learned_survives_as_a_few_kilobytes():
    habit = Habit(nothing_known(), once_in_h=30 * 24)
    rng = np.random.default_rng(1)
    for hour in range(YEAR_H):
        habit.learn(hour % HOURS_OF_WEEK, poisson(rng, usual_in(hour)))
    raw = msgspec.json.encode(habit.known)
    again = Habit(msgspec.json.decode(raw, type=Known), once_in_h=30 * 24)
    assert len(raw) < 30_000
    assert [again.limit(hour) for hour in range(HOURS_OF_WEEK)] == [
        habit.limit(hour) for hour in range(HOURS_OF_WEEK)
    ]


def experienced(once_in_days: int = 7) -> Known:
    habit = Habit(nothing_known(), once_in_h=once_in_days * 24)
    rng = np.random.default_rng(2)
    for hour in range(8 * HOURS_OF_WEEK):
        habit.learn(hour % HOURS_OF_WEEK, poisson(rng, usual_in(hour)))
    return habit.known


class Street:
    """A zone that somebody visits again and again, each for two seconds."""

    def __init__(self, *, known: Known, start_h: float, timezone: str = "UTC") -> None:
        config = UnusualActivity(zone="square", once_in_days=7)
        zone = ZoneInfo(timezone)
        self.rule = UnusualActivityRule(
            config, zone=ZONE, timezone=zone, known=known, episodes=count(1)
        )
        self.s = start_h * HOUR_S
        self.numbers = count(1)

    def pass_time(self, hours: float, visits: int = 0, *, clock: bool = True) -> list[Unusual]:
        told: list[Unusual] = []
        step_s = 1.0
        every = max(1, int(hours * HOUR_S / step_s / visits)) if visits else 0
        for step in range(int(hours * HOUR_S / step_s)):
            if every and step % every == 0 and step // every < visits:
                number = next(self.numbers)
            here = every and step % every < 3 and step // every < visits
            self.s += step_s
            tracks = [track((0.6, 0.8), mono_s=self.s, number=number)] if here else []
            utc_s = MONDAY_UTC_S + self.s if clock else None
            told += self.rule.observe(scene(*tracks, mono_s=self.s, utc_s=utc_s))
        return told


def test_an_hour_with_far_too_many_is_one_episode_that_ends_with_it():
    street = Street(known=experienced(), start_h=QUIET_H)
    opening, close = street.pass_time(0.9, visits=30) + street.pass_time(0.5)
    assert (opening.phase, close.phase) == ("open", "close")
    assert opening.usual <= 2 < opening.count < 30
    assert close.mono_s == (QUIET_H + 1) * HOUR_S


def test_as_many_at_a_busy_hour_are_usual():
    assert Street(known=experienced(), start_h=BUSY_H).pass_time(0.99, visits=30) == []


def test_it_is_the_hour_of_the_place_that_counts():
    # Three in the morning at Greenwich is noon in Tokyo.
    tokyo = Street(known=experienced(), start_h=QUIET_H, timezone="Asia/Tokyo")
    assert tokyo.pass_time(0.99, visits=30) == []


def test_without_a_clock_nothing_is_told_or_learned():
    known = experienced()
    before = msgspec.json.encode(known)
    assert Street(known=known, start_h=QUIET_H).pass_time(2.1, visits=60, clock=False) == []
    assert msgspec.json.encode(known) == before


def test_only_an_hour_that_was_watched_whole_is_learned():
    known = nothing_known()
    street = Street(known=known, start_h=QUIET_H + 0.5)
    street.pass_time(0.6)
    assert not any(slot.seen for slot in known.week)
    street.pass_time(1.0)
    assert [slot.seen for slot in known.week].index(1) == QUIET_H + 1
