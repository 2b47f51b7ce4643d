"""One connection to the broker as the uplink sees it, whatever carries it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from edge.uplink.settings import UplinkSettings

KEEPALIVE_S: Final = 30
CONNECT_TIMEOUT_S: Final = 10.0
# As long as two keepalives: an answer that has not come by then will not come.
ANSWER_TIMEOUT_S: Final = 60.0
# Bounds what a kill repeats, and still drains at three quarters of the speed of bare paho.
WINDOW: Final = 50


class LinkError(Exception):
    """The connection is over; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


@dataclass(slots=True)
class Traffic:
    """What was sent so far: messages, and the bytes of their topics and payloads."""

    sent_messages: int = 0
    sent_bytes: int = 0

    def count(self, message: Message) -> None:
        self.sent_messages += 1
        self.sent_bytes += len(message.topic) + len(message.payload)


class Link(Protocol):
    """A connection from its CONNECT to its end; never used again after a LinkError.

    is_up: the broker has agreed. answered: it has understood this version of MQTT.
    """

    @property
    def is_up(self) -> bool: ...

    @property
    def answered(self) -> bool: ...

    def step(self, timeout_s: float) -> None:
        """Move bytes both ways, or wait for up to timeout_s. Raises LinkError."""
        ...

    def room(self) -> int:
        """How many messages may be sent before an acknowledgement is needed."""
        ...

    def publish(self, message: Message) -> int:
        """Send now. Returns the number that acknowledged() will name. Raises LinkError."""
        ...

    def acknowledged(self) -> tuple[int, ...]:
        """Numbers that the broker has acknowledged since the last call."""
        ...

    def received(self) -> tuple[bytes, ...]:
        """Payloads that have arrived since the last call."""
        ...

    def close(self) -> None:
        """Say goodbye, so that the broker forgets the will. Never fails."""
        ...

    def drop(self) -> None:
        """End without a goodbye: the broker publishes the will."""
        ...


class Dial(Protocol):
    def __call__(
        self, settings: UplinkSettings, *, will: Message, v5: bool, traffic: Traffic
    ) -> Link:
        """Open a connection and send CONNECT; it is up only once the broker has agreed.

        will: what the broker says for us once we are silent. traffic: counts what is sent. The
        link brings what is published at the camera's config/desired. Raises LinkError,
        BadInputError.
        """
        ...


class Patience:
    """How long a broker may keep us waiting. mono_s: the clock that the wire lives by."""

    def __init__(self, mono_s: Callable[[], float]) -> None:
        self._mono_s = mono_s
        self._expires_s = mono_s() + CONNECT_TIMEOUT_S
        self._owed: dict[int, float] = {}

    @property
    def owed(self) -> int:
        """How many acknowledgements are outstanding."""
        return len(self._owed)

    def expect(self, number: int) -> None:
        """Note a message that is to be acknowledged."""
        self._owed[number] = self._mono_s()

    def came(self, number: int) -> bool:
        """Note an acknowledgement. Returns False for one that nobody waits for."""
        return self._owed.pop(number, None) is not None

    def check(self, *, is_up: bool) -> None:
        """Raises LinkError once the broker has taken too long."""
        if not is_up and self._mono_s() > self._expires_s:
            raise LinkError("the broker does not answer")
        oldest_s = next(iter(self._owed.values()), None)
        if oldest_s is not None and self._mono_s() - oldest_s > ANSWER_TIMEOUT_S:
            raise LinkError("the broker does not acknowledge")
