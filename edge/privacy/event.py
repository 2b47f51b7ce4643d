"""The closed schema: everything that a broker may ever learn from a camera's eyes.

An event holds no free text, no array, no track number and no picture. A new field is a
deliberate act: the schema test lists every type that may stand here.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from edge.label import Label
from edge.terms import Direction, EpsilonMilli, LeftEnd, Phase, PlaceId, RuleName, Severity, Tamper

MAX_EVENT_BYTES: Final = 512

# RFC 9562 version 7, its time cut to the event's own coarse time.
EventId = Annotated[
    str, Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\Z")
]
# Names one numbering of events: a door that had to start afresh counts from 1 in a new session.
SessionId = Annotated[str, Meta(pattern="^[0-9a-f]{8}\\Z")]
Percent = Annotated[int, Meta(ge=0, le=100)]
Cell = Annotated[int, Meta(ge=0, le=63)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
NoisyNumber = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Withheld = Literal["unwatched", "budget"]
UtcSecond = Annotated[int, Meta(ge=0, le=253_402_300_799)]
Limit = Annotated[int, Meta(ge=1, le=1000)]
CountBucket = Literal["0", "1", "2-4", "5-9", "10-19", "20-49", "50-99", "over 100"]
DwellBucket = Literal["0-10s", "10-30s", "30-60s", "1-5min", "5-15min", "15-60min", "over 1h"]


class _Message(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    pass


class BoxPercent(_Message, frozen=True, kw_only=True):
    """Where in the picture, in whole percent of its width and height. Only at P3."""

    x: Percent
    y: Percent
    w: Percent
    h: Percent


class _Event(_Message, frozen=True, kw_only=True, tag_field="rule"):
    """id: this message. episode: the id of the message that opened it (an opening names itself).

    session, seq: stamped by the door; seq counts events from 1 without a gap, so a receiver
    drops what it has (seq not above the last) and sees what it lacks.
    t: coarse UTC second, None while the camera's clock is not set.
    severity: as the rule's configuration says. replayed: it is history, its time is t.
    """

    v: Literal[1]
    id: EventId
    episode: EventId
    session: SessionId
    seq: Annotated[int, Meta(ge=0)]
    t: UtcSecond | None
    phase: Phase
    severity: Severity
    replayed: bool = False


class _SeenEvent(_Event, frozen=True, kw_only=True):
    """cell: 8 x 8 grid over the picture, row by row, from P2. box: from P3."""

    label: Label
    cell: Cell | None = None
    box: BoxPercent | None = None


class _ZoneEvent(_SeenEvent, frozen=True, kw_only=True):
    """dwell: how long it has gone on. after_s: from when on it is told, in whole seconds up."""

    zone: PlaceId
    dwell: DwellBucket
    after_s: Annotated[int, Meta(ge=0, le=86_400)]


class RestrictedZoneEvent(_ZoneEvent, frozen=True, kw_only=True, tag="restricted_zone"):
    pass


class LoiteringEvent(_ZoneEvent, frozen=True, kw_only=True, tag="loitering"):
    pass


class LineCrossingEvent(_SeenEvent, frozen=True, kw_only=True, tag="line_crossing"):
    line: PlaceId
    direction: Direction


class OccupancyEvent(_ZoneEvent, frozen=True, kw_only=True, tag="occupancy"):
    """limit: of the configuration, the highest that is reached, at a close the one left.

    count: how many there are, as a span. dwell: how long the lowest limit has been reached.
    """

    limit: Limit
    count: CountBucket


class WrongWayEvent(_ZoneEvent, frozen=True, kw_only=True, tag="wrong_way"):
    pass


class UnattendedObjectEvent(_ZoneEvent, frozen=True, kw_only=True, tag="unattended_object"):
    """label: `bag`, whatever it is. ended: how, at a close alone."""

    ended: LeftEnd | None = None


class ObjectRemovedEvent(_ZoneEvent, frozen=True, kw_only=True, tag="object_removed"):
    """label, ended: as of an unattended object; `reclaimed`: it is back."""

    ended: LeftEnd | None = None


class UnusualActivityEvent(_ZoneEvent, frozen=True, kw_only=True, tag="unusual_activity"):
    """count: how many have come in this hour, usual: how many do, as spans.

    once_in_days: how rarely a place whose habits do not change has such an hour. dwell: since
    there were too many.
    """

    count: CountBucket
    usual: CountBucket
    once_in_days: Annotated[int, Meta(ge=7, le=90)]


class TamperingEvent(_Event, frozen=True, kw_only=True, tag="tampering"):
    """kind: what is done to the camera. dwell, after_s: as of a zone."""

    kind: Tamper
    dwell: DwellBucket
    after_s: Annotated[int, Meta(ge=0, le=86_400)]


class SummaryEvent(_Event, frozen=True, kw_only=True, tag="summary"):
    """What a storm or a cooldown left out: so many openings of one rule at one place.

    over_s: since the first of them, in whole seconds. label: of the first, where it had one.
    """

    of: RuleName
    label: Label | None = None
    place: PlaceId
    direction: Direction | None = None
    count: Count
    over_s: Annotated[int, Meta(ge=0, le=1_000_000)]


# What goes on at a place, from its opening to its close; a summary stands for several.
Episode = (
    RestrictedZoneEvent
    | LoiteringEvent
    | LineCrossingEvent
    | OccupancyEvent
    | WrongWayEvent
    | UnattendedObjectEvent
    | ObjectRemovedEvent
    | TamperingEvent
    | UnusualActivityEvent
)
Event = Episode | SummaryEvent


def rule_of(event: Event) -> str:
    """The rule that an event is of, as its topic names it."""
    return str(event.__struct_config__.tag)


class CrossingCount(_Message, frozen=True, kw_only=True):
    """Crossings of one line in one window; never whose.

    t: start of the window. count_in, count_out: None when the camera did not watch the whole
    window, never a false zero.
    """

    v: Literal[1]
    line: PlaceId
    label: Label
    t: UtcSecond | None
    window_s: Annotated[int, Meta(ge=1, le=86_400)]
    count_in: Count | None
    count_out: Count | None


class OccupancyCount(_Message, frozen=True, kw_only=True):
    """How many things were in one zone in one window; never whose.

    peak: the most at any moment. total_s: the time that each was there, of all together; over
    window_s it is their mean number. Both None as in CrossingCount.
    """

    v: Literal[1]
    zone: PlaceId
    label: Label
    t: UtcSecond | None
    window_s: Annotated[int, Meta(ge=1, le=86_400)]
    peak: Count | None
    total_s: Annotated[int, Meta(ge=0, le=86_400_000)] | None


class _NoisyCount(_Message, frozen=True, kw_only=True):
    """t, window_s: as in CrossingCount.

    epsilon_milli: what all numbers of this place and window together tell of any one pass, in
    thousandths of epsilon: whoever passed or did not makes any numbers at most
    exp(epsilon_milli / 1000) times likelier. Their noise is on average 1000 / epsilon_milli.
    withheld: why there are no numbers; `budget`: it is spent, or could not be charged.
    """

    v: Literal[1]
    label: Label
    t: UtcSecond | None
    window_s: Annotated[int, Meta(ge=1, le=86_400)]
    epsilon_milli: EpsilonMilli
    withheld: Withheld | None = None


class NoisyCrossingCount(_NoisyCount, frozen=True, kw_only=True):
    """How many passed one line in one window, each once, with discrete Laplace noise.

    count_in, count_out: whole numbers, below zero as often as the noise is; None where withheld.
    """

    line: PlaceId
    count_in: NoisyNumber | None
    count_out: NoisyNumber | None


class VisitCount(_NoisyCount, frozen=True, kw_only=True):
    """How many came into one zone in one window, each once, with discrete Laplace noise.

    visits: as count_in of NoisyCrossingCount.
    """

    zone: PlaceId
    visits: NoisyNumber | None


Total = CrossingCount | OccupancyCount | NoisyCrossingCount | VisitCount


def place_of(total: Total) -> str:
    """The line or zone of a total, as its topic names it."""
    return total.line if isinstance(total, CrossingCount | NoisyCrossingCount) else total.zone


UNSTAMPED: Final = "00000000"
_REPLAYED: Final = b',"replayed":true'
_EVENT_DECODER: Final = msgspec.json.Decoder(Event)
_TOTAL_DECODERS: Final[dict[type[Struct], msgspec.json.Decoder[Any]]] = {
    CrossingCount: msgspec.json.Decoder(CrossingCount),
    OccupancyCount: msgspec.json.Decoder(OccupancyCount),
    NoisyCrossingCount: msgspec.json.Decoder(NoisyCrossingCount),
    VisitCount: msgspec.json.Decoder(VisitCount),
}


class SchemaError(ValueError):
    """A value that is not of the closed schema; it is dropped and counted."""


def event_bytes(event: Event) -> bytes:
    """Encode an event, and prove that every field keeps to the schema.

    Returns JSON of at most 512 bytes, also once late_bytes() has marked it. Raises SchemaError.
    """
    return _proven(event, _EVENT_DECODER, spare_bytes=len(_REPLAYED))


def late_bytes(raw: bytes) -> bytes:
    """Mark what event_bytes() made as replayed; harmless where it is marked already."""
    return raw if _REPLAYED in raw else raw[:-1] + _REPLAYED + b"}"


def count_bytes(total: Total) -> bytes:
    """Encode a total as event_bytes does an event."""
    decoder = _TOTAL_DECODERS.get(type(total))
    if decoder is None:
        raise SchemaError(f"{type(total).__name__} is not a total")
    return _proven(total, decoder)


def _proven(value: Struct, decoder: msgspec.json.Decoder[Any], *, spare_bytes: int = 0) -> bytes:
    try:
        raw = msgspec.json.encode(value)
        decoder.decode(raw)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise SchemaError(str(error)) from error
    if len(raw) + spare_bytes > MAX_EVENT_BYTES:
        raise SchemaError(f"a message of {len(raw)} bytes, {MAX_EVENT_BYTES} are allowed")
    return raw
