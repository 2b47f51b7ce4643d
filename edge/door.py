"""The door: the durable two-way queue between vision and uplink, and the only maker of bytes."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self, get_args

import msgspec

from edge.contract import MAX_ENVELOPE_BYTES, ConfigReport, VisionHealth
from edge.door_file import Connect, DiskFullError, DoorError, DoorFile, connect
from edge.privacy.event import (
    Event,
    SchemaError,
    Total,
    count_bytes,
    event_bytes,
    place_of,
    rule_of,
)

__all__ = ["MAX_OUTBOX_BYTES", "SENDING_ROWS", "Door", "DoorError", "Parcel"]

# Some 200,000 events: days of a busy place without a network.
MAX_OUTBOX_BYTES: Final = 64 * 2**20
# The oldest rows may be on their way: a full outbox drops behind them, never under way.
SENDING_ROWS: Final = 150
# What a row costs in the file beside its payload; measured on 300-byte events.
_ROW_BYTES: Final = 48
_EVENT, _COUNT, _REPORT = range(3)
_EVENT_TYPES: Final = get_args(Event)

_INSERT: Final = (
    "INSERT INTO outbox (kind, suffix, payload, qos, retain, size) VALUES (?, ?, ?, 1, ?, ?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message on its way to the broker. suffix: of the topic, such as event/loitering."""

    row: int
    suffix: str
    payload: bytes
    qos: int
    retain: bool


