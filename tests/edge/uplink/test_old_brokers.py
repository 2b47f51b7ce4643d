"""Brokers that speak only MQTT 3.1.1, or that are silent: scripted peers and a real one."""

import socket
import threading
from contextlib import contextmanager

import pytest

from edge.clock import ManualClock, SystemClock
from edge.door.door import Door
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import Uplink
from simulator.broker import start_broker
from tests.edge.samples import event
from tests.patience import wait_until

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8
# CONNACK of the two ways to refuse a version: as MQTT 3.1.1 says it, and as MQTT 5 does.
REFUSED_BY_V311 = bytes([0x20, 2, 0, 1])
REFUSED_BY_V5 = bytes([0x20, 3, 0, 0x84, 0])
NOT_AUTHORISED = bytes([0x20, 3, 0, 0x87, 0])
REFUSALS = {"as 3.1.1": REFUSED_BY_V311, "as 5": REFUSED_BY_V5, "hanging up": b""}
ACCEPTED = bytes([0x20, 2, 0, 0])


class Peer:
    """A broker that knows MQTT 3.1.1 and nothing else; refusal: what it sends to MQTT 5."""

    def __init__(self, refusal):
        self.levels = []
        self.published = 0
        self._refusal = refusal
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"mqtt://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _serve(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                self._talk(connection, stream)

    def _talk(self, connection, stream):
        while first := stream.read(1):
            body = stream.read(_remaining_length(stream))
            kind = first[0] >> 4
            if kind == CONNECT:
                self.levels.append(body[6])
                if body[6] != 4:
                    connection.sendall(self._refusal)
                    return
                connection.sendall(ACCEPTED)
            elif kind == SUBSCRIBE:
                connection.sendall(bytes([0x90, 3, *body[:2], 1]))
            elif kind == PUBLISH and b"/mark" in body:
                connection.sendall(bytes([0x30, len(body), *body]))
            elif kind == PUBLISH and first[0] & 0x06:
                after_topic = 2 + int.from_bytes(body[:2], "big")
                self.published += 1
                connection.sendall(bytes([0x40, 2, *body[after_topic : after_topic + 2]]))


def _remaining_length(stream):
    length = shift = 0
    while True:
        (byte,) = stream.read(1)
        length |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return length


@contextmanager
def running(url, door, clock=None):
    settings = UplinkSettings(camera="cam-1", broker=url)
    uplink = Uplink(settings, door, clock or SystemClock(), random=lambda: 0.0)
    yield lambda: uplink.step(0.02)
    uplink.close()


def step_until(step, is_true, what):
    def stepped():
        step()
        return is_true()

    wait_until(stepped, what)


@pytest.fixture
def door(tmp_path):
    with Door(tmp_path / "door.sqlite") as door:
        yield door


@pytest.fixture
def peer(request):
    peer = Peer(request.param)
    yield peer
    peer.close()


@pytest.mark.parametrize("peer", REFUSALS.values(), ids=REFUSALS, indirect=True)
def test_a_broker_that_refuses_mqtt_5_is_spoken_to_in_3_1_1(door, peer):
    door.put([event(n) for n in range(100)])
    with running(peer.url, door) as step:
        step_until(step, lambda: door.depth() == 0, "an empty door")
    assert peer.levels == [5, 4]


def test_a_real_broker_of_3_1_1_is_spoken_to_in_3_1_1(door):
    door.put([event(n) for n in range(100)])
    with start_broker() as broker, running(broker.url_v311, door) as step:
        step_until(step, lambda: door.depth() == 0, "an empty door")


def test_the_embedded_broker_takes_everything_in_mqtt_5(door):
    door.put([event(n) for n in range(1000)])
    with start_broker() as broker, running(broker.url, door) as step:
        step_until(step, lambda: door.depth() == 0, "an empty door")


@pytest.mark.parametrize("peer", [NOT_AUTHORISED], ids=["not authorised"], indirect=True)
def test_a_broker_that_does_not_let_us_in_is_asked_again_and_it_is_said_once(door, peer, caplog):
    clock = ManualClock()
    with running(peer.url, door, clock) as step:
        step_until(step, lambda: clock.advance(10.0) or len(peer.levels) >= 5, "attempts")
    assert set(peer.levels) == {5}
    assert [r.message.rpartition(": ")[2] for r in caplog.records] == ["not authorized"]


def test_a_broker_that_is_not_there_is_waited_for_without_noise(door, caplog):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    clock = ManualClock()
    with running(f"mqtt://127.0.0.1:{port}", door, clock) as step:
        for _ in range(20):
            clock.advance(60.0)
            step()
    assert len(caplog.records) == 1
