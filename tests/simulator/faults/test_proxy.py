"""A proxy between an ordinary MQTT client and real brokers, in every weather."""

import asyncio
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.contract import topic
from edge.uplink.link import LinkError, Message, Traffic
from edge.uplink.mqtt import dial
from edge.uplink.settings import UplinkSettings
from simulator.broker import Broker, start_broker
from simulator.faults.proxy import Proxy
from tests.brokers import Mosquitto
from tests.patience import PATIENCE_S, wait_until

CAMERA = "cam-1"
EVENTS = topic(CAMERA, "event/loitering")
DESIRED = topic(CAMERA, "config/desired")


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with start_broker() as running:
        yield running


@pytest.fixture
def proxy(broker: Broker) -> Iterator[Proxy]:
    with Proxy("127.0.0.1", int(broker.url.rpartition(":")[2])) as proxy:
        yield proxy


class Talker:
    """A client that connects again by itself and hears what it says, and what others say."""

    def __init__(self, port: int, wanted: str, *, files: Path | None = None) -> None:
        self.heard: queue.Queue[bytes] = queue.Queue()
        self.subscribed = threading.Event()
        self._wanted = wanted
        self.client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=CAMERA, protocol=MQTTProtocolVersion.MQTTv5
        )
        if files is not None:
            context = ssl.create_default_context(cafile=files / "ca.pem")
            context.load_cert_chain(files / f"{CAMERA}.pem", files / f"{CAMERA}.key")
            self.client.tls_set_context(context)
        self.client.on_connect = lambda *_: self.client.subscribe(wanted, 1)
        self.client.on_subscribe = lambda *_: self.subscribed.set()
        self.client.on_message = lambda _c, _u, message: self.heard.put(message.payload)
        self.client.reconnect_delay_set(1, 1)
        self.client.connect_async("127.0.0.1", port, 30)
        self.client.loop_start()
        assert self.subscribed.wait(PATIENCE_S)

    def says(self, *texts: bytes) -> None:
        for text in texts:
            self.client.publish(self._wanted, text, qos=1)

    def hears(self, count: int) -> list[bytes]:
        return [self.heard.get(timeout=PATIENCE_S) for _ in range(count)]

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def talker(proxy: Proxy) -> Iterator[Talker]:
    talker = Talker(proxy.port, EVENTS)
    yield talker
    talker.close()


def connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def many(count: int) -> list[bytes]:
    return [b"%05d" % number for number in range(count)]


def test_it_passes_on_everything(talker: Talker) -> None:
    talker.says(*many(500))
    assert talker.hears(500) == many(500)


def test_while_it_is_down_nobody_gets_in_and_the_port_stays_its_own(
    proxy: Proxy, talker: Talker
) -> None:
    proxy.down()
    wait_until(lambda: not talker.client.is_connected(), "the connection's end")
    assert not connects(proxy.port)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", proxy.port))
    talker.subscribed.clear()
    proxy.ok()
    assert talker.subscribed.wait(PATIENCE_S)
    talker.says(b"again")
    assert talker.hears(1) == [b"again"]


def test_what_is_slow_comes_later_and_in_order_also_when_it_is_fast_again(
    proxy: Proxy, talker: Talker
) -> None:
    proxy.slow(to_client_s=0.5)
    start_s = time.monotonic()
    talker.says(*many(50))
    talker.heard.get(timeout=PATIENCE_S)
    assert time.monotonic() - start_s >= 0.5
    talker.says(b"while it is slow")
    proxy.ok()
    talker.says(b"when it is fast")
    assert talker.hears(51) == [*many(50)[1:], b"while it is slow", b"when it is fast"]


def test_a_slow_proxy_holds_back_a_bounded_amount() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as sink,
        Proxy("127.0.0.1", sink.getsockname()[1]) as slow,
        socket.create_connection(("127.0.0.1", slow.port)) as flood,
    ):
        slow.slow(to_broker_s=60)
        taken = sent_until_full(flood)
    assert taken < 16 * 2**20


def sent_until_full(wire: socket.socket) -> int:
    wire.settimeout(0.5)
    sent = 0
    while True:
        try:
            sent += wire.send(bytes(65_536))
        except TimeoutError:
            return sent


def test_half_open_swallows_both_ways_and_takes_connections_that_stay_silent(
    proxy: Proxy, talker: Talker
) -> None:
    proxy.half_open()
    talker.says(b"into the void")
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=0.3) as silent:
        silent.sendall(b"\x10\x00")
        with pytest.raises(TimeoutError):
            silent.recv(1)
    assert talker.client.is_connected()
    assert talker.heard.empty()
    talker.subscribed.clear()
    proxy.ok()
    assert talker.subscribed.wait(PATIENCE_S)
    # The client sends again what nobody acknowledged.
    assert talker.hears(1) == [b"into the void"]


