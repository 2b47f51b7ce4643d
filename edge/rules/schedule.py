"""Weekly hours of local time, through midnight and through the change to summer time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from edge.config import DAYS, Hours, Schedule


class WeeklySchedule:
    """Tells whether a moment lies in any of the weekly hours of one place.

    Judged by what the wall clock there shows: an hour that comes twice in autumn is covered
    twice, one that spring skips is skipped.
    """

    def __init__(self, schedule: Schedule, *, timezone: ZoneInfo) -> None:
        self._hours = schedule
        self._timezone = timezone

    def covers(self, utc_s: float) -> bool:
        """Tell whether utc_s lies within the hours; their start counts, their end does not."""
        local = datetime.fromtimestamp(utc_s, self._timezone)
        minute = local.hour * 60 + local.minute
        return any(_covers(hours, local.weekday(), minute) for hours in self._hours)


def _covers(hours: Hours, weekday: int, minute: int) -> bool:
    """Hours that end at or before their start run on into the day after the one they belong to."""
    start, end = _minute(hours.start), _minute(hours.end)
    today, yesterday = DAYS[weekday] in hours.days, DAYS[weekday - 1] in hours.days
    if start < end:
        return today and start <= minute < end
    return (today and minute >= start) or (yesterday and minute < end)


def _minute(time_of_day: str) -> int:
    hours, minutes = time_of_day.split(":")
    return int(hours) * 60 + int(minutes)
