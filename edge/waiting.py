"""What was judged and waits for a door that takes it."""

from collections.abc import Iterable
from typing import Final

from edge.door import Door
from edge.privacy.event import Event, Total

# What a full disk may pile up in memory: hours of a busy place, about a megabyte.
_MOST: Final = 2_000


class Waiting:
    """A queue in memory, bounded. overflowed: how many it has lost, oldest first."""

    def __init__(self) -> None:
        self.overflowed = 0
        self._values: list[Event | Total] = []

    def add(self, values: Iterable[Event | Total]) -> None:
        self._values += values
        excess = len(self._values) - _MOST
        if excess > 0:
            self.overflowed += excess
            del self._values[:excess]

    def pass_on(self, door: Door) -> None:
        """Hand all of it to the door, or keep it. Raises DoorError."""
        if not self._values:
            return
        counts = [value for value in self._values if isinstance(value, Total)]
        events = [value for value in self._values if not isinstance(value, Total)]
        door.put(events, counts)
        self._values.clear()
