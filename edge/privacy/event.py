"""The closed schema: everything that a broker may ever learn from a camera's eyes.

An event holds no free text, no array, no track number and no picture. A new field is a
deliberate act: the schema test lists every type that may stand here.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from edge.label import Label
from edge.terms import Direction, Phase, PlaceId

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
UtcSecond = Annotated[int, Meta(ge=0, le=253_402_300_799)]
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
    cell: 8 x 8 grid over the picture, row by row, from P2. box: from P3.
    """

    v: Literal[1]
    id: EventId
    episode: EventId
    session: SessionId
    seq: Annotated[int, Meta(ge=0)]
    t: UtcSecond | None
    phase: Phase
    label: Label
    cell: Cell | None = None
    box: BoxPercent | None = None


class RestrictedZoneEvent(_Event, frozen=True, kw_only=True, tag="restricted_zone"):
    zone: PlaceId
    dwell: DwellBucket


class LoiteringEvent(_Event, frozen=True, kw_only=True, tag="loitering"):
    zone: PlaceId
    dwell: DwellBucket


class LineCrossingEvent(_Event, frozen=True, kw_only=True, tag="line_crossing"):
    line: PlaceId
    direction: Direction


Event = RestrictedZoneEvent | LoiteringEvent | LineCrossingEvent


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


UNSTAMPED: Final = "00000000"
_EVENT_DECODER: Final = msgspec.json.Decoder(Event)
_COUNT_DECODER: Final = msgspec.json.Decoder(CrossingCount)


class SchemaError(ValueError):
    """A value that is not of the closed schema; it is dropped and counted."""


def event_bytes(event: Event) -> bytes:
    """Encode an event, and prove that every field keeps to the schema.

    Returns JSON of at most 512 bytes. Raises SchemaError.
    """
    return _proven(event, _EVENT_DECODER)


def count_bytes(count: CrossingCount) -> bytes:
    """Encode a count as event_bytes does an event."""
    return _proven(count, _COUNT_DECODER)


def _proven(value: Struct, decoder: msgspec.json.Decoder[Any]) -> bytes:
    try:
        raw = msgspec.json.encode(value)
        decoder.decode(raw)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise SchemaError(str(error)) from error
    if len(raw) > MAX_EVENT_BYTES:
        raise SchemaError(f"a message of {len(raw)} bytes, {MAX_EVENT_BYTES} are allowed")
    return raw
