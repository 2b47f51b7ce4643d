"""What came of a run, read from its messages: episodes, repetitions, losses, reports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, cast

import msgspec

from edge.contract import (
    ConfigReport,
    Envelope,
    Health,
    LogCheckpoint,
    Mark,
    PolicyReport,
    Status,
)
from edge.privacy.event import (
    UNSTAMPED,
    CrossingCount,
    Episode,
    Event,
    LineCrossingEvent,
    OccupancyCount,
    SummaryEvent,
    TamperingEvent,
    rule_of,
)
from edge.terms import RuleName
from simulator.lab.record import Happened, Heard, Record
from simulator.score.match import Came, Summed

_EVENT: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(Event)
_CONTRACT: Final[tuple[tuple[str, msgspec.json.Decoder[Any]], ...]] = (
    ("event/", msgspec.json.Decoder(Event)),
    ("count/", msgspec.json.Decoder(CrossingCount)),
    ("count/", msgspec.json.Decoder(OccupancyCount)),
    ("status", msgspec.json.Decoder(Status)),
    ("health", msgspec.json.Decoder(Health)),
    ("config/reported", msgspec.json.Decoder(ConfigReport)),
    ("policy/reported", msgspec.json.Decoder(PolicyReport)),
    ("statement", msgspec.json.Decoder(Envelope)),
    ("log/checkpoint", msgspec.json.Decoder(LogCheckpoint)),
    ("mark", msgspec.json.Decoder(Mark)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """lost: judged, and neither at the receiver nor still in the door. repeated: came again.

    disordered: a first arrival with a lower number than one before it, in one session.
    foreign: messages that are not of the contract, pictures above all.
    """

    lost: int
    repeated: int
    disordered: int
    foreign: int


def episodes(record: Record) -> list[Came]:
    """All episodes in the order of their opening, timed by vision where that is known."""
    timed = record.happened or record.heard
    seen: set[str] = set()
    found: dict[str, Came] = {}
    for message in timed:
        event = _event(message)
        if event is None or event.id in seen or isinstance(event, SummaryEvent):
            continue
        seen.add(event.id)
        if event.phase == "open":
            found[event.episode] = _came(event, message.t_s)
        elif event.phase == "close" and event.episode in found:
            found[event.episode] = replace(found[event.episode], close_s=message.t_s)
    return list(found.values())


def summed_up(record: Record) -> list[Summed]:
    """What a throttled camera told as a number."""
    return [
        Summed(
            rule=event.of,
            place=event.place,
            direction=event.direction,
            count=event.count,
            span_s=(message.t_s - event.over_s, message.t_s),
        )
        for message in record.happened or record.heard
        if isinstance(event := _event(message), SummaryEvent)
    ]


def delivery(record: Record) -> Delivery:
    """How the events got to the receiver."""
    fresh = [m for m in record.heard if not m.stored]
    events = [event for m in fresh if (event := _event(m)) is not None]
    judged = {event.id for m in record.happened if (event := _event(m)) is not None}
    arrived = {event.id for event in events}
    missing = len(judged - arrived) if record.happened else _gaps(events)
    return Delivery(
        lost=max(0, missing - record.waiting),
        repeated=len(events) - len(arrived),
        disordered=_disordered(events),
        foreign=sum(not _is_of_contract(m) for m in record.heard),
    )


def reports(record: Record) -> list[tuple[float, ConfigReport]]:
    """What the camera said of its configuration, and when."""
    return [
        (m.t_s, msgspec.json.decode(m.payload, type=ConfigReport))
        for m in record.heard
        if m.topic == "config/reported"
    ]


def healths(record: Record) -> list[tuple[float, Health]]:
    """What the camera said of itself, and when."""
    return [
        (m.t_s, msgspec.json.decode(m.payload, type=Health))
        for m in record.heard
        if m.topic == "health"
    ]


def _event(message: Happened | Heard) -> Event | None:
    """Read an event; None for what is none. Vision's own have no session and number yet."""
    if not message.topic.startswith("event/"):
        return None
    try:
        fields = msgspec.json.decode(message.payload, type=dict[str, Any])
        if isinstance(message, Happened):
            fields = {"session": UNSTAMPED, "seq": 0} | fields
        return _EVENT.decode(msgspec.json.encode(fields))
    except msgspec.DecodeError:
        return None


def _came(event: Episode, t_s: float) -> Came:
    crossing = isinstance(event, LineCrossingEvent)
    if isinstance(event, TamperingEvent):
        return Came(
            rule="tampering",
            place=event.kind,
            label=None,
            direction=None,
            open_s=t_s,
            close_s=None,
        )
    return Came(
        rule=cast(RuleName, rule_of(event)),
        place=event.line if isinstance(event, LineCrossingEvent) else event.zone,
        label=event.label,
        direction=event.direction if isinstance(event, LineCrossingEvent) else None,
        open_s=t_s,
        close_s=t_s if crossing else None,
    )


def _numbers(events: Iterable[Event]) -> dict[str, list[int]]:
    """Numbers of first arrivals by session, in the order of their arrival."""
    numbers: dict[str, list[int]] = {}
    for event in events:
        own = numbers.setdefault(event.session, [])
        if event.seq not in own[-500:]:
            own.append(event.seq)
    return numbers


def _gaps(events: Iterable[Event]) -> int:
    """Numbers below the highest of each session that never arrived."""
    return sum(max(own) - len(set(own)) for own in _numbers(events).values())


def _disordered(events: Iterable[Event]) -> int:
    return sum(
        later < earlier for own in _numbers(events).values() for earlier, later in pairwise(own)
    )


def _is_of_contract(message: Heard) -> bool:
    # What the operator sends comes back to a receiver of everything.
    return message.topic == "config/desired" or any(
        message.topic.startswith(prefix) and _reads(decoder, message.payload)
        for prefix, decoder in _CONTRACT
    )


def _reads(decoder: msgspec.json.Decoder[Any], payload: bytes) -> bool:
    try:
        decoder.decode(payload)
    except msgspec.DecodeError:
        return False
    return True
