"""What the pages see: one state, kept for those who come later, and any number of viewers.

Everything here runs on the event loop of the server.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec import Struct

from simulator.web.texts import Texts
from simulator.web.told import AtWork, Bytes, Header, Message, Parts, Told

_KEPT_MESSAGES: Final = 300
# A page that lets this many pile up has stopped reading; it comes back for a fresh state.
_MAX_UNREAD: Final = 1_000
# What the camera is told, not what it says.
_DOWN: Final = ("config/desired", "policy/desired", "update/desired", "command/")


@dataclass(slots=True, eq=False)
class Viewer:
    """One page: everything it has to be told, and the newest picture only."""

    unread: deque[Told] = field(default_factory=deque)
    picture: bytes | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, told: Told) -> None:
        self.unread.append(told)
        self.news.set()

    @property
    def overrun(self) -> bool:
        return len(self.unread) > _MAX_UNREAD


class Desk:
    """Gathers pictures, messages and states, and passes them on to every viewer.

    first_text: the configuration that the camera starts from, as it was written.
    """

    def __init__(self, *, first_text: str) -> None:
        self._viewers: set[Viewer] = set()
        self._log: deque[Message] = deque(maxlen=_KEPT_MESSAGES)
        self._latest: dict[str, Message] = {}
        self._last_seq: dict[str, int] = {}
        self._bytes = Bytes(left=0, seen=0, messages=0)
        self._told_bytes = self._bytes
        self._seen_before = 0
        self._parts = Parts(camera="ok", broker="connecting", picture="waiting for it")
        self._texts = Texts(first_text)
        self._config: dict[str, object] = {}
        self._at_work: AtWork | None = None

    def enter(self) -> Viewer:
        """Welcome a page: it is told the present state and from now on what is new."""
        viewer = Viewer()
        state: list[Told] = [self._parts, self._bytes, *self._latest.values(), *self._log]
        if self._at_work is not None:
            state.append(self._at_work)
        for told in state:
            viewer.tell(told)
        self._viewers.add(viewer)
        return viewer

    def leave(self, viewer: Viewer) -> None:
        self._viewers.discard(viewer)

    def hear(self, message: Message) -> None:
        """Take one message from the broker; an event that came before is only counted."""
        self._count(message)
        if self._is_repeated(message):
            return
        if message.topic.startswith(("event/", "count/")):
            self._log.append(message)
        else:
            self._latest[message.topic] = message
        self._tell(message)

    def show(self, header: Header, raw: bytes) -> None:
        """Take one masked picture. raw: its header and JPEG as the page gets them."""
        self.set_parts(picture="ok")
        self._note_seen(header.seen_bytes)
        if header.config != self._config:
            self._note_config(header.config)
        for viewer in self._viewers:
            viewer.picture = raw
            viewer.news.set()

    def set_parts(self, **states: str) -> None:
        parts = msgspec.structs.replace(self._parts, **states)
        if parts != self._parts:
            self._parts = parts
            self._tell(parts)

    def remember(self, text: str) -> None:
        """Keep a configuration as it was written, should it come to work."""
        self._texts.add(text)

    def tell_bytes(self) -> None:
        """Tell the counter's state, if it moved; called at the pace that a page can show."""
        if self._bytes != self._told_bytes:
            self._told_bytes = self._bytes
            self._tell(self._bytes)

    def _tell(self, told: Told) -> None:
        for viewer in self._viewers:
            viewer.tell(told)

    def _count(self, message: Message) -> None:
        if message.stored or message.topic.startswith(_DOWN):
            return
        self._bytes = msgspec.structs.replace(
            self._bytes,
            left=self._bytes.left + message.size_bytes,
            messages=self._bytes.messages + 1,
        )

    def _note_seen(self, seen_bytes: int) -> None:
        """The camera counts from its own start: a restart must not make the sum fall."""
        seen = self._seen_before + seen_bytes
        if seen < self._bytes.seen:
            self._seen_before = self._bytes.seen
            seen = self._seen_before + seen_bytes
        self._bytes = msgspec.structs.replace(self._bytes, seen=seen)

    def _is_repeated(self, message: Message) -> bool:
        numbered = _numbering(message)
        if numbered is None:
            return False
        if numbered.seq <= self._last_seq.get(numbered.session, 0):
            return True
        self._last_seq[numbered.session] = numbered.seq
        return False

    def _note_config(self, config: dict[str, object]) -> None:
        self._config = config
        self._at_work = self._texts.at_work(config)
        if self._at_work is not None:
            self._tell(self._at_work)


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
