"""Sees from outside what goes through the door of a running device, and when."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from simulator.lab.record import Happened, Heard

_QUERY = "SELECT row, suffix, payload FROM outbox WHERE row > ? AND kind < 2 ORDER BY row"


class DoorWatch:
    """Notes when an event or count first lies in a door; path: of its file.

    What vision has judged lies there a quarter of a second later, and while the disk takes
    nothing only afterwards.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._after = 0
        self._seen: dict[tuple[str, bytes], float] = {}

    def look(self, *, t_s: float) -> None:
        """Look once. What comes and goes between two looks has arrived at the broker meanwhile."""
        for row, suffix, payload in self._rows():
            self._after = row
            self._seen.setdefault((suffix, _unstamped(payload)), t_s)

    def happened(self, heard: Iterable[Heard]) -> tuple[Happened, ...]:
        """All that was seen here or heard at the broker, at the earlier of the two times."""
        times = dict(self._seen)
        for message in heard:
            if message.topic.startswith(("event/", "count/")) and not message.stored:
                key = message.topic, _unstamped(message.payload)
                times[key] = min(times.get(key, message.t_s), message.t_s)
        return tuple(
            Happened(t_s=t_s, topic=topic, payload=payload)
            for (topic, payload), t_s in sorted(times.items(), key=lambda item: item[1])
        )

    def _rows(self) -> list[tuple[int, str, bytes]]:
        # Not there yet, or in another namespace, or written to for too long: seen another time.
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=0.1)) as door,
        ):
            return door.execute(_QUERY, (self._after,)).fetchall()
        return []


def _unstamped(payload: bytes) -> bytes:
    fields = msgspec.json.decode(payload)
    for stamp in ("session", "seq", "replayed"):
        fields.pop(stamp, None)
    return msgspec.json.encode(fields)
