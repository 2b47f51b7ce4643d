"""What waits in the door for the broker: bounded, events dropped first, and each drop counted."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, get_args

import msgspec

from edge.privacy.event import (
    Event,
    SchemaError,
    Total,
    count_bytes,
    event_bytes,
    late_bytes,
    place_of,
    rule_of,
)

# The oldest rows may be on their way: a full outbox drops behind them, never under way.
SENDING_ROWS: Final = 250
# A way that is well takes a second at most; a receiver that acts at once must know what is older.
LATE_S: Final = 10.0
# What a row costs in the file beside its payload; measured on 300-byte events.
_ROW_BYTES: Final = 48
# A tenth of a second of a slow card, and less than half a megabyte of its log.
_FORGET_ROWS: Final = 500
EVENT, COUNT, REPORT = range(3)
_EVENT_TYPES: Final = get_args(Event)

_INSERT: Final = (
    "INSERT INTO outbox (kind, suffix, payload, qos, retain, size, put_s, correlation)"
    " VALUES (?, ?, ?, 1, ?, ?, ?, ?)"
)
_PARCELS: Final = (
    "SELECT row, suffix, payload, qos, retain, correlation,"
    " kind = ? AND (put_s < ? OR row <= old_row OR machine_start <> ?)"
    " FROM outbox CROSS JOIN meta WHERE row > ? ORDER BY row LIMIT ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message on its way to the broker. suffix: of the topic, such as event/loitering.

    correlation: of the question that it answers, None where it is no answer.
    """

    row: int
    suffix: str
    payload: bytes
    qos: int
    retain: bool
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """kind: EVENT, COUNT or REPORT, in the order in which a full outbox drops them."""

    kind: int
    suffix: str
    payload: bytes
    retain: bool = False
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something is put or read. machine_start: names the run of the machine mono_s is of."""

    mono_s: float
    machine_start: str


def insert(db: sqlite3.Connection, rows: Sequence[Row], *, now: Moment, max_bytes: int) -> None:
    """Append rows in order, and drop what no longer fits into max_bytes: events before counts."""
    _note_machine(db, now)
    sizes = [len(row.suffix) + len(row.payload) + _ROW_BYTES for row in rows]
    db.executemany(
        _INSERT,
        [
            (r.kind, r.suffix, r.payload, r.retain, size, int(now.mono_s), r.correlation)
            for r, size in zip(rows, sizes, strict=True)
        ],
    )
    db.execute("UPDATE meta SET outbox_bytes = outbox_bytes + ?", (sum(sizes),))
    _make_room(db, max_bytes)


def read(rows: Iterable[tuple[Any, ...]]) -> tuple[Parcel, ...]:
    """Make parcels of what query() found; an event that is late says so."""
    return tuple(
        Parcel(
            row=row,
            suffix=suffix,
            payload=late_bytes(payload) if is_late else payload,
            qos=qos,
            retain=bool(retain),
            correlation=correlation,
        )
        for row, suffix, payload, qos, retain, correlation, is_late in rows
    )


def query(*, after: int, limit: int, now: Moment) -> tuple[str, tuple[Any, ...]]:
    """A query for the oldest rows above after, for read(), and its values."""
    late_s = int(now.mono_s - LATE_S)
    return _PARCELS, (EVENT, late_s, now.machine_start, after, limit)


def forget(db: sqlite3.Connection, row: int) -> bool:
    """Delete the oldest rows up to that one, some of them. Returns whether there are more."""
    query = "SELECT row, size FROM outbox WHERE row <= ? ORDER BY row LIMIT ?"
    found = db.execute(query, (row, _FORGET_ROWS)).fetchall()
    _delete(db, found)
    return len(found) == _FORGET_ROWS


def remove(db: sqlite3.Connection, query: str, values: Sequence[object]) -> None:
    """Delete the rows of a query for row and size."""
    _delete(db, db.execute(query, values).fetchall())


def stamped(events: Sequence[Event], *, session: str, seq: int) -> tuple[list[Event], list[Row]]:
    """Number events from seq + 1 on and encode them. One that is not of the schema is left out."""
    numbered: list[Event] = []
    rows: list[Row] = []
    for event in events:
        with suppress(SchemaError):
            if type(event) not in _EVENT_TYPES:
                raise SchemaError(f"{type(event).__name__} is not an event")
            number = seq + len(rows) + 1
            one = msgspec.structs.replace(event, session=session, seq=number)
            rows.append(Row(kind=EVENT, suffix=f"event/{rule_of(one)}", payload=event_bytes(one)))
            numbered.append(one)
    return numbered, rows


def encoded(totals: Sequence[Total]) -> list[Row]:
    """Encode totals. One that is not of the schema is left out."""
    rows = []
    for total in totals:
        with suppress(SchemaError):
            raw = count_bytes(total)
            rows.append(Row(kind=COUNT, suffix=f"count/{place_of(total)}", payload=raw))
    return rows


def _note_machine(db: sqlite3.Connection, now: Moment) -> None:
    """What was put before the machine started anew is late, whatever its clock says now."""
    db.execute(
        "UPDATE meta SET machine_start = ?1,"
        " old_row = (SELECT ifnull(max(row), 0) FROM outbox) WHERE machine_start <> ?1",
        (now.machine_start,),
    )


def _make_room(db: sqlite3.Connection, max_bytes: int) -> None:
    (held,) = db.execute("SELECT outbox_bytes FROM meta").fetchone()
    if held <= max_bytes:
        return
    # What a broker has acknowledged is no loss.
    remove(db, "SELECT row, size FROM outbox WHERE row <= (SELECT sent_row FROM meta)", ())
    (held,) = db.execute("SELECT outbox_bytes FROM meta").fetchone()
    excess = held - max_bytes
    oldest = db.execute(
        "SELECT row, size, kind FROM outbox WHERE kind < ?"
        " AND row >= (SELECT row FROM outbox ORDER BY row LIMIT 1 OFFSET ?)"
        " ORDER BY kind, row",
        (REPORT, SENDING_ROWS),
    )
    rows: list[tuple[int, int]] = []
    dropped = [0, 0]
    for row, size, kind in oldest:
        if excess <= 0:
            break
        rows.append((row, size))
        excess -= size
        dropped[kind] += 1
    _delete(db, rows)
    db.execute(
        "UPDATE meta SET dropped_events = dropped_events + ?, dropped_counts = dropped_counts + ?",
        dropped,
    )


def _delete(db: sqlite3.Connection, rows: Sequence[tuple[int, int]]) -> None:
    if not rows:
        return
    db.executemany("DELETE FROM outbox WHERE row = ?", [(row,) for row, _ in rows])
    freed = sum(size for _, size in rows)
    db.execute("UPDATE meta SET outbox_bytes = outbox_bytes - ?", (freed,))
