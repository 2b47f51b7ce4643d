"""Parcels from the door to the broker: in order, a small window, deleted once acknowledged."""

from collections import deque
from typing import Final

from edge.contract import topic
from edge.door import SENDING_ROWS, Door, Parcel
from edge.uplink.link import WINDOW, Link, Message

# One delete for this many acknowledgements: a tenth of the writes, and a kill repeats no more.
_BATCH: Final = 50
_READ_AHEAD: Final = SENDING_ROWS - WINDOW - _BATCH


class Outflow:
    """What is under way on one connection. Start a new one with each connection.

    At most SENDING_ROWS parcels are read, under way, or acknowledged but not yet deleted.
    """

    def __init__(self, door: Door, *, camera: str) -> None:
        self._door = door
        self._camera = camera
        self._after = 0
        self._more = True
        self._ready: deque[Parcel] = deque()
        self._under_way: dict[int, Parcel] = {}
        self._acknowledged: list[int] = []

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
            self._under_way[self._publish(link, parcel)] = parcel

    def settle(self, numbers: tuple[int, ...]) -> None:
        """Note acknowledgements; delete a full batch, or the last ones. Raises DoorError."""
        for number in numbers:
            parcel = self._under_way.pop(number, None)
            if parcel is not None:
                self._acknowledged.append(parcel.row)
        if len(self._acknowledged) >= _BATCH or not self._under_way:
            self.flush()

    def flush(self) -> None:
        """Delete what is acknowledged. Raises DoorError, and then it is tried again later."""
        if self._acknowledged:
            self._door.delivered(self._acknowledged)
            self._acknowledged.clear()

    def _read(self) -> None:
        if self._more:
            found = self._door.parcels(after=self._after, limit=_READ_AHEAD)
            self._more = len(found) == _READ_AHEAD
            self._after = found[-1].row if found else self._after
            self._ready.extend(found)

    def _publish(self, link: Link, parcel: Parcel) -> int:
        name = topic(self._camera, parcel.suffix)
        return link.publish(
            Message(topic=name, payload=parcel.payload, qos=parcel.qos, retain=parcel.retain)
        )
