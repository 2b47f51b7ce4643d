"""The card of a device in the lab, which can be full or read-only."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Final, Literal

from edge.door import file as door_file
from edge.loop.last_view import LastView, View
from edge.whole_file import keep_whole

DiskState = Literal["ok", "full", "read_only"]

_MOST_PAGES: Final = 2**32 - 2
_ERRORS: Final = {"full": errno.ENOSPC, "read_only": errno.EROFS}


class Disk:
    """What is written to it fails as the real thing does while it is full or read-only.

    Full: no database grows, as if no page were left; what fits into those it has is written.
    """

    def __init__(self) -> None:
        self._state: DiskState = "ok"
        self._connections: list[sqlite3.Connection] = []

    def set_state(self, state: DiskState) -> None:
        if state != self._state:
            self._state = state
            self._connections = [c for c in self._connections if self._applies(c)]

    def connect(self, path: Path) -> sqlite3.Connection:
        """Open a connection as edge.door.file.connect does. Raises sqlite3.Error."""
        connection = door_file.connect(path)
        self._connections.append(connection)
        self._applies(connection)
        return connection

    def writes(self) -> tuple[int, ...]:
        """Something that is another once anything was written to its databases."""
        try:
            return tuple(connection.total_changes for connection in self._connections)
        except sqlite3.ProgrammingError:
            self._connections = [c for c in self._connections if self._applies(c)]
            return self.writes()

    def check(self) -> None:
        """Raises OSError while nothing new can be written."""
        if self._state != "ok":
            raise OSError(_ERRORS[self._state], os.strerror(_ERRORS[self._state]))

    def keep(self, path: Path, content: bytes) -> None:
        """Write a file as edge.whole_file.keep_whole does. Raises OSError."""
        self.check()
        keep_whole(path, content)

    def _applies(self, connection: sqlite3.Connection) -> bool:
        """Let a connection feel the state. Returns False for one that is closed."""
        pages = 1 if self._state == "full" else _MOST_PAGES
        try:
            connection.execute(f"PRAGMA max_page_count = {pages}")
            connection.execute(f"PRAGMA query_only = {self._state == 'read_only':d}")
        except sqlite3.ProgrammingError:
            return False
        return True


class LabLastView(LastView):
    """A kept view on such a disk."""

    def __init__(self, path: Path, *, disk: Disk) -> None:
        super().__init__(path)
        self._disk = disk

    def keep(self, view: View) -> None:
        self._disk.check()
        super().keep(view)
