"""Counts of places by the hour: all that a forecast is ever made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from edge.errors import refuse
from edge.terms import EpsilonMilli

Floats = NDArray[np.float64]

HOUR_S: Final = 3_600
# A place of one camera, or <camera>/<place> of a fleet; never words, never a number of anybody.
ForecastPlace = Annotated[
    str, Meta(pattern="^[a-z0-9][a-z0-9_-]{0,31}(/[a-z][a-z0-9_-]{0,31})?\\Z", max_length=64)
]
# Ten years: more is a slip of the calendar, and would fill the memory with hours.
_MAX_HOURS: Final = 24 * 366 * 10


class HourCount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One hour of one place; there is no field that could name anybody.

    hour: its start, in UTC seconds. count: None where nobody watched, never a false zero.
    epsilon_milli: of the noise on it, None for none.
    """

    place: ForecastPlace
    hour: Annotated[int, Meta(ge=0, le=253_402_300_799, multiple_of=HOUR_S)]
    count: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] | None
    epsilon_milli: EpsilonMilli | None = None

    def __post_init__(self) -> None:
        if self.epsilon_milli is None and self.count is not None and self.count < 0:
            raise refuse("count", "is below zero, which only noise could make it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Counts of one place, hour by hour without a gap.

    first_hour: since 1970, in hours UTC. counts: (N,), nan where nobody watched. noise: mean size
    of what was added to each, 0 for none.
    """

    place: str
    first_hour: int
    counts: Floats
    noise: float

    @property
    def hours_of_week(self) -> NDArray[np.int64]:
        """(N,) 0 to 167, Monday midnight UTC first. 1970 began on a Thursday."""
        hours = np.arange(self.first_hour, self.first_hour + self.counts.size, dtype=np.int64)
        return np.asarray((hours + 3 * 24) % 168)


def series_of(rows: Iterable[HourCount]) -> tuple[Series, ...]:
    """Gather the hours of each place, in the order of their names; hours that are missing are nan.

    Raises DocumentError for an hour that stands twice, or for more than ten years.
    """
    places: dict[str, dict[int, HourCount]] = {}
    for row in rows:
        hours = places.setdefault(row.place, {})
        hour = row.hour // HOUR_S
        if hour in hours:
            raise refuse("hour", f"{row.hour} stands twice for {row.place}")
        hours[hour] = row
    return tuple(_gathered(place, hours) for place, hours in sorted(places.items()))


def _gathered(place: str, hours: dict[int, HourCount]) -> Series:
    first, last = min(hours), max(hours)
    if last - first >= _MAX_HOURS:
        raise refuse("hour", f"{place} has over ten years of them")
    counts = np.full(last - first + 1, np.nan)
    for hour, row in hours.items():
        if row.count is not None:
            counts[hour - first] = row.count
    # The largest there is: a model that expects more noise than there is only trusts less.
    noise = max(1000 / row.epsilon_milli if row.epsilon_milli else 0.0 for row in hours.values())
    return Series(place=place, first_hour=first, counts=counts, noise=noise)