class Door:
    """One process' end of the queue, for one thread. Every method may raise DoorError.

    To make one opens nothing: the file is opened by the first method, and tried again by each
    later one. A damaged file is set aside as <name>.corrupt-<n>; a fresh one starts a new session.
    """

    def __init__(
        self,
        path: Path,
        *,
        random_bytes: Callable[[int], bytes] = os.urandom,
        mono_s: Callable[[], float] = time.monotonic,
        max_outbox_bytes: int = MAX_OUTBOX_BYTES,
        connect: Connect = connect,
    ) -> None:
        self._file = DoorFile(path, new_session=lambda: random_bytes(4).hex(), connect=connect)
        self._mono_s = mono_s
        self._max_outbox_bytes = max_outbox_bytes
        self._seen: tuple[int, int] | None = None
        self._taken: tuple[int, bytes] | None = None
        self.rejected = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    @property
    def session(self) -> str:
        return str(self._meta("session"))

    @property
    def boot(self) -> int:
        """How often vision has started in this session."""
        return int(self._meta("boot"))

    @property
    def recovered(self) -> int:
        """How often a damaged file has been set aside here."""
        return int(self._meta("recovered"))

    @property
    def config_version(self) -> int | None:
        """The configuration that vision last reported to be at work."""
        version: int | None = self._meta("config_version")
        return version

    def depth(self) -> int:
        """Parcels that wait."""
        return int(self._file.rows("SELECT count(*) FROM outbox")[0][0])

    def dropped(self) -> int:
        """Events and counts that a full outbox has lost in this session."""
        return int(self._meta("dropped"))

    def changed(self) -> bool:
        """True when the other process changed anything since the last call, and at the first."""
        before, self._seen = self._seen, None
        self._seen = self._file.version()
        return self._seen != before

    # -- vision's side

    def begin_boot(self, report: ConfigReport | None = None) -> int:
        """Count a start of vision, which has judged nothing yet. Returns its number, from 1.

        report: what it starts with, queued in the same transaction: both or none.
        """
        with self._file.transaction() as db:
            db.execute("UPDATE meta SET boot = boot + 1, judged = NULL")
            if report is not None:
                self._queue_report(db, report)
            (boot,) = db.execute("SELECT boot FROM meta").fetchone()
        return int(boot)

    def put(self, events: Iterable[Event], counts: Iterable[Total] = ()) -> tuple[Event, ...]:
        """Queue all of it in one durable transaction, events before counts.

        Returns the events with session and seq. A value that is not of the schema is left out
        and adds to `rejected`.
        """
        waiting, totals = tuple(events), tuple(counts)
        if not waiting and not totals:
            return ()
        with self._file.transaction() as db:
            session, seq = db.execute("SELECT session, seq FROM meta").fetchone()
            stamped = _stamp(waiting, session=session, seq=seq)
            rows = [(_EVENT, f"event/{rule_of(event)}", raw) for event, raw in stamped]
            rows += [(_COUNT, f"count/{place}", raw) for place, raw in _encode_counts(totals)]
            self._insert(db, rows)
            db.execute("UPDATE meta SET seq = seq + ?", (len(stamped),))
        self.rejected += len(waiting) + len(totals) - len(rows)
        return tuple(event for event, _ in stamped)

    def report_config(self, report: ConfigReport) -> None:
        """Queue a report in place of one that still waits; it ends the configuration taken."""
        with self._file.transaction() as db:
            self._queue_report(db, report)
            self._end_taken(db)

    def set_health(self, health: VisionHealth) -> None:
        """Replace what vision knows of itself."""
        values = (msgspec.json.encode(health), self._mono_s(), _machine_start())
        # Not worth a flush of the card every few seconds: after a power cut it is void anyway.
        with self._file.transaction(durable=False) as db:
            db.execute("DELETE FROM health")
            db.execute("INSERT INTO health VALUES (?, ?, ?)", values)

    def take_config(self) -> bytes | None:
        """Return the newest desired configuration that this process has not been given yet.

        It stays in the door until its report is queued: after a crash it is taken again.
        """
        found = self._file.rows("SELECT revision, raw FROM desired")
        if not found or (self._taken is not None and self._taken[0] == found[0][0]):
            return None
        self._taken = found[0]
        return bytes(found[0][1])

    def config_taken(self) -> None:
        """End the configuration taken without a report; harmless after report_config."""
        with self._file.transaction() as db:
            self._end_taken(db)

    # -- uplink's side

    def parcels(self, *, after: int, limit: int) -> tuple[Parcel, ...]:
        """The oldest parcels with a row above after, in order."""
        found = self._file.rows(
            "SELECT row, suffix, payload, qos, retain FROM outbox WHERE row > ?"
            " ORDER BY row LIMIT ?",
            (after, limit),
        )
        return tuple(
            Parcel(row=row, suffix=suffix, payload=payload, qos=qos, retain=bool(retain))
            for row, suffix, payload, qos, retain in found
        )

    def delivered(self, rows: Sequence[int]) -> None:
        """Remove what the broker has acknowledged, in one transaction."""
        try:
            self._delete(rows)
        except DiskFullError:
            self._file.use_reserve()
            raise

    def deliver_config(self, raw: bytes) -> None:
        """Keep a desired configuration for vision, in place of an older one.

        The one that was judged last is not kept again: a broker repeats it at each connection.
        One that is too large is cut just above the limit, so that it is refused by its size.
        """
        kept = raw[: MAX_ENVELOPE_BYTES + 1]
        with self._file.transaction() as db:
            db.execute("DELETE FROM desired")
            if db.execute("SELECT judged FROM meta").fetchone() != (_digest(kept),):
                db.execute("INSERT INTO desired (raw) VALUES (?)", (kept,))

    def health(self) -> tuple[VisionHealth, float] | None:
        """What vision last said of itself, and its age in seconds (infinite: before a reboot).

        None when it never said anything that this version understands.
        """
        found = self._file.rows("SELECT raw, mono_s, machine_start FROM health")
        if not found:
            return None
        raw, mono_s, machine_start = found[0]
        age_s = self._mono_s() - mono_s if machine_start == _machine_start() else float("inf")
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(raw, type=VisionHealth), age_s
        return None

    # -- inside

    def _delete(self, rows: Sequence[int]) -> None:
        marks = ", ".join("?" * len(rows))
        # A delete that a power cut undoes costs a repetition that receivers know, not an event.
        with self._file.transaction(durable=False) as db:
            _remove(db, f"SELECT row, size FROM outbox WHERE row IN ({marks})", rows)  # noqa: S608

    def _meta(self, column: str) -> Any:
        return self._file.rows(f"SELECT {column} FROM meta")[0][0]  # noqa: S608

    def _queue_report(self, db: sqlite3.Connection, report: ConfigReport) -> None:
        _remove(db, "SELECT row, size FROM outbox WHERE kind = ?", (_REPORT,))
        self._insert(db, [(_REPORT, "config/reported", msgspec.json.encode(report))])
        db.execute("UPDATE meta SET config_version = ?", (report.version,))

    def _end_taken(self, db: sqlite3.Connection) -> None:
        if self._taken is not None:
            revision, raw = self._taken
            db.execute("DELETE FROM desired WHERE revision <= ?", (revision,))
            db.execute("UPDATE meta SET judged = ?", (_digest(raw),))

    def _insert(self, db: sqlite3.Connection, rows: Sequence[tuple[int, str, bytes]]) -> None:
        sizes = [len(suffix) + len(raw) + _ROW_BYTES for _, suffix, raw in rows]
        db.executemany(
            _INSERT,
            [
                (kind, suffix, raw, kind == _REPORT, size)
                for (kind, suffix, raw), size in zip(rows, sizes, strict=True)
            ],
        )
        db.execute("UPDATE meta SET outbox_bytes = outbox_bytes + ?", (sum(sizes),))
        self._make_room(db)

    def _make_room(self, db: sqlite3.Connection) -> None:
        (held,) = db.execute("SELECT outbox_bytes FROM meta").fetchone()
        excess = held - self._max_outbox_bytes
        if excess <= 0:
            return
        dropped = _remove(
            db,
            "SELECT row, size FROM outbox WHERE kind < ?"
            " AND row >= (SELECT row FROM outbox ORDER BY row LIMIT 1 OFFSET ?)"
            " ORDER BY kind, row",
            (_REPORT, SENDING_ROWS),
            at_least_bytes=excess,
        )
        db.execute("UPDATE meta SET dropped = dropped + ?", (dropped,))


