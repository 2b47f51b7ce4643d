"""How the door's file is laid out, and how a file of an earlier firmware becomes one of today's."""

import sqlite3
from typing import Final

LAYOUT: Final = 2

# outbox.kind: what is dropped first when the outbox is full: 0 events, 1 counts, never 2 reports.
# AUTOINCREMENT: a row number is never given twice, so a late delete cannot hit a newer parcel.
# put_s: of the monotonic clock; rows up to meta.old_row were put before meta.machine_start began,
# and rows up to meta.sent_row were acknowledged by a broker that may still forget them.
_OUTBOX: Final = """
CREATE TABLE outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, suffix TEXT NOT NULL,
    payload BLOB NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL, size INTEGER NOT NULL,
    put_s INTEGER NOT NULL DEFAULT 0, correlation BLOB
);
CREATE INDEX drop_order ON outbox (kind, row)
"""
_META: Final = """
CREATE TABLE meta (
    session TEXT NOT NULL, recovered INTEGER NOT NULL,
    boot INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,
    dropped_events INTEGER NOT NULL DEFAULT 0, dropped_counts INTEGER NOT NULL DEFAULT 0,
    outbox_bytes INTEGER NOT NULL DEFAULT 0, config_version INTEGER, policy_version INTEGER,
    machine_start TEXT NOT NULL DEFAULT '', old_row INTEGER NOT NULL DEFAULT 0,
    forgotten_t INTEGER NOT NULL DEFAULT 0, sent_row INTEGER NOT NULL DEFAULT 0
)
"""
_HEALTH: Final = """
CREATE TABLE health (raw BLOB NOT NULL, mono_s REAL NOT NULL, machine_start TEXT NOT NULL)
"""
# desired: the newest document of each name, and in judged the one that was answered last.
# answered: the commands that were; of those forgotten none is newer than meta.forgotten_t.
_INBOX: Final = """
CREATE TABLE desired (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, raw BLOB NOT NULL
);
CREATE TABLE judged (name TEXT PRIMARY KEY, digest BLOB NOT NULL);
CREATE TABLE commands (
    number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, raw BLOB NOT NULL,
    reply TEXT NOT NULL, correlation BLOB
);
CREATE TABLE answered (id TEXT PRIMARY KEY, t INTEGER NOT NULL)
"""
_FROM_1: Final = """
ALTER TABLE meta RENAME COLUMN dropped TO dropped_events;
ALTER TABLE meta ADD COLUMN dropped_counts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meta ADD COLUMN policy_version INTEGER;
ALTER TABLE meta ADD COLUMN machine_start TEXT NOT NULL DEFAULT '';
ALTER TABLE meta ADD COLUMN old_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meta ADD COLUMN forgotten_t INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meta ADD COLUMN sent_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meta DROP COLUMN judged;
ALTER TABLE outbox ADD COLUMN put_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN correlation BLOB;
DROP TABLE desired
"""


class UnknownLayoutError(Exception):
    """A file of another program, or of a later firmware."""


def lay_out(db: sqlite3.Connection, *, session: str, recovered: int) -> None:
    """Make an empty file a fresh door, or one of an earlier firmware a door of today's.

    session, recovered: what a fresh one begins with. All or nothing. What an earlier firmware
    desired and did not judge is let go: the broker repeats it. Raises UnknownLayoutError,
    sqlite3.Error.
    """
    (layout,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if layout == 0 and tables == 0:
        with db:
            _run(db, f"BEGIN IMMEDIATE; {_META}; {_OUTBOX}; {_INBOX}; {_HEALTH}")
            db.execute("INSERT INTO meta (session, recovered) VALUES (?, ?)", (session, recovered))
            db.execute(f"PRAGMA user_version = {LAYOUT}")
    elif layout == 1:
        with db:
            _run(db, f"BEGIN IMMEDIATE; {_FROM_1}; {_INBOX}; PRAGMA user_version = {LAYOUT}")
    elif layout != LAYOUT:
        raise UnknownLayoutError


def _run(db: sqlite3.Connection, statements: str) -> None:
    # Not executescript(): it would commit first.
    for statement in statements.split(";"):
        db.execute(statement)
