"""Weekly hours of local time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from edge.config import EVERY_DAY, Day, Hours
from edge.rules.schedule import WeeklySchedule

BERLIN = ZoneInfo("Europe/Berlin")


def covers(
    start: str,
    end: str,
    moment: str,
    *,
    days: tuple[Day, ...] = EVERY_DAY,
    timezone: ZoneInfo = BERLIN,
) -> bool:
    """Ask about a moment of local time, written as on a wall clock."""
    utc_s = datetime.fromisoformat(moment).replace(tzinfo=timezone).timestamp()
    hours = Hours(start=start, end=end, days=days)
    return WeeklySchedule((hours,), timezone=timezone).covers(utc_s)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-05-04T08:59:59", False),
        ("2026-05-04T09:00:00", True),
        ("2026-05-04T16:59:59", True),
        ("2026-05-04T17:00:00", False),
    ],
)
def test_hours_include_their_start_but_not_their_end(moment, expected):
    assert covers("09:00", "17:00", moment) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-05-08T21:59:00", False),  # Friday
        ("2026-05-08T22:00:00", True),
        ("2026-05-09T05:59:00", True),  # Saturday morning belongs to Friday's hours
        ("2026-05-09T06:00:00", False),
        ("2026-05-09T22:30:00", False),  # Saturday night does not
        ("2026-05-08T03:00:00", False),  # Friday morning would be Thursday's
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_start(moment, expected):
    assert covers("22:00", "06:00", moment, days=("fri",)) is expected


def test_sunday_night_runs_into_monday():
    assert covers("22:00", "06:00", "2026-05-11T02:00:00", days=("sun",))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-05-04T00:00:00", True),
        ("2026-05-04T23:59:59", True),
        ("2026-05-05T00:00:00", False),
        ("2026-05-03T23:59:59", False),
    ],
)
def test_hours_that_end_where_they_start_last_the_whole_day(moment, expected):
    assert covers("00:00", "00:00", moment, days=("mon",)) is expected


def test_a_whole_day_may_start_at_noon():
    assert covers("12:00", "12:00", "2026-05-05T11:59:00", days=("mon",))
    assert not covers("12:00", "12:00", "2026-05-05T12:00:00", days=("mon",))


def test_the_same_local_hours_hold_in_summer_and_in_winter():
    schedule = WeeklySchedule((Hours(start="09:00", end="10:00"),), timezone=BERLIN)
    winter = datetime(2026, 1, 12, 8, 30, tzinfo=UTC).timestamp()
    summer = datetime(2026, 7, 13, 7, 30, tzinfo=UTC).timestamp()
    assert schedule.covers(winter)
    assert schedule.covers(summer)
    assert not schedule.covers(summer + 3600)


def test_the_hour_that_comes_twice_in_autumn_is_covered_twice():
    schedule = WeeklySchedule((Hours(start="02:00", end="03:00"),), timezone=BERLIN)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    covered = [schedule.covers(first + hour * 3600) for hour in (-1, 0, 1, 2)]
    assert covered == [False, True, True, False]


def test_an_hour_that_spring_skips_never_comes():
    schedule = WeeklySchedule((Hours(start="02:00", end="03:00"),), timezone=BERLIN)
    midnight = datetime(2026, 3, 28, 23, 0, tzinfo=UTC).timestamp()
    assert not any(schedule.covers(midnight + minute * 60) for minute in range(12 * 60))


def test_any_of_several_hours_is_enough():
    hours = (Hours(start="08:00", end="09:00"), Hours(start="12:00", end="13:00"))
    schedule = WeeklySchedule(hours, timezone=ZoneInfo("UTC"))
    noon = datetime(2026, 5, 4, 12, 0, tzinfo=UTC).timestamp()
    assert schedule.covers(noon)
    assert not schedule.covers(noon - 3600)
