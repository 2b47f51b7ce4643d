"""Listens at a real broker to all that one camera says, and misses nothing while it is away."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.contract import topic
from edge.errors import BadInputError, NotNowError
from edge.uplink.settings import UplinkSettings, parse_broker, tls_context
from simulator.lab.record import Heard

_KEEPALIVE_S: Final = 30
_PATIENCE_S: Final = 10.0
_SESSION_S: Final = 3_600


class Receiver:
    """A client with a session that the broker keeps, at QoS 1, and may push configurations.

    place: the broker, and who we are there; its camera is the one listened to. start_mono_s: when
    the scene began. Raises BadInputError for a broker that does not let us listen.
    """

    def __init__(self, place: UplinkSettings, *, start_mono_s: float) -> None:
        self._prefix = topic(place.camera, "")
        self._start_mono_s = start_mono_s
        self._heard: list[Heard] = []
        self._listens = threading.Event()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"lab-{os.urandom(4).hex()}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        context = tls_context(place)
        if context is not None:
            self._client.tls_set_context(context)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._listens.set()
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(1, 1)
        self._open(place.broker)

    @property
    def heard(self) -> tuple[Heard, ...]:
        return tuple(self._heard)

    def push(self, payload: bytes) -> None:
        """Publish what is desired of the camera, kept by the broker; empty: nothing any more.

        Raises NotNowError when the broker does not take it.
        """
        sent = self._client.publish(self._prefix + "config/desired", payload, qos=1, retain=True)
        try:
            sent.wait_for_publish(_PATIENCE_S)
        except RuntimeError as error:
            raise NotNowError(f"broker: it takes nothing: {error}") from error

    def wait_for(self, arrived: Callable[[Heard], bool], *, at_most_s: float) -> bool:
        """Wait for a message; tell whether it came."""
        end_s = time.monotonic() + at_most_s
        while not any(map(arrived, self.heard)):
            if time.monotonic() > end_s:
                return False
            time.sleep(0.05)
        return True

    def close(self) -> None:
        """Leave, and let the broker forget the session."""
        self._client.disconnect(properties=_kept_for(PacketTypes.DISCONNECT, 0))
        self._client.loop_stop()
        # Collected in a cycle, paho's sockets would be reported as never closed.
        del self._client

    def _open(self, url: str) -> None:
        broker = parse_broker(url)
        kept = _kept_for(PacketTypes.CONNECT, _SESSION_S)
        try:
            self._client.connect(
                broker.host, broker.port, _KEEPALIVE_S, clean_start=False, properties=kept
            )
        except OSError as error:
            raise BadInputError(f"broker: {url}: {error}") from error
        self._client.loop_start()
        if not self._listens.wait(_PATIENCE_S):
            self._client.loop_stop()
            raise BadInputError(f"broker: {url}: it does not let us listen")

    def _on_connect(
        self, client: mqtt.Client, _u: Any, _f: Any, reason: ReasonCode, _p: Any
    ) -> None:
        if not reason.is_failure:
            client.subscribe(self._prefix + "#", qos=1)

    def _on_message(self, _c: mqtt.Client, _u: Any, message: mqtt.MQTTMessage) -> None:
        if message.topic.endswith("/desired"):
            return  # said to the camera, not by it
        self._heard.append(
            Heard(
                t_s=time.monotonic() - self._start_mono_s,
                topic=message.topic.removeprefix(self._prefix),
                payload=bytes(message.payload),
                stored=message.retain,
            )
        )


def _kept_for(packet: int, seconds: int) -> Properties:
    lasting = Properties(packet)  # type: ignore[no-untyped-call]
    lasting.SessionExpiryInterval = seconds
    return lasting
