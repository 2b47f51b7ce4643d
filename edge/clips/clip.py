"""What is known of a clip, and when its time is over."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from edge.privacy.event import EventId, UtcSecond

# Of an event without a time not even the minute may be told from a clip: ten are named as one.
_UNTIMED_STEP_S: Final = 600
# A message is noted within seconds of its event, whose time lies up to a minute before.
_MAX_EVENT_AGE_S: Final = 120.0
# For how long a clip of unknown age is kept: where there is network time at all, it comes within
# minutes of a start.
GRACE_S: Final = 3600.0
# A busy place must not make a description longer than its clip.
MAX_EVENTS: Final = 100


class Clip(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One clip as it is kept beside its pictures: nothing in it is finer than its events.

    id: of the event that opened it. number: counts up, the order in which they were taken.
    rule, t: of that event. events: all that fell into it, 100 at most.
    boot, mono_s: a run of the machine, and where on its monotonic clock t was.
    """

    id: EventId
    number: Annotated[int, Meta(ge=1)]
    rule: str
    t: UtcSecond | None
    events: tuple[EventId, ...]
    length_s: float
    keep_hours: Annotated[int, Meta(ge=1)]
    boot: str
    mono_s: int


def coarse_mono_s(t: int | None, *, mono_s: float, utc_s: float | None) -> int:
    """Where on the monotonic clock an event's coarse time t was.

    It follows from t and the two clocks alone, so it tells no more than t does.
    """
    if t is None or utc_s is None or not 0.0 <= utc_s - t <= _MAX_EVENT_AGE_S:
        return int(mono_s // _UNTIMED_STEP_S) * _UNTIMED_STEP_S
    return int(mono_s - (utc_s - t))


def known_age_s(clip: Clip, *, boot: str, mono_s: float, utc_s: float | None) -> float | None:
    """How old a clip is, None where neither clock can say.

    Both clocks are asked and the older age counts: a clock that is unset, or set back, keeps no
    clip longer. Within one run of the machine the monotonic clock knows; from an earlier one only
    the calendar does.
    """
    ages_s = []
    if clip.boot == boot:
        ages_s.append(mono_s - clip.mono_s)
    if clip.t is not None and utc_s is not None and utc_s >= clip.t:
        ages_s.append(utc_s - clip.t)
    return max(ages_s, default=None)
