"""Parcels from the door to the broker: in order, a small window, deleted once they are safe.

A broker that dies forgets what it has acknowledged and not yet saved or passed on. So what it
acknowledged stays in the door until it has had the time to save it; edge/uplink/mark.py finds out
what of that has to be told again. Receivers know it by its id.
"""

from collections import deque
from math import inf
from typing import Final

from edge.clock import Clock
from edge.contract import topic
from edge.door.door import SENDING_ROWS, Door, Parcel
from edge.uplink.link import WINDOW, Link, Message

# One write for this many acknowledgements.
_BATCH: Final = 100
_READ_AHEAD: Final = SENDING_ROWS - WINDOW - _BATCH
# Mosquitto as we deploy it saves every minute what it has acknowledged.
HELD_S: Final = 70.0
# A write for each that is safe would wear the card: those of half a minute go together.
_FORGET_AFTER_S: Final = HELD_S + 30.0


class Outflow:
    """What is under way on one connection. Start a new one with each connection.

    after: the row up to which the broker knows all. At most SENDING_ROWS parcels are read, under
    way, or acknowledged and not yet noted in the door.
    known_row: up to here the broker knows all, and the door says so.
    reported: the last report on a configuration that was sent, None while there was none.
    """

    def __init__(self, door: Door, clock: Clock, *, camera: str, after: int = 0) -> None:
        self.known_row = after
        self.reported: bytes | None = None
        self._door = door
        self._clock = clock
        self._camera = camera
        self._after = after
        self._more = True
        self._ready: deque[Parcel] = deque()
        self._under_way: dict[int, int] = {}
        self._acknowledged: list[int] = []
        # Rows that are noted in the door, and since when, oldest first; each stands for those below
        # it. What the broker knew before it may have learnt just now, and not saved yet.
        self._held: list[tuple[int, float]] = [(after, clock.mono_s())]

    @property
    def waits(self) -> bool:
        """Whether something is under way that the broker has not answered."""
        return bool(self._under_way)

    def wake(self) -> None:
        """Look into the door again: it was changed."""
        self._more = True

    def send(self, link: Link) -> None:
        """Send as much as the window allows. Raises LinkError, DoorError."""
        room = min(link.room(), _BATCH + WINDOW - len(self._under_way) - len(self._acknowledged))
        for _ in range(room):
            if not self._ready:
                self._read()
            if not self._ready:
                return
            parcel = self._ready.popleft()
            self._under_way[self._publish(link, parcel)] = parcel.row

    def settle(self, numbers: tuple[int, ...]) -> None:
        """Take in acknowledgements; note a full batch, or the last ones. Raises DoorError."""
        for number in numbers:
            row = self._under_way.pop(number, None)
            if row is not None:
                self._acknowledged.append(row)
        is_last = bool(self._acknowledged) and not self._under_way
        if self._is_late() or is_last or len(self._acknowledged) >= _BATCH:
            self.note()

    def note(self) -> None:
        """Note in the door what is acknowledged, and forget what the broker will not lose.

        Raises DoorError, and then it is tried again later.
        """
        now_s = self._clock.mono_s()
        # In order but for those that the broker has overtaken: these wait for the ones before.
        first = min(self._under_way.values(), default=inf)
        last = max((row for row in self._acknowledged if row < first), default=self.known_row)
        held = [*self._held, (last, now_s)] if last > self.known_row else self._held
        safe = [row for row, since_s in held if self._is_late() and since_s < now_s - HELD_S]
        if last == self.known_row and not safe:
            return
        self._door.sent(last, forget=max(safe, default=0))
        self.known_row, self._held = last, held[len(safe) :]
        self._acknowledged = [row for row in self._acknowledged if row > first]

    def _is_late(self) -> bool:
        now_s = self._clock.mono_s()
        return bool(self._held) and self._held[0][1] < now_s - _FORGET_AFTER_S

    def _read(self) -> None:
        if self._more:
            found = self._door.parcels(after=self._after, limit=_READ_AHEAD)
            self._more = len(found) == _READ_AHEAD
            self._after = found[-1].row if found else self._after
            self._ready.extend(found)

    def _publish(self, link: Link, parcel: Parcel) -> int:
        if parcel.suffix == "config/reported":
            self.reported = parcel.payload
        name = topic(self._camera, parcel.suffix)
        return link.publish(
            Message(
                topic=name,
                payload=parcel.payload,
                qos=parcel.qos,
                retain=parcel.retain,
                correlation=parcel.correlation,
            )
        )
