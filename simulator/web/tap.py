"""Listens to one camera at the broker, and passes configurations to it."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.contract import topic
from edge.uplink.settings import parse_broker
from simulator.keyring import Keyring
from simulator.web.desk import Desk
from simulator.web.told import Message

_KEEPALIVE_S: Final = 20


class Tap:
    """An MQTT 5 client of the desk's own; its thread hands everything to the event loop.

    url: mqtt[s]://host[:port]. camera: whom it listens to. keys: that sign what is sent. Make it
    on the event loop that the desk lives on.
    """

    def __init__(self, *, url: str, camera: str, desk: Desk, keys: Keyring) -> None:
        self._camera, self._desk, self._keys = camera, desk, keys
        self._loop = asyncio.get_running_loop()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(1, 4)
        broker = parse_broker(url)
        if broker.tls:
            self._client.tls_set()
        self._client.connect_async(broker.host, broker.port, _KEEPALIVE_S)
        self._client.loop_start()

    def turn_to(self, camera: str) -> None:
        """Listen to another camera, and leave nothing desired of the one before."""
        before, self._camera = self._camera, camera
        if self._client.is_connected():
            self._clear(before)
            self._client.unsubscribe(topic(before, "#"))
            self._client.subscribe(topic(camera, "#"), qos=1)

    def publish_config(self, text: str) -> bool:
        """Sign a configuration as it is, and publish it; False when no broker is there to take it.

        Not queued: whoever presses the button again later should know what is sent.
        """
        if not self._client.is_connected():
            return False
        wanted = topic(self._camera, "config/desired")
        signed = self._keys.config(text, audience=[self._camera])
        self._client.publish(wanted, signed, qos=1, retain=True)
        return True

    def close(self) -> None:
        """Say goodbye. The thread is not joined: unacknowledged messages would hold it."""
        if self._client.is_connected():
            self._clear(self._camera)
        self._client.disconnect()

    def _clear(self, camera: str) -> None:
        """What stays retained would configure the next demo's camera at the same broker."""
        self._client.publish(topic(camera, "config/desired"), b"", qos=1, retain=True)

    def _on_connect(
        self, client: mqtt.Client, _: Any, _flags: Any, reason: ReasonCode, _props: Any
    ) -> None:
        if reason.is_failure:
            self._tell_state(f"the broker refused: {reason}")
            return
        client.subscribe(topic(self._camera, "#"), qos=1)

    def _on_subscribe(
        self, _c: mqtt.Client, _: Any, _mid: int, reasons: list[ReasonCode], _props: Any
    ) -> None:
        """Only now nothing is missed."""
        refused = [reason for reason in reasons if reason.is_failure]
        self._tell_state(f"the broker refused: {refused[0]}" if refused else "ok")

    def _on_disconnect(
        self, _c: mqtt.Client, _: Any, _flags: Any, reason: ReasonCode, _props: Properties | None
    ) -> None:
        self._tell_state(f"the connection is lost: {reason}")

    def _on_connect_fail(self, _c: mqtt.Client, _: Any) -> None:
        self._tell_state("it cannot be reached")

    def _on_message(self, _c: mqtt.Client, _: Any, received: mqtt.MQTTMessage) -> None:
        camera, at_s = self._camera, time.time()
        prefix = topic(camera, "")
        if not received.topic.startswith(prefix):
            return  # the last words of the camera before
        payload = bytes(received.payload)
        message = Message(
            topic=received.topic.removeprefix(prefix),
            text=payload.decode("utf-8", "replace"),
            at_s=at_s,
            size_bytes=len(received.topic.encode()) + len(payload),
            stored=received.retain,
            raw=None if _is_text(payload) else payload,
        )
        self._call(lambda: self._hear(camera, message))

    def _hear(self, camera: str, message: Message) -> None:
        if camera == self._camera:
            self._desk.hear(message)

    def _tell_state(self, state: str) -> None:
        self._call(lambda: self._desk.set_parts(broker=state))

    def _call(self, action: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(action)


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
