"""Why an event was told, in a sentence: its rule, what it had to reach, and for how long."""

from typing import Final

from edge.label import Label
from edge.privacy.event import (
    Event,
    LineCrossingEvent,
    LoiteringEvent,
    ObjectRemovedEvent,
    OccupancyEvent,
    RestrictedZoneEvent,
    SummaryEvent,
    TamperingEvent,
    UnattendedObjectEvent,
    UnusualActivityEvent,
    WrongWayEvent,
    rule_of,
)
from edge.terms import LeftEnd, Tamper

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

_DONE: Final[dict[Tamper, str]] = {
    "covered": "covered",
    "moved": "turned away",
    "defocused": "out of focus",
    "blinded": "blinded by light",
    "darkened": "without light",
    "frozen": "frozen: it showed one picture again and again",
}
_ENDED: Final[dict[str, dict[LeftEnd, str]]] = {
    "unattended_object": {
        "reclaimed": "and somebody is with it again",
        "removed": "and it is gone",
        "settled": "and it has stood there for so long that it belongs there",
    },
    "object_removed": {
        "reclaimed": "and it is back",
        "removed": "and it is over",
        "settled": "for so long that its place is empty now",
    },
}
Lasting = (
    RestrictedZoneEvent
    | LoiteringEvent
    | OccupancyEvent
    | WrongWayEvent
    | UnattendedObjectEvent
    | ObjectRemovedEvent
    | TamperingEvent
)


def reason(event: Event) -> str:
    """One sentence that says all an operator needs to find and to change what told it."""
    return f"{_said(event)} [{event.severity}]"


def _said(event: Event) -> str:
    match event:
        case SummaryEvent():
            way = f" going {event.direction}" if event.direction else ""
            return (
                f"{event.of}: {event.count} more at {event.place}{way} within {event.over_s} s, "
                "not told one by one (cooldown, or more messages than may leave in a minute)"
            )
        case LineCrossingEvent():
            one = _ONE[event.label]
            return f"line_crossing: {one} passed the line {event.line} going {event.direction}"
        case UnusualActivityEvent():
            return (
                f"unusual_activity: {event.count} {_MANY[event.label]} came to {event.zone} in an "
                f"hour that usually has {event.usual}; one hour in {event.once_in_days} days has "
                f"so many{' (the hour is over)' if event.phase == 'close' else ''}"
            )
        case TamperingEvent():
            return _lasting(event, f"the camera was {_DONE[event.kind]}")
        case OccupancyEvent():
            many = f"{event.count} {_MANY[event.label]}"
            return _lasting(event, f"{many} were in {event.zone}, limit {event.limit}")
        case UnattendedObjectEvent():
            return _lasting(event, f"something stood alone in {event.zone}")
        case ObjectRemovedEvent():
            return _lasting(event, f"something that belongs in {event.zone} was gone")
    return _lasting(event, _of_somebody(event))


def _of_somebody(event: RestrictedZoneEvent | LoiteringEvent | WrongWayEvent) -> str:
    one = _ONE[event.label]
    match event:
        case RestrictedZoneEvent():
            return f"{one} was in {event.zone}, where nothing of its kind may be"
        case LoiteringEvent():
            return f"{one} stayed in {event.zone}"
        case WrongWayEvent():
            return f"{one} went through {event.zone} against its way"


def _lasting(event: Lasting, what: str) -> str:
    ended = ", and it is over" if event.phase == "close" else ""
    if isinstance(event, UnattendedObjectEvent | ObjectRemovedEvent) and event.ended is not None:
        ended = f", {_ENDED[rule_of(event)][event.ended]}"
    return f"{rule_of(event)}: {what} for {event.dwell}, told from {event.after_s} s on{ended}"
