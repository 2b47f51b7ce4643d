"""What a page that comes late is told of the past: the newest of everything, in its order."""

from collections import deque
from typing import Final

import msgspec
from msgspec import Struct

from simulator.web.told import Message

_KEPT_EVENTS: Final = 300
# Health comes every few seconds: it must not push the events out.
_KEPT_OTHERS: Final = 100


class Heard:
    """The newest messages, and the last one of every topic that is retained."""

    def __init__(self) -> None:
        self._events: deque[tuple[int, Message]] = deque(maxlen=_KEPT_EVENTS)
        self._others: deque[tuple[int, Message]] = deque(maxlen=_KEPT_OTHERS)
        self._latest: dict[str, tuple[int, Message]] = {}
        self._last_seq: dict[str, int] = {}
        self._number = 0

    def add(self, message: Message) -> Message:
        """Keep a message and return it, marked where it is an event that came before."""
        self._number += 1
        if self._is_repeated(message):
            message = msgspec.structs.replace(message, again=True)
        if message.topic.startswith(("event/", "count/")):
            self._events.append((self._number, message))
        else:
            self._others.append((self._number, message))
            self._latest[message.topic] = (self._number, message)
        return message

    def all(self) -> tuple[Message, ...]:
        """Everything kept, in the order in which it came."""
        kept = dict([*self._latest.values(), *self._events, *self._others])
        return tuple(kept[number] for number in sorted(kept))

    def _is_repeated(self, message: Message) -> bool:
        numbered = _numbering(message)
        if numbered is None:
            return False
        if numbered.seq <= self._last_seq.get(numbered.session, 0):
            return True
        self._last_seq[numbered.session] = numbered.seq
        return False


class _Numbering(Struct, frozen=True, kw_only=True):
    session: str
    seq: int


def _numbering(message: Message) -> _Numbering | None:
    """Read the number of an event; None for all that is not one."""
    if not message.topic.startswith("event/"):
        return None
    try:
        return msgspec.json.decode(message.text, type=_Numbering)
    except msgspec.DecodeError:
        return None