def test_the_cameras_link_notices_that_nobody_acknowledges_any_more(
    broker: Broker, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the proxy's kernel takes every byte, no timeout of TCP can tell: the link's own does.
    monkeypatch.setattr("edge.uplink.link.ANSWER_TIMEOUT_S", 0.5)
    settings = UplinkSettings(camera=CAMERA, broker=proxy.through(broker.url))
    will = Message(topic=topic(CAMERA, "status"), payload=b"gone")
    link = dial(settings, will=will, v5=True, traffic=Traffic())
    wait_until(lambda: bool(link.step(0.1)) or link.is_up, "the link to be up")
    proxy.half_open()
    link.publish(Message(topic=EVENTS, payload=b"into the void"))
    with pytest.raises(LinkError, match="the broker does not acknowledge"):
        wait_until(lambda: bool(link.step(0.1)), "an error")
    link.drop()


def try_once(port: int) -> tuple[bytes, bool]:
    """Say CONNECT and then pings by hand. Returns the answers, and whether it was reset."""
    answers = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as wire:
            wire.sendall(CONNECT)
            answers += wire.recv(65_536)
            for _ in range(2_000):
                wire.sendall(b"\xc0\x00")
                answers += wire.recv(65_536)
    except ConnectionError:
        return answers, True
    return answers, False


# Clean start, keepalive 60 s, no properties, the camera's id; MQTT 5.
CONNECT = b"\x10\x12\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x05" + CAMERA.encode()


def test_a_hostile_one_refuses_babbles_hangs_up_and_forges_in_turn(proxy: Proxy) -> None:
    proxy.hostile(seed=3)
    refused, babbled, cut, forged = [try_once(proxy.port) for _ in range(4)]
    assert all(was_reset for _, was_reset in (refused, babbled, cut, forged))
    assert refused[0] == b""
    assert babbled[0][:1] != b"\x20"
    assert len(cut[0]) < 60
    assert forged[0].startswith(b"\x20")
    assert DESIRED.encode() in forged[0]


def test_the_same_seed_is_hostile_in_the_same_way(proxy: Proxy) -> None:
    with Proxy("127.0.0.1", int(proxy.through("mqtt://x").rpartition(":")[2])) as other:
        other.hostile(seed=5)
        first = [try_once(other.port) for _ in range(3)]
    with Proxy("127.0.0.1", proxy.port) as another:
        another.hostile(seed=5)
        assert [try_once(another.port) for _ in range(3)] == first


def test_tls_passes_through_and_is_cut_like_any_other(tmp_path: Path) -> None:
    mosquitto = Mosquitto(tmp_path, [CAMERA])
    try:
        with Proxy("localhost", mosquitto.port) as proxy:
            talker = Talker(proxy.port, DESIRED, files=mosquitto.certificates)
            operator = mosquitto.client("operator")
            operator.publish(DESIRED, b"one")
            assert talker.hears(1) == [b"one"]
            talker.subscribed.clear()
            proxy.down()
            wait_until(lambda: not talker.client.is_connected(), "the connection's end")
            proxy.ok()
            assert talker.subscribed.wait(PATIENCE_S)
            operator.publish(DESIRED, b"two")
            assert talker.hears(1) == [b"two"]
            talker.close()
            operator.close()
    finally:
        mosquitto.stop()


def test_it_can_be_told_from_an_event_loop_and_leaves_nothing_behind(broker: Broker) -> None:
    async def tell() -> None:
        with Proxy("127.0.0.1", int(broker.url.rpartition(":")[2])) as proxy:
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            proxy.down()
            with pytest.raises(ConnectionError):
                await reader.readexactly(1)
            writer.close()

    before = threading.active_count()
    asyncio.run(tell())
    assert threading.active_count() == before


def test_whom_it_was_just_taking_in_it_resets_and_logs_nothing(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    with Proxy("127.0.0.1", int(broker.url.rpartition(":")[2])) as proxy:
        for _ in range(100):
            with socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE_S) as wire:
                proxy.down()
                with pytest.raises(ConnectionError):
                    assert wire.recv(1), "hung up without a reset"
            proxy.ok()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_broker_that_is_not_there_is_a_hang_up() -> None:
    with Proxy("127.0.0.1", 1) as proxy:
        assert try_once(proxy.port) == (b"", True)


def test_it_takes_the_brokers_place_in_a_url(proxy: Proxy) -> None:
    assert proxy.through("mqtt://127.0.0.1:1883") == f"mqtt://127.0.0.1:{proxy.port}"
    assert proxy.through("mqtts://localhost:8883") == f"mqtts://localhost:{proxy.port}"
