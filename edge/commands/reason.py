"""Why an event was told, in a sentence: its rule, what it had to reach, and for how long."""

from typing import Final

from edge.label import Label
from edge.privacy.event import (
    Event,
    LineCrossingEvent,
    LoiteringEvent,
    OccupancyEvent,
    RestrictedZoneEvent,
    SummaryEvent,
    WrongWayEvent,
    rule_of,
)

_ONE: Final[dict[Label, str]] = {
    "person": "somebody",
    "bicycle": "a bicycle",
    "vehicle": "a vehicle",
    "bag": "a bag",
    "animal": "an animal",
}
_MANY: Final[dict[Label, str]] = {
    "person": "people",
    "bicycle": "bicycles",
    "vehicle": "vehicles",
    "bag": "bags",
    "animal": "animals",
}


def reason(event: Event) -> str:
    """One sentence that says all an operator needs to find and to change what told it."""
    return f"{_said(event)} [{event.severity}]"


def _said(event: Event) -> str:
    one = _ONE[event.label]
    match event:
        case LineCrossingEvent():
            return f"line_crossing: {one} passed the line {event.line} going {event.direction}"
        case SummaryEvent():
            way = f" going {event.direction}" if event.direction else ""
            return (
                f"{event.of}: {event.count} more at {event.place}{way} within {event.over_s} s, "
                "not told one by one (cooldown, or more messages than may leave in a minute)"
            )
        case RestrictedZoneEvent():
            what = f"{one} was in {event.zone}, where nothing of its kind may be"
        case LoiteringEvent():
            what = f"{one} stayed in {event.zone}"
        case WrongWayEvent():
            what = f"{one} went through {event.zone} against its way"
        case OccupancyEvent():
            what = f"{event.count} {_MANY[event.label]} were in {event.zone}, limit {event.limit}"
    ended = ", and it is over" if event.phase == "close" else ""
    return f"{rule_of(event)}: {what} for {event.dwell}, told from {event.after_s} s on{ended}"
