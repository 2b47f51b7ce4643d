"""One connection to the broker: paho as a wire, without its threads and without its queue."""

import logging
import select
import socket
import ssl
import time
from contextlib import suppress
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.contract import topic
from edge.uplink import properties
from edge.uplink.link import (
    CONNECT_TIMEOUT_S,
    KEEPALIVE_S,
    WANTED,
    WINDOW,
    LinkError,
    Message,
    Patience,
    Received,
    Traffic,
    received,
)
from edge.uplink.settings import Broker, UplinkSettings, parse_broker, password, tls_context

log = logging.getLogger(__name__)

_UNSUPPORTED_VERSION: Final = 0x84
_V5: Final = MQTTProtocolVersion.MQTTv5
_V311: Final = MQTTProtocolVersion.MQTTv311


def dial(settings: UplinkSettings, *, will: Message, v5: bool, traffic: Traffic) -> "MqttLink":
    """Open a connection over TCP or TLS, as edge.uplink.link.Dial says."""
    # Files are read each time: certificates are renewed while we run.
    link = MqttLink(
        camera=settings.camera,
        user=settings.user or settings.camera,
        password=password(settings),
        tls=tls_context(settings),
        will=will,
        v5=v5,
        traffic=traffic,
    )
    link.open(parse_broker(settings.broker))
    return link


