"""One of very many connections: paho as a wire, driven by whoever watches its socket."""

import select
import ssl
import threading
from typing import Final

from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from edge.uplink.link import KEEPALIVE_S, LinkError, Message
from simulator.fleet.client import client_of, terms
from simulator.fleet.dial import Dial, Place

# One message a look would cost a busy subscriber a system call more for each.
_READ_AT_ONCE: Final = 200
# In place of the condition that paho makes for each message, for wait_for_publish(): with it, a
# message under way costs 1.9 KiB, without 0.5.
_NOBODY_WAITS: Final = threading.Condition(threading.Lock())
_SILENCE: Final = "the broker hung up without an answer"


class Link:
    """A connection from its first packet to its end; never used again after a LinkError.

    name: client id, and user name unless there is one. kept_s: how long the broker keeps the
    session after the end of the connection.
    is_up: the broker has agreed. is_subscribed: to what it was asked for. acknowledged: numbers
    of messages that it has answered for. received: (topic, payload, retained) of what it has
    sent. Whoever reads these two empties them.
    """

    __slots__ = (
        "_client",
        "_dial",
        "_place",
        "_reason",
        "_refused",
        "acknowledged",
        "is_subscribed",
        "is_up",
        "received",
    )

    def __init__(
        self,
        *,
        name: str,
        user: str | None = None,
        place: Place,
        source: str | None = None,
        tls: ssl.SSLContext | None = None,
        will: Message | None = None,
        kept_s: int = 0,
    ) -> None:
        self._place = place
        self._reason = _SILENCE if tls is None else f"{_SILENCE}; does it accept the certificate?"
        self._refused = False
        self.is_up = False
        self.is_subscribed = False
        self.acknowledged: list[int] = []
        self.received: list[tuple[str, bytes, bool]] = []
        self._dial: Dial | None = Dial(place, source=source, tls=tls)
        self._client = client_of(name, user or name, self)
        self._client.kept_s = kept_s
        if will is not None:
            self._client.will_set(will.topic, will.payload, will.qos, will.retain)

    def fileno(self) -> int:
        """The socket's file, -1 once it is closed. It stays the same for the whole connection."""
        wire = self._client.socket() if self._dial is None else self._dial.socket
        return -1 if wire is None else wire.fileno()

    def step(self, flags: int) -> int:
        """Move bytes, after epoll has said flags. Returns the flags to wait for next.

        Raises LinkError.
        """
        if self._dial is not None:
            wanted = self._dial.advance()
            if wanted:
                return wanted
            self._begin(self._dial)
        elif flags & ~select.EPOLLOUT:
            self._read()
        return self.flush()

    def flush(self) -> int:
        """Send what callbacks have left. Returns as step does. Raises LinkError."""
        if self._dial is not None:
            return select.EPOLLOUT
        if self._client.want_write():
            self._check(self._client.loop_write())
        return select.EPOLLIN | self._client.want_write() * select.EPOLLOUT

    def keep_alive(self) -> None:
        """Ask the broker whether it is there, when it was silent for long. Raises LinkError."""
        self._check(self._client.loop_misc())

    def subscribe(self, topic: str) -> None:
        """At QoS 1."""
        self._client.subscribe(topic, qos=1)

    def publish(self, message: Message) -> int:
        """Send now. Returns the number that `acknowledged` will hold. Raises LinkError."""
        sent = self._client.publish(message.topic, message.payload, message.qos, message.retain)
        self._check(sent.rc)
        sent._condition = _NOBODY_WAITS
        return sent.mid

    def close(self) -> None:
        """Say goodbye, so that the broker forgets the will. Never fails."""
        if self._dial is None:
            self._client.disconnect()
        self.drop()

    def drop(self) -> None:
        """End without a goodbye: the broker publishes the will."""
        wire = self._client.socket() if self._dial is None else self._dial.socket
        if wire is not None:
            wire.close()
        # The two hold each other: let go now, not at some collection.
        self._client.user_data_set(None)

    def _begin(self, dial: Dial) -> None:
        self._client.standing, self._dial = dial.socket, None
        self._client.connect(
            self._place.host,
            self._place.port,
            KEEPALIVE_S,
            clean_start=not self._client.kept_s,
            properties=terms(self._client.kept_s),
        )
        # It is on its way: no need to remember it here as well.
        self._client.will_clear()

    def _read(self) -> None:
        wire = self._client.socket()
        more = True
        while more:
            before = len(self.received)
            self._check(self._client.loop_read())
            # What is decrypted already, epoll does not see.
            hidden = isinstance(wire, ssl.SSLSocket) and wire.fileno() >= 0 and wire.pending() > 0
            more = hidden or before < len(self.received) < _READ_AT_ONCE
        if self._refused:
            raise LinkError(self._reason)

    def _check(self, code: MQTTErrorCode) -> None:
        if code is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkError(self._reason)

    def connected(self, reason: ReasonCode) -> None:
        if reason.is_failure:
            self._reason = f"the broker refused: {str(reason).lower()}"
        else:
            self.is_up = True
            self._reason = "the broker hung up"

    def subscribed(self, reasons: list[ReasonCode]) -> None:
        self.is_subscribed = not any(reason.is_failure for reason in reasons)
        if not self.is_subscribed:
            self._refused = True
            self._reason = f"the broker refused a subscription: {str(reasons[0]).lower()}"

    def refused(self, reason: ReasonCode) -> None:
        self._refused = True
        self._reason = f"the broker refused a message: {str(reason).lower()}"
