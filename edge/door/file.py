"""The file behind the door: SQLite, shared by two processes, set aside when it is damaged."""

import fcntl
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from edge.door.layout import UnknownLayoutError, lay_out
from edge.errors import NotNowError

_BUSY_TIMEOUT_S: Final = 5.0
# A lone event changes four pages: small ones wear a card 2.5 times less than SQLite's usual 4096.
_PAGE_BYTES: Final = 1024
# Pages in the log before they move to the file: on a full disk the log grows by no more than this.
_CHECKPOINT_PAGES: Final = 2**20 // _PAGE_BYTES
# Given back when the disk is full: to move a log and to delete rows takes room too.
_RESERVE_BYTES: Final = 4 * 2**20
# Enough to find out what happened, too few to fill a card.
_MAX_SET_ASIDE: Final = 2
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DoorError(NotNowError):
    """The door cannot be used now (disk full, read-only, busy); the message names the file."""


class DiskFullError(DoorError):
    """As DoorError; deleting may still be possible after DoorFile.use_reserve()."""


class _DamagedError(Exception):
    pass


Connect = Callable[[Path], sqlite3.Connection]


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection to SQLite that begins no transaction by itself. Raises sqlite3.Error."""
    return sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)


class DoorFile:
    """One connection to the file, for one thread: opened when it is first used, and when the file
    was replaced.

    new_session: names the numbering of a file that is started afresh. connect: opens one.
    """

    def __init__(
        self, path: Path, *, new_session: Callable[[], str], connect: Connect = connect
    ) -> None:
        self.path = path
        self._new_session = new_session
        self._connect = connect
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        self._damaged_inode: int | None = None

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = None

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing. Raises DoorError.

        durable: it survives a power cut once it has returned; otherwise only the death of a
        process, and the file stays consistent either way.
        """
        with self._errors():
            db = self._current()
            # WAL with NORMAL loses the last commits at a power cut, with FULL none: measured.
            db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            with db:
                db.execute("BEGIN IMMEDIATE")
                yield db

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Raises DoorError."""
        with self._errors():
            return self._current().execute(query, values).fetchall()

    def version(self) -> tuple[int, int]:
        """A value that differs once another connection has changed anything. Raises DoorError."""
        with self._errors():
            found = self._current().execute("PRAGMA data_version").fetchone()
            return self._inode, int(found[0])

    def use_reserve(self) -> None:
        """Make room on a full disk so that rows can be deleted; there is only one reserve."""
        with suppress(OSError, DoorError):
            _reserve(self.path).unlink(missing_ok=True)
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._damaged_inode = self._inode
                self.close()
            kind = DiskFullError if _code(error) == sqlite3.SQLITE_FULL else DoorError
            raise kind(f"{self.path}: {error}") from error
        except OSError as error:
            raise DoorError(f"{self.path}: {error.strerror}") from error

    def _current(self) -> sqlite3.Connection:
        if self._db is not None and self._inode == _inode(self.path):
            return self._db
        # SQLite sees that its file was moved and leaves the new one's log alone when it closes.
        self.close()
        self._db = self._open()
        self._inode = _inode(self.path)
        return self._db

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.path):
            try:
                if _inode(self.path) == self._damaged_inode:
                    # The check finds no index that contradicts its table; using it did.
                    raise _DamagedError
                db = self._prepared(recovered=0)
            except _DamagedError:
                db = self._prepared(recovered=_set_aside(self.path))
            # Only now: on a disk that is nearly full the door itself comes first.
            _fill_reserve(_reserve(self.path))
            return db

    def _prepared(self, *, recovered: int) -> sqlite3.Connection:
        _make_private(self.path)
        db = self._connect(self.path)
        try:
            _prepare(db, new_session=self._new_session, recovered=recovered)
        except sqlite3.DatabaseError as error:
            db.close()
            if _is_damage(error):
                raise _DamagedError from error
            raise
        except _DamagedError:
            db.close()
            raise
        return db


def _make_private(path: Path) -> None:
    """For its user alone; in a folder that hands its group on (setgid), for that group as well."""
    # SQLite gives its log and index files the rights of the file itself. Never open a file that
    # is there: closing it again would release the locks of another Door in this process.
    mode = 0o660 if path.parent.stat().st_mode & stat.S_ISGID else 0o600
    if not path.exists():
        path.touch(mode=mode)
    if stat.S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)
    if not os.access(path, os.W_OK):
        # SQLite would open it, on a disk that is read-only now, and never write through it again.
        raise DoorError(f"{path}: cannot be written")


def _prepare(db: sqlite3.Connection, *, new_session: Callable[[], str], recovered: int) -> None:
    db.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    db.execute(f"PRAGMA journal_size_limit = {_RESERVE_BYTES}")
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _DamagedError
    try:
        lay_out(db, session=new_session(), recovered=recovered)
    except UnknownLayoutError as error:
        raise _DamagedError from error


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in _DAMAGE


def _code(error: sqlite3.DatabaseError) -> int:
    # The low byte is the error, the rest says where it arose.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _set_aside(path: Path) -> int:
    """Rename a damaged file and its log. Returns how many times that has happened here."""
    found = [int(p.suffix.rpartition("-")[2]) for p in _aside(path)]
    number = max(found, default=0) + 1
    for ending in ("-wal", "-shm", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(path.with_name(f"{path.name}{ending}.corrupt-{number}"))
    for old in _aside(path):
        if int(old.suffix.rpartition("-")[2]) <= number - _MAX_SET_ASIDE:
            old.unlink()
    return number


def _aside(path: Path) -> list[Path]:
    return [p for p in path.parent.glob(f"{path.name}*.corrupt-*") if p.suffix[9:].isdigit()]


def _reserve(path: Path) -> Path:
    return path.with_name(path.name + ".reserve")


def _fill_reserve(reserve: Path) -> None:
    if reserve.exists():
        return
    with suppress(OSError):
        try:
            with reserve.open("xb") as file:
                os.posix_fallocate(file.fileno(), 0, _RESERVE_BYTES)
        except OSError:
            reserve.unlink()


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return -1


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process at a time may judge the file: both would set it aside."""
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
