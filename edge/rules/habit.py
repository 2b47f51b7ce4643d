"""How many usually come in an hour of the week, and how many are too many for it."""

from math import sqrt
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

HOURS_OF_WEEK: Final = 168
_HOURS_OF_DAY: Final = 24
# What is usual follows the season: an hour of the week counts for some two months.
_WEEKS: Final = 8
# The same hour of other days speaks for as much as one week: a young habit is not a guess.
_DAYS: Final = 14
_SHARED: Final = 1.0
# Beyond the month that is needed: the limit lies between scores, not on the one highest.
_PERIODS: Final = 3
# Two decimals of a score are a few kilobytes on a card.
_DIGITS: Final = 2


class Slot(Struct, kw_only=True):
    """mean: of the counts of one hour. seen: how many of them, as far as they still count."""

    mean: Annotated[float, Meta(ge=0.0)] = 0.0
    seen: Annotated[int, Meta(ge=0)] = 0

    def learn(self, count: float, *, memory: int) -> None:
        self.seen = min(self.seen + 1, memory)
        self.mean += (count - self.mean) / self.seen


Slots = Annotated[list[Slot], Meta(min_length=HOURS_OF_WEEK, max_length=HOURS_OF_WEEK)]
Days = Annotated[list[Slot], Meta(min_length=_HOURS_OF_DAY, max_length=_HOURS_OF_DAY)]


class Known(Struct, forbid_unknown_fields=True, kw_only=True):
    """All that is kept of a habit: numbers of hours, never of anybody.

    week: by hour of the week, Monday first. days: by hour of the day. scores: of the hours gone
    by, oldest first.
    """

    v: Literal[1] = 1
    week: Slots
    days: Days
    scores: list[float]


def nothing_known() -> Known:
    return Known(
        week=[Slot() for _ in range(HOURS_OF_WEEK)],
        days=[Slot() for _ in range(_HOURS_OF_DAY)],
        scores=[],
    )


class Habit:
    """Learns counts by the hour of the week, and draws a limit that one hour in so many passes.

    The limit is conformal (Vovk et al. 2005): each hour is scored against what was usual before
    it, (count - mean) / sqrt(mean + 1), as a Poisson count would be, and too many is what scores
    above all but one in once_in_h of the scores so far. So it holds whatever the counts' own
    spread, as long as the coming weeks are like the past ones.
    """

    def __init__(self, known: Known, *, once_in_h: int) -> None:
        self.known = known
        self._once_in_h = once_in_h

    def usual(self, hour: int) -> float | None:
        """The mean to expect in an hour of the week, None where it was never seen."""
        slot, day = self.known.week[hour], self.known.days[hour % _HOURS_OF_DAY]
        if slot.seen == 0:
            return None
        return (slot.seen * slot.mean + _SHARED * day.mean) / (slot.seen + _SHARED)

    def limit(self, hour: int) -> float | None:
        """More than this is too many in an hour of the week; None while that is not known."""
        usual, rank = self.usual(hour), (len(self.known.scores) + 1) // self._once_in_h
        if usual is None or rank == 0:
            return None
        return usual + sorted(self.known.scores)[-rank] * sqrt(usual + 1.0)

    def learn(self, hour: int, count: int) -> None:
        """Take in an hour that was watched to its end."""
        usual = self.usual(hour)
        if usual is not None:
            score = round((count - usual) / sqrt(usual + 1.0), _DIGITS)
            self.known.scores = [*self.known.scores, score][-_PERIODS * self._once_in_h :]
        self.known.week[hour].learn(count, memory=_WEEKS)
        self.known.days[hour % _HOURS_OF_DAY].learn(count, memory=_DAYS)
