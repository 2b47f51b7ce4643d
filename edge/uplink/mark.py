"""What the broker still knows of what it has acknowledged: the camera's message to itself.

A broker that is killed forgets what it has acknowledged and not yet saved. What it saves it saves
at one moment, so one that shows a mark has all that it acknowledged before. What came after the
mark is told again, and where only the way was broken that is next to nothing.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from edge.clock import Clock
from edge.contract import Mark, topic
from edge.door.door import Door
from edge.uplink.link import Link, Message, Received

SUFFIX: Final = "mark"
# What is told again at most after a break of the way: so many parcels, or what is so old.
_EVERY_ROWS: Final = 100
_EVERY_S: Final = 30.0
# The broker has seen our question before what it acknowledged. Several machines may need a moment.
_GRACE_S: Final = 5.0


class Marker:
    """Asks for the mark when a connection begins, and moves it on. Start a new one with each.

    session: of the door's numbering. Marks are of QoS 0: a broker that does not let cameras have
    one says nothing, where it would end the connection over one of QoS 1.
    """

    def __init__(self, door: Door, clock: Clock, *, camera: str, session: str) -> None:
        self._door = door
        self._clock = clock
        self._topic = topic(camera, SUFFIX)
        self._session = session
        self._asked = False
        self._expires_s: float | None = None
        self._marked = 0
        self._marked_s = clock.mono_s()

    def ask(self, link: Link) -> None:
        """Ask, once. The answer is the retained mark, if there is one, and then the question."""
        if not self._asked:
            link.publish(self._message(None))
        self._asked = True

    def note(self, arrived: Iterable[Received], *, acknowledged: bool) -> int | None:
        """Return the row up to which the broker knows all, once that is known; only once.

        acknowledged: whether it has acknowledged anything by now. One that then says nothing is
        believed at its word: it knows all that it ever acknowledged.
        """
        for one in arrived:
            if one.suffix == SUFFIX and self._is_answer(one.payload):
                # Never more than it has acknowledged, whatever it says.
                self._marked = min(self._marked, self._door.sent_row)
                return self._marked
        now_s = self._clock.mono_s()
        if acknowledged and self._expires_s is None:
            self._expires_s = now_s + _GRACE_S
        if self._expires_s is not None and now_s > self._expires_s:
            return self._door.sent_row
        return None

    def move(self, link: Link, row: int, *, now: bool = False) -> None:
        """Leave a mark: up to this row all is acknowledged. now: not only when it is worth it."""
        now_s = self._clock.mono_s()
        if row <= self._marked:
            self._marked_s = now_s
        elif now or row >= self._marked + _EVERY_ROWS or now_s >= self._marked_s + _EVERY_S:
            link.publish(self._message(row))
            self._marked, self._marked_s = row, now_s

    def _is_answer(self, raw: bytes) -> bool:
        try:
            mark = msgspec.json.decode(raw, type=Mark)
        except msgspec.DecodeError:
            return False
        if mark.session == self._session and mark.row is not None:
            self._marked = mark.row
        return mark.row is None

    def _message(self, row: int | None) -> Message:
        mark = Mark(session=self._session, row=row)
        raw = msgspec.json.encode(mark)
        return Message(topic=self._topic, payload=raw, qos=0, retain=row is not None)