def _remove(
    db: sqlite3.Connection,
    query: str,
    values: Sequence[object],
    *,
    at_least_bytes: int | None = None,
) -> int:
    """Delete the rows of a query, at most as many as free at_least_bytes. Returns how many."""
    rows, freed = [], 0
    for row, size in db.execute(query, values):
        if at_least_bytes is not None and freed >= at_least_bytes:
            break
        rows.append((row,))
        freed += size
    db.executemany("DELETE FROM outbox WHERE row = ?", rows)
    db.execute("UPDATE meta SET outbox_bytes = outbox_bytes - ?", (freed,))
    return len(rows)


def _stamp(events: Sequence[Event], *, session: str, seq: int) -> list[tuple[Event, bytes]]:
    stamped: list[tuple[Event, bytes]] = []
    for event in events:
        with suppress(SchemaError):
            stamped.append(_stamped(event, session=session, seq=seq + len(stamped) + 1))
    return stamped


def _stamped(event: Event, *, session: str, seq: int) -> tuple[Event, bytes]:
    if type(event) not in _EVENT_TYPES:
        raise SchemaError(f"{type(event).__name__} is not an event")
    numbered = msgspec.structs.replace(event, session=session, seq=seq)
    return numbered, event_bytes(numbered)


def _encode_counts(counts: Sequence[Total]) -> list[tuple[str, bytes]]:
    encoded = []
    for count in counts:
        with suppress(SchemaError):
            raw = count_bytes(count)
            encoded.append((place_of(count), raw))
    return encoded


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


@cache
def _machine_start() -> str:
    """Names this run of the kernel: its monotonic clock cannot be compared with another's."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