class MqttLink:
    """A Link over paho."""

    def __init__(
        self,
        *,
        camera: str,
        user: str,
        password: str | None,
        tls: ssl.SSLContext | None,
        will: Message,
        v5: bool,
        traffic: Traffic,
    ) -> None:
        self._v5 = v5
        self._traffic = traffic
        self.is_up = False
        self._is_corked = False
        self.answered = False
        self._window = WINDOW
        self._camera = camera
        self._refused: str | None = None
        self._reason = "the broker hung up without an answer"
        if tls is not None:
            self._reason += "; does it accept this camera's certificate?"
        self._acknowledged: list[int] = []
        self._received: list[Received] = []
        self._client = _client(camera, v5=v5)
        self._client.username_pw_set(user, password)
        last_will = properties.of_will(will) if v5 else None
        self._client.will_set(will.topic, will.payload, will.qos, will.retain, last_will)
        if tls is not None:
            self._client.tls_set_context(tls)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_socket_open = _on_socket_open

    def open(self, broker: Broker) -> None:
        """Connect and send CONNECT. Blocks for CONNECT_TIMEOUT_S an address. Raises LinkError."""
        self._patience = Patience(time.monotonic)
        how: dict[str, Any] = {}
        if self._v5:
            how = {"clean_start": False, "properties": properties.of_connect()}
        try:
            self._client.connect(broker.host, broker.port, KEEPALIVE_S, **how)
        except ssl.SSLCertVerificationError as error:
            raise LinkError(f"the broker's certificate: {error.verify_message}") from error
        except ssl.SSLError as error:
            raise LinkError(f"TLS: {error.reason}") from error
        except (OSError, UnicodeError) as error:
            raise LinkError(str(error) or type(error).__name__) from error

    def step(self, timeout_s: float) -> None:
        """Move bytes both ways, or wait for up to timeout_s. Raises LinkError."""
        self._cork(False)
        code = self._move(timeout_s)
        if code is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkError(self._reason)
        if self._refused is not None:
            raise LinkError(self._refused)
        self._patience.check(is_up=self.is_up)

    def room(self) -> int:
        """How many messages may be sent before an acknowledgement is needed."""
        return max(0, self._window - self._patience.owed) if self.is_up else 0

    def publish(self, message: Message) -> int:
        """Send with the next step. Returns the number for acknowledged(). Raises LinkError."""
        self._cork(True)
        extra = properties.of_message(message) if self._v5 else None
        sent = self._client.publish(
            message.topic, message.payload, message.qos, message.retain, extra
        )
        # Anything but success leaves the message in paho's memory: this client is done for.
        if sent.rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise LinkError(self._reason)
        self._traffic.count(message)
        if message.qos > 0:
            self._patience.expect(sent.mid)
        return sent.mid

    def acknowledged(self) -> tuple[int, ...]:
        """Numbers that the broker has acknowledged since the last call."""
        done, self._acknowledged = tuple(self._acknowledged), []
        return done

    def received(self) -> tuple[Received, ...]:
        """What has arrived since the last call, in order."""
        arrived, self._received = tuple(self._received), []
        return arrived

    def close(self) -> None:
        """Say goodbye, so that the broker forgets the will. Never fails."""
        self._client.disconnect()
        self.drop()

    def drop(self) -> None:
        """End without a goodbye: the broker publishes the will."""
        open_socket = self._client.socket()
        if open_socket is not None:
            open_socket.close()

    def _cork(self, corked: bool) -> None:
        """Hold back what is published, or let it go: a window in few packets wakes few."""
        wire = self._client.socket()
        if corked is not self._is_corked and isinstance(wire, socket.socket):
            with suppress(OSError):
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, corked)
            self._is_corked = corked

    def _move(self, timeout_s: float) -> MQTTErrorCode:
        # Not Client.loop(): its select() cannot watch the files beyond 1023 of a large fleet.
        wire = self._client.socket()
        if wire is None:
            return MQTTErrorCode.MQTT_ERR_NO_CONN
        decrypted = isinstance(wire, ssl.SSLSocket) and wire.pending() > 0
        poll = select.poll()
        poll.register(wire.fileno(), select.POLLIN | self._client.want_write() * select.POLLOUT)
        flags = sum(flags for _, flags in poll.poll(0 if decrypted else timeout_s * 1000))
        code = MQTTErrorCode.MQTT_ERR_SUCCESS
        if decrypted or flags & ~select.POLLOUT:
            code = self._client.loop_read()
        if flags & select.POLLOUT and not code:
            code = self._client.loop_write()
        return code or self._client.loop_misc()

    def _on_connect(
        self, _c: Client, _u: object, _f: object, reason: ReasonCode, found: Properties | None
    ) -> None:
        self.answered = True
        if reason.is_failure:
            self._reason = f"the broker refused: {str(reason).lower()}"
            self.answered = reason.value != _UNSUPPORTED_VERSION
            return
        self._window = min(WINDOW, getattr(found, "ReceiveMaximum", WINDOW))
        self.is_up = True
        wanted = [topic(self._camera, suffix) for suffix in WANTED]
        if self._v5:
            self._client.subscribe([(name, properties.of_subscription(name)) for name in wanted])
        else:
            self._client.subscribe([(name, 1) for name in wanted])

    def _on_disconnect(
        self, _c: Client, _u: object, _f: object, reason: ReasonCode, _p: Properties | None
    ) -> None:
        if self.is_up:
            why = str(reason).lower()
            self._reason = "the broker hung up" if why == "unspecified error" else why
        self.is_up = False

    def _on_publish(
        self, _c: Client, _u: object, mid: int, reason: ReasonCode, _p: Properties | None
    ) -> None:
        if not self._patience.came(mid):
            return
        if not reason.is_failure:
            self._acknowledged.append(mid)
            return
        # The message stays in the door, and whoever runs the broker has to be told.
        self._refused = f"the broker refused a message: {str(reason).lower()}"

    def _on_subscribe(
        self, _c: Client, _u: object, _mid: int, reasons: list[ReasonCode], _p: Properties | None
    ) -> None:
        for suffix, reason in zip(WANTED, reasons, strict=False):
            if reason.is_failure:
                # Events can still be told: whoever runs the broker has to know, and no more.
                log.warning("the broker tells nothing of %s: %s", suffix, str(reason).lower())

    def _on_message(self, _c: Client, _u: object, message: MQTTMessage) -> None:
        response_topic, correlation = properties.question(message.properties)
        arrived = Message(
            topic=message.topic,
            payload=bytes(message.payload),
            retain=message.retain,
            correlation=correlation,
        )
        told = received(self._camera, arrived, response_topic=response_topic)
        if told is not None:
            self._received.append(told)


def _client(camera: str, *, v5: bool) -> Client:
    how: dict[str, Any] = {} if v5 else {"clean_session": True}
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=camera,
        protocol=_V5 if v5 else _V311,
        reconnect_on_failure=False,
        **how,
    )
    client.connect_timeout = CONNECT_TIMEOUT_S
    # Its own window is no use (it is ignored on reconnect, and it holds messages back): off.
    client.max_inflight_messages_set(0)
    return client


def _on_socket_open(_c: Client, _u: object, opened: object) -> None:
    if isinstance(opened, socket.socket):
        # Many small messages: without this each waits for the acknowledgement of the one before.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, KEEPALIVE_S * 1000)
