"""All that is known of the camera at work; the next camera begins with nothing."""

from collections.abc import Iterator
from typing import Final

import msgspec

from edge import strict
from edge.config import Config
from edge.errors import DocumentError
from simulator.web.heard import Heard
from simulator.web.texts import Texts
from simulator.web.told import AtWork, Bytes, Ground, Header, Message, OnStage, Told, Troubled

# What the camera is told, not what it says.
_DOWN: Final = ("config/desired", "policy/desired", "update/desired", "command/")


class Present:
    """One camera's state. first_text: the configuration that it starts from, as it was written.

    config: the one at work, None until a picture has shown it.
    """

    def __init__(
        self, stage: OnStage | None = None, *, first_text: str = "", ground: Ground | None = None
    ) -> None:
        self._stage, self._ground = stage, ground
        self._heard = Heard()
        self._seen_before = 0
        self._texts = Texts(first_text)
        self._plain_config: dict[str, object] = {}
        self._at_work: AtWork | None = None
        self.bytes = Bytes(left=0, seen=0, messages=0)
        self.troubled = Troubled()
        self.config: Config | None = None

    def all(self) -> Iterator[Told]:
        """What a page must be told, first what ends the camera before."""
        for told in (self._stage, self._ground, self.troubled, self.bytes, self._at_work):
            if told is not None:
                yield told
        yield from self._heard.all()

    def hear(self, message: Message) -> Message:
        """Count and keep a message; it comes back with the sum, and marked where it came before."""
        if not message.stored and not message.topic.startswith(_DOWN):
            self.bytes = msgspec.structs.replace(
                self.bytes,
                left=self.bytes.left + message.size_bytes,
                messages=self.bytes.messages + 1,
            )
        return self._heard.add(msgspec.structs.replace(message, left_bytes=self.bytes.left))

    def look(self, header: Header) -> AtWork | None:
        """Take a picture's header; the configuration at work where it is a new one."""
        self._note_seen(header.seen_bytes)
        if header.config == self._plain_config:
            return None
        self._plain_config = header.config
        try:
            self.config = strict.convert(header.config, Config)
        except DocumentError:
            return None  # of another firmware
        self._at_work = self._texts.at_work(self.config)
        return self._at_work

    def remember(self, text: str) -> None:
        """Keep a configuration as it was written, should it come to work."""
        self._texts.add(text)

    def _note_seen(self, seen_bytes: int) -> None:
        """The camera counts from its own start: a restart must not make the sum fall."""
        seen = self._seen_before + seen_bytes
        if seen < self.bytes.seen:
            self._seen_before = self.bytes.seen
            seen = self._seen_before + seen_bytes
        self.bytes = msgspec.structs.replace(self.bytes, seen=seen)
