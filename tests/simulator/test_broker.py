"""The embedded broker against the client of the field: what the camera relies on must hold."""

import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.contract import MAX_ENVELOPE_BYTES
from simulator.broker import Broker, BrokerError, start_broker
from tests.patience import PATIENCE_S

V5, V311 = MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with start_broker() as running:
        yield running


@dataclass
class Wire:
    client: mqtt.Client
    inbox: "queue.Queue[mqtt.MQTTMessage]"

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> None:
        self.client.publish(topic, payload, qos, retain).wait_for_publish(PATIENCE_S)

    def next(self) -> mqtt.MQTTMessage:
        return self.inbox.get(timeout=PATIENCE_S)


@contextmanager
def wire(
    broker: Broker, version: MQTTProtocolVersion, *, listen_to: str = "", will: str = ""
) -> Iterator[Wire]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=version)
    inbox: queue.Queue[mqtt.MQTTMessage] = queue.Queue()
    ready: queue.Queue[None] = queue.Queue()
    client.on_message = lambda _c, _u, message: inbox.put(message)
    client.on_subscribe = lambda *_: ready.put(None)
    # No name of ours in it: collected in a cycle, paho's sockets would be reported as never closed.
    client.on_connect = lambda c, *_: c.subscribe(listen_to, 1) if listen_to else ready.put(None)
    if will:
        client.will_set(will, b"gone", qos=1, retain=True)
    address = urlsplit(broker.url if version is V5 else broker.url_v311)
    client.connect(str(address.hostname), int(address.port or 0))
    client.loop_start()
    try:
        ready.get(timeout=PATIENCE_S)
        yield Wire(client, inbox)
    finally:
        # Without a goodbye: rumqttd ends a connection that said one twice, and the second time it
        # may hit whoever came in its place meanwhile.
        client.loop_stop()
        if (left := client.socket()) is not None:
            left.close()


@pytest.mark.parametrize("version", [V5, V311])
def test_a_message_of_qos_1_arrives_with_qos_1(broker, version):
    with wire(broker, version, listen_to="one/#") as ear, wire(broker, version) as mouth:
        mouth.publish("one/1", b"hello")
        heard = ear.next()
    assert (heard.topic, heard.payload, heard.qos, heard.retain) == ("one/1", b"hello", 1, False)


@pytest.mark.parametrize(("sender", "reader"), [(V5, V311), (V311, V5)])
def test_both_versions_of_the_protocol_share_one_router(broker, sender, reader):
    topic = f"shared/{sender.value}"
    with wire(broker, reader, listen_to=topic) as ear, wire(broker, sender) as mouth:
        mouth.publish(topic, b"x")
        assert ear.next().payload == b"x"


@pytest.mark.parametrize("version", [V5, V311])
def test_who_comes_late_gets_the_retained_message(broker, version):
    topic = f"late/{version.value}"
    with wire(broker, version) as mouth:
        mouth.publish(topic, b"old", retain=True)
        mouth.publish(topic, b"new", retain=True)
    with wire(broker, version, listen_to=topic) as ear:
        heard = ear.next()
    assert (heard.payload, heard.retain) == (b"new", True)


@pytest.mark.parametrize("version", [V5, V311])
def test_a_lost_connection_sends_its_will(broker, version):
    topic = f"will/{version.value}"
    with wire(broker, V5, listen_to=topic) as ear, wire(broker, version, will=topic) as fragile:
        dying = fragile.client.socket()
        assert dying is not None
        dying.shutdown(socket.SHUT_RDWR)
        assert ear.next().payload == b"gone"


def test_the_largest_configuration_passes(broker):
    with wire(broker, V5, listen_to="large") as ear, wire(broker, V5) as mouth:
        mouth.publish("large", b"x" * MAX_ENVELOPE_BYTES)
        assert len(ear.next().payload) == MAX_ENVELOPE_BYTES


def test_only_this_machine_can_connect(broker):
    for url in (broker.url, broker.url_v311):
        with pytest.raises(OSError), socket.socket() as elsewhere:
            elsewhere.settimeout(PATIENCE_S)
            elsewhere.connect(("127.0.0.2", urlsplit(url).port))


def test_a_taken_port_is_named():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {port} .*in use"):
            start_broker(port=port)


def test_a_closed_broker_frees_its_port():
    with start_broker() as first:
        port = urlsplit(first.url).port
        assert first.alive
    assert not first.alive
    with start_broker(port=port) as second:
        assert urlsplit(second.url).port == port
