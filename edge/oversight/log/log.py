"""The log on the disk: one entry a line, and beside them the checkpoint that was signed last.

Entries are flushed before the checkpoint that covers them is signed, and that replaces the old one
as a whole before anybody is told of it: a power cut at any moment leaves a log that continues what
was ever told. What a cut tore off the end covers no checkpoint, and is cut off.
"""

import base64
import logging
import os
from array import array
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from edge.contract import LogProof
from edge.errors import DocumentError, refuse
from edge.oversight.log.checkpoint import Checkpoint, open_checkpoint, origin_of, read_checkpoint
from edge.oversight.log.entry import Began, Entry, encoded, parse_entry
from edge.oversight.log.note import Note, parse_note
from edge.oversight.log.tree import Tree
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)

# In the state folder.
FOLDER: Final = "log"
ENTRIES: Final = "entries.jsonl"
CHECKPOINT: Final = "checkpoint"
# How many of the last entries it remembers, for whoever asks how many there were lately.
RECENT: Final = 64
_DAMAGED: Final = ".damaged-"
_PRIVATE: Final = 0o600


class Log:
    """For one process. key: that signs it, and whose log it is.

    note: its signed head. recent: the last entries, latest: the last of each kind. A log that is
    damaged is set aside, and another one begins that says so. Raises OSError.
    """

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self._folder = folder
        self._key = key
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._generation = 1 + len(list(folder.glob(f"{ENTRIES}{_DAMAGED}*")))
        self._tree, self._ends = Tree(), array("Q")
        self.note: Note | None = None
        self.recent: deque[Entry] = deque(maxlen=RECENT)
        self.latest: dict[type[Entry], Entry] = {}
        try:
            self._adopt(*self._load())
        except DocumentError as error:
            log.error("the log is damaged, and another one begins: %s", error)
            self._set_aside()
        if not self.size:
            self.append([self._began()])
        elif self.note is None or read_checkpoint(self.note).size < self.size:
            self._sign()

    @property
    def size(self) -> int:
        return self._tree.size

    @property
    def origin(self) -> str:
        return origin_of(self._key.public_key(), self._generation)

    def append(self, entries: Sequence[Entry]) -> None:
        """Put entries behind the last one, each at the place it gets, and sign that.

        Raises OSError where the disk does not take them, or the checkpoint: then nothing is left of
        them, and the log has to be opened again.
        """
        numbered = [replace(entry, n=self.size + k) for k, entry in enumerate(entries)]
        lines = [encoded(entry) for entry in numbered]
        self._write(b"".join(line + b"\n" for line in lines))
        for line in lines:
            self._tree.append(line)
        try:
            self._sign()
        except OSError:
            os.truncate(self._entries, self._bytes)
            raise
        self._remember(numbered, lines)

    def prove(self, *, entry: int | None, since: int | None) -> LogProof:
        """That an entry is in the log, and that it continues the one of `since` entries.

        Raises IndexError where there is no such entry, or were never so many; OSError.
        """
        path = () if entry is None else self._tree.inclusion(entry, self.size)
        way = () if since is None else self._tree.consistency(since, self.size)
        return LogProof(
            checkpoint=str(self.note),
            entry=None if entry is None else self._line(entry).decode(),
            inclusion=tuple(base64.b64encode(step).decode() for step in path),
            consistency=tuple(base64.b64encode(step).decode() for step in way),
        )

    # -- inside

    @property
    def _entries(self) -> Path:
        return self._folder / ENTRIES

    @property
    def _checkpoint(self) -> Path:
        return self._folder / CHECKPOINT

    @property
    def _bytes(self) -> int:
        return self._ends[-1] if self._ends else 0

    def _line(self, number: int) -> bytes:
        start = self._ends[number - 1] if number else 0
        with self._entries.open("rb") as file:
            file.seek(start)
            return file.read(self._ends[number] - start - 1)

    def _remember(self, entries: Sequence[Entry], lines: Sequence[bytes]) -> None:
        for entry, line in zip(entries, lines, strict=True):
            self._ends.append(self._bytes + len(line) + 1)
            self.recent.append(entry)
            self.latest[type(entry)] = entry

    def _sign(self) -> None:
        head = Checkpoint(origin=self.origin, size=self.size, root=self._tree.root())
        note = head.signed(self._key)
        keep_whole(self._checkpoint, str(note).encode())
        self.note = note

    def _write(self, raw: bytes) -> None:
        file = os.open(self._entries, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _PRIVATE)
        try:
            left = memoryview(raw)
            while left:
                left = left[os.write(file, left) :]
            os.fdatasync(file)
        except OSError:
            os.ftruncate(file, self._bytes)
            raise
        finally:
            os.close(file)

    def _adopt(self, entries: list[Entry], lines: list[bytes], note: Note | None) -> None:
        self._tree, self.note = Tree(lines), note
        self._remember(entries, lines)

    def _load(self) -> tuple[list[Entry], list[bytes], Note | None]:
        """What is whole, and the checkpoint. Raises DocumentError for what was not signed."""
        raw = _read(self._entries) or b""
        signed = _read(self._checkpoint)
        entries, lines, end = whole_lines(raw)
        if signed is not None:
            self._check(lines, open_checkpoint(signed, self._key.public_key()))
        elif len(lines) > 1:
            # The first entry is signed alone: more than that was signed once.
            raise refuse(CHECKPOINT, "is gone")
        if end < len(raw):
            log.warning("torn off: %d bytes that nobody signed are cut", len(raw) - end)
            os.truncate(self._entries, end)
        return entries, lines, None if signed is None else parse_note(signed)

    def _check(self, lines: list[bytes], head: Checkpoint) -> None:
        if head.origin != self.origin:
            raise refuse(CHECKPOINT, f"of another log: {head.origin}")
        if len(lines) < head.size:
            raise refuse(ENTRIES, f"{len(lines)} entries can be read, {head.size} were signed")
        if Tree(lines[: head.size]).root() != head.root:
            raise refuse(ENTRIES, "not what was signed")

    def _set_aside(self) -> None:
        """Move what is there out of the way; the names of entries set aside count generations."""
        aside = f"{_DAMAGED}{self._generation}"
        for path in (self._checkpoint, self._entries):
            if path.exists():
                path.replace(path.with_name(path.name + aside))
        (self._folder / (ENTRIES + aside)).touch(mode=_PRIVATE)
        self._generation += 1

    def _began(self) -> Began:
        if self._generation == 1:
            return Began(why="first")
        old = _read(self._folder / f"{CHECKPOINT}{_DAMAGED}{self._generation - 1}")
        try:
            head = open_checkpoint(old or b"", self._key.public_key())
        except DocumentError:
            return Began(why="damaged")
        return Began(why="damaged", old_size=head.size, old_root=head.root.hex())


def whole_lines(raw: bytes) -> tuple[list[Entry], list[bytes], int]:
    """The entries at the beginning that are whole and where they belong, and where they end."""
    entries: list[Entry] = []
    lines: list[bytes] = []
    end = 0
    while (stop := raw.find(b"\n", end)) >= 0:
        try:
            entry = parse_entry(raw[end:stop])
        except DocumentError:
            break
        if entry.n != len(lines):
            break
        entries.append(entry)
        lines.append(raw[end:stop])
        end = stop + 1
    return entries, lines, end


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
