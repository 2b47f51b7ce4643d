"""How much noise budget is spent: kept on the card before any number is told of it."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from edge.config import Noise

log = logging.getLogger(__name__)

_DAY_S: Final = 86_400
# Who else writes is done within milliseconds; a card that stalls for longer costs a count.
_WAIT_S: Final = 2.0
# Twice what 64 places spend in 31 days of hours. By number, not by age: a clock that once ran ahead
# must not make the camera forget what it has spent.
_KEPT_ROWS: Final = 100_000
# More than any budget: nothing is left until it is out of sight.
_ALL_OF_IT: Final = 2**62
_LAYOUT: Final = (
    "CREATE TABLE IF NOT EXISTS spent (n INTEGER PRIMARY KEY AUTOINCREMENT, t INTEGER NOT NULL,"
    " place TEXT NOT NULL, epsilon_milli INTEGER NOT NULL, UNIQUE (t, place))"
)


class Ledger:
    """One file; several that hold it at once cannot spend more than one could.

    A file that is damaged says nothing of what was spent: it is set aside and all counts as spent.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def spend(self, noise: Noise, t: int, places: tuple[str, ...]) -> frozenset[str]:
        """Charge the window that began at t with epsilon for each place, in order, while it lasts.

        Returns the places of which it may now be told; it survives a power cut before it returns.
        A window of a place is granted once, and none where the disk does not take it. What is
        dated up to noise.days before t or after it counts: a clock may have been put back.
        """
        try:
            with suppress(_DamagedError), self._transaction() as db:
                return self._granted(db, noise, t, places)
            self._seal(t)
        except (OSError, sqlite3.Error) as error:
            log.error("%s: no noise budget, counts are withheld: %s", self._path, error)
        return frozenset()

    def _granted(
        self, db: sqlite3.Connection, noise: Noise, t: int, places: tuple[str, ...]
    ) -> frozenset[str]:
        span_s = noise.days * _DAY_S
        query = "SELECT coalesce(sum(min(epsilon_milli, ?)), 0) FROM spent WHERE t > ? AND t < ?"
        (spent,) = db.execute(query, (noise.total_milli, t - span_s, t + span_s)).fetchone()
        granted = []
        for place in places:
            if spent + noise.epsilon_milli > noise.total_milli:
                break
            added = db.execute(
                "INSERT OR IGNORE INTO spent (t, place, epsilon_milli) VALUES (?, ?, ?)",
                (t, place, noise.epsilon_milli),
            )
            if added.rowcount:
                granted.append(place)
                spent += noise.epsilon_milli
        db.execute("DELETE FROM spent WHERE n <= (SELECT max(n) FROM spent) - ?", (_KEPT_ROWS,))
        return frozenset(granted)

    def _seal(self, t: int) -> None:
        """Begin a new file in which all is spent. Raises OSError, sqlite3.Error."""
        log.error("%s: damaged: no counts are told for a whole period", self._path)
        self._path.replace(self._path.with_suffix(".damaged"))
        with self._transaction() as db:
            row = (t, "", _ALL_OF_IT)
            db.execute("INSERT INTO spent (t, place, epsilon_milli) VALUES (?, ?, ?)", row)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the file to one at a time; what was done is on the disk when it ends.

        Raises _DamagedError, OSError, sqlite3.Error.
        """
        try:
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)) as db:
                db.execute("PRAGMA synchronous = EXTRA")
                db.execute("BEGIN IMMEDIATE")
                db.execute(_LAYOUT)
                yield db
                db.execute("COMMIT")
        except sqlite3.OperationalError:
            # Locked, full, read-only: nothing is wrong with what stands there.
            raise
        except sqlite3.DatabaseError as error:
            raise _DamagedError from error


class _DamagedError(Exception):
    """The file is no ledger, or not one any more."""
