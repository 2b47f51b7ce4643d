"""What was judged and waits for a door that takes it."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from edge.door.door import LATE_S, Door
from edge.privacy.event import Event, Total

# What a full disk may pile up in memory: hours of a busy place, about a megabyte.
_MOST: Final = 2_000


class Waiting:
    """A queue in memory, bounded. overflowed: how many it has lost, the oldest events first."""

    def __init__(self) -> None:
        self.overflowed = 0
        self._events: list[tuple[float, Event]] = []
        self._counts: list[Total] = []

    def add(self, values: Iterable[Event | Total], *, now_s: float) -> None:
        """Take in what was judged at a moment of the monotonic clock."""
        for value in values:
            if isinstance(value, Total):
                self._counts.append(value)
            else:
                self._events.append((now_s, value))
        self._drop(self._events, len(self._events) + len(self._counts) - _MOST)
        self._drop(self._counts, len(self._counts) - _MOST)

    def pass_on(self, door: Door, *, now_s: float) -> None:
        """Hand all of it to the door, or keep it; what is late by now says so. Raises DoorError."""
        if not self._events and not self._counts:
            return
        events = [
            replace(event, replayed=True) if now_s - since_s > LATE_S else event
            for since_s, event in self._events
        ]
        door.put(events, self._counts)
        self._events.clear()
        self._counts.clear()

    def _drop(self, values: list[tuple[float, Event]] | list[Total], excess: int) -> None:
        if excess > 0:
            self.overflowed += min(excess, len(values))
            del values[:excess]
