"""What waits in the door for vision: the newest document of each name, and commands in order."""

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Final, Literal

from edge.contract import MAX_ENVELOPE_BYTES

# Documents that the broker keeps for a camera at <name>/desired, answered at <name>/reported.
Paper = Literal["config", "policy", "update"]
# More than an operator asks at once; what a flood brings beyond it is not taken.
MAX_COMMANDS: Final = 16
# A command is a few hundred bytes with two signatures.
MAX_COMMAND_BYTES: Final = 4_096
# Days of an operator who asks every few minutes; each takes some fifty bytes.
MAX_ANSWERED: Final = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as it came, unproven. name: of its topic. reply: suffix that an answer goes to.

    number: None until it lies in the door.
    """

    name: str
    raw: bytes
    reply: str
    correlation: bytes | None = None
    number: int | None = None


def keep_document(db: sqlite3.Connection, paper: Paper, raw: bytes) -> None:
    """Keep a document in place of an older one of its name, but for the one judged last.

    One that is too large is cut just above the limit, so that it is refused by its size.
    """
    kept = raw[: MAX_ENVELOPE_BYTES + 1]
    db.execute("DELETE FROM desired WHERE name = ?", (paper,))
    last = db.execute("SELECT digest FROM judged WHERE name = ?", (paper,)).fetchone()
    if last != (_digest(kept),):
        db.execute("INSERT INTO desired (name, raw) VALUES (?, ?)", (paper, kept))


def end_document(db: sqlite3.Connection, paper: Paper, revision: int, raw: bytes) -> None:
    """Note that a document was judged; a newer one stays."""
    db.execute("DELETE FROM desired WHERE name = ? AND revision <= ?", (paper, revision))
    db.execute("INSERT OR REPLACE INTO judged VALUES (?, ?)", (paper, _digest(raw)))


def keep_command(db: sqlite3.Connection, asked: Asked) -> bool:
    """Queue a command. Returns False for one that finds no room, or is too large to be one."""
    (waiting,) = db.execute("SELECT count(*) FROM commands").fetchone()
    if waiting >= MAX_COMMANDS or len(asked.raw) > MAX_COMMAND_BYTES:
        return False
    db.execute(
        "INSERT INTO commands (name, raw, reply, correlation) VALUES (?, ?, ?, ?)",
        (asked.name, asked.raw, asked.reply, asked.correlation),
    )
    return True


def end_command(db: sqlite3.Connection, asked: Asked) -> None:
    db.execute("DELETE FROM commands WHERE number = ?", (asked.number,))


def is_answered(db: sqlite3.Connection, id_: str, t: int) -> bool:
    """Whether a command was answered, or is so old that nobody remembers.

    t: when it was given, of its signed content.
    """
    (forgotten_t,) = db.execute("SELECT forgotten_t FROM meta").fetchone()
    found = db.execute("SELECT 1 FROM answered WHERE id = ?", (id_,)).fetchone()
    return t <= forgotten_t or found is not None


def note_answered(db: sqlite3.Connection, id_: str, t: int) -> None:
    """Remember that a command was answered, and forget the oldest beyond MAX_ANSWERED."""
    db.execute("INSERT INTO answered VALUES (?, ?)", (id_, t))
    oldest = db.execute(
        "SELECT id, t FROM answered ORDER BY t DESC, id LIMIT -1 OFFSET ?", (MAX_ANSWERED,)
    ).fetchall()
    db.executemany("DELETE FROM answered WHERE id = ?", [(old,) for old, _ in oldest])
    for _, old_t in oldest:
        db.execute("UPDATE meta SET forgotten_t = max(forgotten_t, ?)", (old_t,))


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()
