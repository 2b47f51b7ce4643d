"""One connection to the broker as the uplink sees it, whatever carries it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from edge.contract import topic
from edge.uplink.settings import UplinkSettings

KEEPALIVE_S: Final = 30
CONNECT_TIMEOUT_S: Final = 10.0
# As long as two keepalives: an answer that has not come by then will not come.
ANSWER_TIMEOUT_S: Final = 60.0
# Bounds what is under way when a connection breaks, and drains as fast as bare paho does.
WINDOW: Final = 50
# What the broker keeps of us while we are gone. As long as a command is worth anything: one that
# is sent while the connection is made again still arrives. MQTT 3.1.1 knows no such time, and would
# keep commands for ever; there a connection begins with nothing.
SESSION_EXPIRY_S: Final = 60
# A phone network takes seconds to hand a camera over; whoever is back by then was never gone.
WILL_DELAY_S: Final = 5
# What a camera is told, below its own prefix; the last by itself.
WANTED: Final = ("config/desired", "policy/desired", "update/desired", "command/+", "mark")


class LinkError(Exception):
    """The connection is over; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """expiry_s: seconds after which a broker need not deliver it any more, None for never.

    correlation: what the question had with it, in an answer. Both travel in MQTT 5 only.
    """

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    expiry_s: int | None = None
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What somebody has told this camera; the payload is never empty.

    suffix: of the topic, such as config/desired. response_topic, correlation: where and with what
    an answer is awaited, None where the question says nothing of it, as in MQTT 3.1.1.
    """

    suffix: str
    payload: bytes
    response_topic: str | None = None
    correlation: bytes | None = None


def received(
    camera: str, message: Message, *, response_topic: str | None = None
) -> Received | None:
    """Make what arrived into what was told; None for what is nothing to this camera.

    A retained command is nothing: the broker would repeat it at every connection.
    """
    suffix = message.topic.removeprefix(topic(camera, ""))
    if not message.payload or suffix == message.topic:
        return None
    if message.retain and suffix.startswith("command/"):
        return None
    return Received(
        suffix=suffix,
        payload=message.payload,
        response_topic=response_topic,
        correlation=message.correlation,
    )


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

    def received(self) -> tuple[Received, ...]:
        """What has arrived since the last call, in order."""
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
        link brings what is published at the camera's topics in WANTED. Raises LinkError,
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
