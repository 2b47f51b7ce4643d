"""The operator's connection to the broker: hears all cameras, and tells them."""

import ssl
import time
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.contract import ROOT, topic
from edge.errors import NotNowError
from edge.fleet.ask import VALID_S, Question
from edge.fleet.known import WANTED, Known
from edge.uplink.settings import UplinkSettings, parse_broker, password, tls_context

_KEEPALIVE_S: Final = 30
_CONNECT_S: Final = 10.0
_STEP_S: Final = 0.1
# Retained messages of 10,000 cameras come without such a gap.
_QUIET_S: Final = 1.0


class Wire:
    """known: what was heard so far. settings: camera is who we are. Raises NotNowError.

    also: another topic to hear; what comes there is added to `others`: topic, payload, retained.
    """

    def __init__(self, settings: UplinkSettings, *, also: str | None = None) -> None:
        self.known = Known()
        self.others: list[tuple[str, bytes, bool]] = []
        self._also = also
        self._heard = 0
        self._refused: str | None = None
        self._subscribed = False
        self._acknowledged: set[int] = set()
        broker = parse_broker(settings.broker)
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.username_pw_set(settings.user or settings.camera, password(settings))
        context = tls_context(settings)
        if context is not None:
            client.tls_set_context(context)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.max_inflight_messages_set(1000)
        self._client = client
        try:
            client.connect(broker.host, broker.port, _KEEPALIVE_S)
        except (OSError, ssl.SSLError) as error:
            raise NotNowError(f"no broker at {settings.broker}: {error}") from error
        self._wait_subscribed(settings.broker)

    def step(self, timeout_s: float = _STEP_S) -> None:
        """Hear what has come, waiting for at most timeout_s. Raises NotNowError."""
        end_s = time.monotonic() + timeout_s
        while True:
            code = self._client.loop(max(0.0, end_s - time.monotonic()))
            if self._refused is not None:
                raise NotNowError(f"the broker refuses us: {self._refused}")
            if code is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise NotNowError("the broker hung up")
            if time.monotonic() >= end_s:
                return

    def listen(self, at_least_s: float) -> None:
        """Hear for so long, and on until no more comes of what was said before."""
        end_s = time.monotonic() + max(at_least_s, _QUIET_S)
        while time.monotonic() < end_s:
            before = self._heard
            self.step()
            if self._heard != before:
                end_s = max(end_s, time.monotonic() + _QUIET_S)

    def tell(self, topic: str, payload: bytes, *, retain: bool) -> int:
        """Publish at QoS 1. Returns the number that is_told() asks for."""
        return self._client.publish(topic, payload, qos=1, retain=retain).mid

    def ask(self, question: Question, raw: bytes) -> None:
        """Send a signed command; what answers it is in known.answers before long, or never."""
        extra = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        extra.ResponseTopic = topic(question.camera, f"response/{question.command.name}")
        extra.CorrelationData = question.command.id.encode()
        extra.MessageExpiryInterval = VALID_S
        name = topic(question.camera, f"command/{question.command.name}")
        self._client.publish(name, raw, qos=1, properties=extra)

    def is_told(self, number: int) -> bool:
        """Whether the broker has it."""
        return number in self._acknowledged

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop(_STEP_S)

    def _wait_subscribed(self, broker: str) -> None:
        end_s = time.monotonic() + _CONNECT_S
        while not self._subscribed:
            self.step()
            if time.monotonic() > end_s:
                raise NotNowError(f"{broker} does not answer")

    def _on_connect(self, _c: Client, _u: object, _f: object, reason: ReasonCode, _p: Any) -> None:
        if reason.is_failure:
            self._refused = str(reason).lower()
            return
        wanted = [f"{ROOT}/+/{suffix}" for suffix in WANTED]
        wanted += [] if self._also is None else [self._also]
        self._client.subscribe([(name, 1) for name in wanted])

    def _on_subscribe(self, *_: object) -> None:
        self._subscribed = True

    def _on_message(self, _c: Client, _u: object, message: MQTTMessage) -> None:
        self._heard += message.retain
        if message.topic.startswith(f"{ROOT}/"):
            self.known.note(message.topic, bytes(message.payload))
        else:
            self.others.append((message.topic, bytes(message.payload), message.retain))

    def _on_publish(
        self, _c: Client, _u: object, mid: int, reason: ReasonCode, _p: Properties | None
    ) -> None:
        if reason.is_failure:
            self._refused = f"we may not write there: {str(reason).lower()}"
        else:
            self._acknowledged.add(mid)
