"""The door: the durable two-way queue between vision and uplink, and the only maker of bytes."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, Self

import msgspec
from msgspec import Struct

from edge.contract import ConfigReport, VisionHealth
from edge.door import inbox as door_inbox
from edge.door import outbox as door_outbox
from edge.door.file import Connect, DiskFullError, DoorError, DoorFile, connect
from edge.door.inbox import Asked, Paper
from edge.door.outbox import LATE_S, REPORT, SENDING_ROWS, Moment, Parcel, Row
from edge.privacy.event import Event, Total

__all__ = ["LATE_S", "MAX_OUTBOX_BYTES", "SENDING_ROWS"]
__all__ += ["Asked", "Door", "DoorError", "Paper", "Parcel"]

# Some 200,000 events: days of a busy place without a network.
MAX_OUTBOX_BYTES: Final = 64 * 2**20


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
        self._taken: dict[Paper, tuple[int, bytes]] = {}
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

    @property
    def policy_version(self) -> int | None:
        """The policy that vision last reported to be in force."""
        version: int | None = self._meta("policy_version")
        return version

    @property
    def sent_row(self) -> int:
        """Up to here a broker has acknowledged all."""
        return int(self._meta("sent_row"))

    def depth(self) -> int:
        """Parcels that no broker has acknowledged yet."""
        query = "SELECT count(*) FROM outbox WHERE row > (SELECT sent_row FROM meta)"
        return int(self._file.rows(query)[0][0])

    def dropped(self) -> tuple[int, int]:
        """Events, and counts, that a full outbox has lost in this session."""
        (lost,) = self._file.rows("SELECT dropped_events, dropped_counts FROM meta")
        return lost[0], lost[1]

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
            db.execute("UPDATE meta SET boot = boot + 1")
            db.execute("DELETE FROM judged")
            if report is not None:
                self._queue_report(db, "config", report, version=report.version)
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
            stamped, rows = door_outbox.stamped(waiting, session=session, seq=seq)
            rows += door_outbox.encoded(totals)
            self._insert(db, rows)
            db.execute("UPDATE meta SET seq = seq + ?", (len(stamped),))
        self.rejected += len(waiting) + len(totals) - len(rows)
        return tuple(stamped)

    def report(self, paper: Paper, report: Struct, *, version: int | None) -> None:
        """Queue a report in place of one that still waits; it ends the document taken.

        version: of the document that is at work now.
        """
        with self._file.transaction() as db:
            self._queue_report(db, paper, report, version=version)
            self._end_taken(db, paper)

    def publish(self, suffix: Literal["log/checkpoint", "statement"], message: Struct) -> None:
        """Queue what the broker is to keep, in place of one that still waits."""
        with self._file.transaction() as db:
            self._queue_kept(db, suffix, message)

    def report_config(self, report: ConfigReport) -> None:
        self.report("config", report, version=report.version)

    def is_reported(self, paper: Paper) -> bool:
        """Whether the broker has acknowledged the last report, or there is none."""
        return not self._file.rows(
            "SELECT 1 FROM outbox, meta WHERE kind = ? AND suffix = ? AND row > sent_row",
            (REPORT, f"{paper}/reported"),
        )

    def set_health(self, health: VisionHealth) -> None:
        """Replace what vision knows of itself."""
        values = (msgspec.json.encode(health), self._mono_s(), machine_start())
        # Not worth a flush of the card every few seconds: after a power cut it is void anyway.
        with self._file.transaction(durable=False) as db:
            db.execute("DELETE FROM health")
            db.execute("INSERT INTO health VALUES (?, ?, ?)", values)

    def take(self, paper: Paper) -> bytes | None:
        """Return the newest desired document that this process has not been given yet.

        It stays in the door until its report is queued: after a crash it is taken again.
        """
        found = self._file.rows("SELECT revision, raw FROM desired WHERE name = ?", (paper,))
        taken = self._taken.get(paper)
        if not found or (taken is not None and taken[0] == found[0][0]):
            return None
        self._taken[paper] = found[0]
        return bytes(found[0][1])

    def take_config(self) -> bytes | None:
        return self.take("config")

    def end(self, paper: Paper) -> None:
        """End the document taken without a report; harmless after report()."""
        with self._file.transaction() as db:
            self._end_taken(db, paper)

    def config_taken(self) -> None:
        self.end("config")

    def commands(self) -> tuple[Asked, ...]:
        """Commands that wait, oldest first; each until it is answered or let go."""
        found = self._file.rows(
            "SELECT number, name, raw, reply, correlation FROM commands ORDER BY number"
        )
        return tuple(
            Asked(number=number, name=name, raw=raw, reply=reply, correlation=correlation)
            for number, name, raw, reply, correlation in found
        )

    def let_go(self, asked: Asked) -> None:
        """Remove a command that gets no answer."""
        with self._file.transaction() as db:
            door_inbox.end_command(db, asked)

    def is_answered(self, id_: str, *, t: int) -> bool:
        """Whether a command of that id, given at t, was answered once, or is too old to tell."""
        with self._file.transaction(durable=False) as db:
            return door_inbox.is_answered(db, id_, t)

    def answer(self, asked: Asked, answer: Struct, *, id_: str, t: int) -> bool:
        """Queue the one answer to a command, and remember that; both or none, and it is removed.

        Returns False where it was answered before: then nothing is queued.
        """
        with self._file.transaction() as db:
            door_inbox.end_command(db, asked)
            if door_inbox.is_answered(db, id_, t):
                return False
            door_inbox.note_answered(db, id_, t)
            row = Row(
                kind=REPORT,
                suffix=asked.reply,
                payload=msgspec.json.encode(answer),
                correlation=asked.correlation,
            )
            self._insert(db, [row])
        return True

    # -- uplink's side

    def parcels(self, *, after: int, limit: int) -> tuple[Parcel, ...]:
        """The oldest parcels with a row above after, in order.

        An event that has waited for over LATE_S, or since before the machine started, says that
        it is replayed.
        """
        query, values = door_outbox.query(after=after, limit=limit, now=self._now())
        return door_outbox.read(self._file.rows(query, values))

    def sent(self, row: int, *, forget: int = 0) -> None:
        """Note that a broker has acknowledged all parcels up to a row; they stay in the door.

        forget: remove those up to here, which the broker will not lose any more.
        """
        # What a power cut undoes here costs a repetition that receivers know, not an event.
        try:
            with self._file.transaction(durable=False) as db:
                db.execute("UPDATE meta SET sent_row = max(sent_row, ?)", (row,))
                more = door_outbox.forget(db, forget)
            while more:
                # Vision puts in between, and the log does not grow beyond its room.
                with self._file.transaction(durable=False) as db:
                    more = door_outbox.forget(db, forget)
        except DiskFullError:
            self._file.use_reserve()
            raise

    def deliver(self, paper: Paper, raw: bytes) -> None:
        """Keep a desired document for vision, in place of an older one of its name.

        The one that was judged last is not kept again: a broker repeats it at each connection.
        One that is too large is cut just above the limit, so that it is refused by its size.
        """
        with self._file.transaction() as db:
            door_inbox.keep_document(db, paper, raw)

    def deliver_config(self, raw: bytes) -> None:
        self.deliver("config", raw)

    def deliver_command(self, asked: Asked) -> bool:
        """Queue a command for vision. Returns False where so many wait that it is not taken."""
        # Who asked hears nothing until it is answered, and asks again.
        with self._file.transaction(durable=False) as db:
            return door_inbox.keep_command(db, asked)

    def health(self) -> tuple[VisionHealth, float] | None:
        """What vision last said of itself, and its age in seconds (infinite: before a reboot).

        None when it never said anything that this version understands.
        """
        found = self._file.rows("SELECT raw, mono_s, machine_start FROM health")
        if not found:
            return None
        raw, mono_s, started = found[0]
        age_s = self._mono_s() - mono_s if started == machine_start() else float("inf")
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(raw, type=VisionHealth), age_s
        return None

    # -- inside

    def _now(self) -> Moment:
        return Moment(mono_s=self._mono_s(), machine_start=machine_start())

    def _insert(self, db: sqlite3.Connection, rows: Sequence[Row]) -> None:
        door_outbox.insert(db, rows, now=self._now(), max_bytes=self._max_outbox_bytes)

    def _meta(self, column: str) -> Any:
        return self._file.rows(f"SELECT {column} FROM meta")[0][0]  # noqa: S608

    def _queue_report(
        self, db: sqlite3.Connection, paper: Paper, report: Struct, *, version: int | None
    ) -> None:
        self._queue_kept(db, f"{paper}/reported", report)
        if paper != "update":
            db.execute(f"UPDATE meta SET {paper}_version = ?", (version,))  # noqa: S608

    def _queue_kept(self, db: sqlite3.Connection, suffix: str, message: Struct) -> None:
        query = "SELECT row, size FROM outbox WHERE kind = ? AND suffix = ?"
        door_outbox.remove(db, query, (REPORT, suffix))
        row = Row(kind=REPORT, suffix=suffix, payload=msgspec.json.encode(message), retain=True)
        self._insert(db, [row])

    def _end_taken(self, db: sqlite3.Connection, paper: Paper) -> None:
        if paper in self._taken:
            door_inbox.end_document(db, paper, *self._taken[paper])


@cache
def machine_start() -> str:
    """Names this run of the kernel: its monotonic clock cannot be compared with another's."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
