"""What vision tells the log, kept in memory until the disk has it, and told to the broker then."""

import logging
from collections import deque
from collections.abc import Callable
from itertools import islice
from math import inf
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from edge.clock import Clock
from edge.contract import Command, LogCheckpoint, LogProof
from edge.door.door import Door
from edge.errors import DocumentError
from edge.oversight.log import spool
from edge.oversight.log.budget import BURST, START_OF, Budget, budget_after
from edge.oversight.log.entry import Entry, Exported, Started, minute_of
from edge.oversight.log.log import Log

log = logging.getLogger(__name__)

# A disk that took nothing is tried again so soon.
_TRY_EVERY_S: Final = 10.0
# And what other programs left is taken in: nobody waits for it.
_LOOK_EVERY_S: Final = 5.0


class Journal:
    """For one thread. folder: of the log. key: gives the camera's own; may raise DocumentError.

    While there is no room, by the budget or on the disk, the newest of each kind is kept and says
    how many before it were not.
    """

    def __init__(self, folder: Path, *, key: Callable[[], Ed25519PrivateKey], clock: Clock) -> None:
        self._folder = folder
        self._key = key
        self._clock = clock
        self._log: Log | None = None
        self._budget = Budget(BURST, mono_s=clock.mono_s())
        self._waiting: deque[Entry] = deque()
        self._handed: list[Path] = []
        self._told: tuple[str, str] | None = None
        self._due_s = self._look_s = -inf
        self._complaint: str | None = None

    def note(self, entry: Entry) -> None:
        """Take what has just happened."""
        entry = replace(entry, t=minute_of(self._clock.utc_s()))
        if len(self._waiting) >= self._budget.left(self._clock.mono_s()):
            entry = self._in_place_of_older(entry)
        self._waiting.append(entry)

    def note_change(self, entry: Entry) -> None:
        """Take how something is, unless the log says so already."""
        before = next((e for e in reversed(self._waiting) if type(e) is type(entry)), None)
        if before is None and (opened := self._opened()) is not None:
            before = opened.latest.get(type(entry))
        if before is None or replace(before, n=0, t=None, skipped=0) != entry:
            self.note(entry)

    def started(self, entry: Started) -> None:
        """Take the beginning of this run."""
        self._opened()
        if self._budget.left(self._clock.mono_s()) or (entry.boot or 0) % START_OF == 0:
            self.note(entry)

    def turn(self, door: Door, *, session: str | None) -> None:
        """Put what waits on the disk, and its head into the door. Raises DoorError.

        session: of the door; another one was never told.
        """
        now_s = self._clock.mono_s()
        if now_s < self._due_s:
            return
        self._take_in(now_s)
        self._write(now_s)
        note = None if self._log is None or self._log.note is None else str(self._log.note)
        if note is not None and session is not None and self._told != (session, note):
            door.publish("log/checkpoint", LogCheckpoint(note=note))
            self._told = session, note

    def prove(self, command: Command) -> LogProof | None:
        """What a log-proof asks for, None where that cannot be proved."""
        opened = self._opened()
        try:
            if opened is not None:
                return opened.prove(entry=command.entry, since=command.since)
        except (IndexError, OSError) as error:
            log.warning("no proof: %s", error)
        return None

    # -- inside

    def _in_place_of_older(self, entry: Entry) -> Entry:
        for older in self._waiting:
            if type(older) is type(entry):
                self._waiting.remove(older)
                return replace(entry, skipped=entry.skipped + older.skipped + 1)
        return entry

    def _take_in(self, now_s: float) -> None:
        """Take what other programs have left; it stays there until it is in the log."""
        if self._handed or now_s < self._look_s:
            return
        self._look_s = now_s + _LOOK_EVERY_S
        try:
            for path, entry in spool.handed_in(self._folder):
                if isinstance(entry, Exported):
                    self.note(entry)
                self._handed.append(path)
        except OSError as error:
            self._complain(str(error))

    def _write(self, now_s: float) -> None:
        opened = self._opened()
        count = min(len(self._waiting), self._budget.left(now_s))
        if opened is None:
            return
        try:
            if count:
                opened.append(list(islice(self._waiting, count)))
            self._complaint = None
        except OSError as error:
            self._log = None
            self._fail(str(error))
            return
        self._budget.spend(count)
        for _ in range(count):
            self._waiting.popleft()
        if not self._waiting:
            self._forget_handed()

    def _forget_handed(self) -> None:
        try:
            for path in self._handed:
                path.unlink(missing_ok=True)
            self._handed = []
        except OSError as error:
            self._fail(str(error))

    def _opened(self) -> Log | None:
        if self._log is None and self._clock.mono_s() >= self._due_s:
            try:
                self._log = Log(self._folder, self._key())
            except (OSError, DocumentError) as error:
                self._fail(str(error))
                return None
            now_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
            self._budget = budget_after(self._log.recent, mono_s=now_s, utc_s=utc_s)
        return self._log

    def _fail(self, reason: str) -> None:
        self._due_s = self._clock.mono_s() + _TRY_EVERY_S
        self._complain(reason)

    def _complain(self, reason: str) -> None:
        if reason != self._complaint:
            log.error("the log takes nothing: %s", reason)
        self._complaint = reason
