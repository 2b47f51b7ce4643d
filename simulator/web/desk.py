"""What the pages see: one state, kept for those who come later, and any number of viewers.

Everything here runs on the event loop of the server.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import msgspec

from edge.config import Config
from simulator.web.present import Present
from simulator.web.told import (
    Bodies,
    Ground,
    Header,
    Message,
    OnStage,
    Parts,
    Scenes,
    Told,
    Troubled,
)

# A page that lets this many pile up has stopped reading; it comes back for a fresh state.
_MAX_UNREAD: Final = 1_000


@dataclass(slots=True, eq=False)
class Viewer:
    """One page: everything it has to be told, and of picture and truth the newest only."""

    unread: deque[Told] = field(default_factory=deque)
    picture: bytes | None = None
    bodies: Bodies | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, told: Told) -> None:
        self.unread.append(told)
        self.news.set()

    @property
    def overrun(self) -> bool:
        return len(self.unread) > _MAX_UNREAD


class Desk:
    """Gathers pictures, messages and states, and passes them on to every viewer."""

    def __init__(self, *, scenes: Scenes) -> None:
        self._viewers: set[Viewer] = set()
        self._scenes = scenes
        self._parts = Parts(camera="starting", broker="connecting", picture="waiting for it")
        self._present = Present()
        self._told_bytes = self._present.bytes

    @property
    def config(self) -> Config | None:
        """The configuration at work, None until a picture has shown it."""
        return self._present.config

    def begin(self, stage: OnStage, *, first_text: str, ground: Ground | None) -> None:
        """A new camera begins: forget the one before.

        first_text: the configuration that it starts from, as it was written.
        """
        self._present = Present(stage, first_text=first_text, ground=ground)
        self._told_bytes = self._present.bytes
        for viewer in self._viewers:
            viewer.picture = viewer.bodies = None
        for told in self._present.all():
            self._tell(told)

    def enter(self) -> Viewer:
        """Welcome a page: it is told the present state and from now on what is new."""
        viewer = Viewer()
        for told in (self._scenes, self._parts, *self._present.all()):
            viewer.tell(told)
        self._viewers.add(viewer)
        return viewer

    def leave(self, viewer: Viewer) -> None:
        self._viewers.discard(viewer)

    def hear(self, message: Message) -> None:
        """Take one message from the broker; an event that came before is marked."""
        self._tell(self._present.hear(message))

    def show(self, header: Header, raw: bytes) -> None:
        """Take one masked picture. raw: its header and JPEG as the page gets them."""
        self.set_parts(picture="ok")
        at_work = self._present.look(header)
        if at_work is not None:
            self._tell(at_work)
        for viewer in self._viewers:
            viewer.picture = raw
            viewer.news.set()

    def place(self, bodies: Bodies) -> None:
        """Take the truth of one moment."""
        for viewer in self._viewers:
            viewer.bodies = bodies
            viewer.news.set()

    def set_parts(self, **states: str) -> None:
        parts = msgspec.structs.replace(self._parts, **states)
        if parts != self._parts:
            self._parts = parts
            self._tell(parts)

    def set_troubled(self, troubled: Troubled) -> None:
        if troubled != self._present.troubled:
            self._present.troubled = troubled
            self._tell(troubled)

    def remember(self, text: str) -> None:
        """Keep a configuration as it was written, should it come to work."""
        self._present.remember(text)

    def tell_bytes(self) -> None:
        """Tell the counter's state, if it moved; called at the pace that a page can show."""
        if self._present.bytes != self._told_bytes:
            self._told_bytes = self._present.bytes
            self._tell(self._told_bytes)

    def _tell(self, told: Told) -> None:
        for viewer in self._viewers:
            viewer.tell(told)
