"""A stage over a real Mosquitto, through paho."""

import contextlib
import os
import signal
import socket
import subprocess
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.brokers import MOSQUITTO
from tests.patience import PATIENCE_S, wait_until
from tests.ports import free_ports
from tests.simulator.lab.scripts import Ask, Come, Got, Leave, Restart, Step, Tell

_PROBE = "probe"


class MosquittoStage:
    """After each step everybody who is connected is sent a probe: what came before it is all."""

    def __init__(self, folder: Path) -> None:
        if MOSQUITTO is None:
            pytest.skip("mosquitto is not installed")
        (self.port,) = free_ports(1)
        self._folder = folder
        text = f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
        user = "user root\n" if os.geteuid() == 0 else ""
        (folder / "mosquitto.conf").write_text(
            f"{text}{user}persistence_location {folder}/\nmax_queued_messages 0\n"
        )
        self._clients: dict[str, _Client] = {}
        self._got: dict[str, list[Got]] = {}
        self._start()

    def do(self, step: Step) -> None:
        self._do(step)
        for name, client in self._clients.items():
            client.pass_probe(name)

    def got(self) -> dict[str, list[Got]]:
        return {
            who: [found for found in got if not found[0].startswith(_PROBE)]
            for who, got in self._got.items()
        }

    def close(self) -> None:
        for client in self._clients.values():
            client.leave(goodbye=True)
        self._stop()

    def _do(self, step: Step) -> None:
        match step:
            case Come():
                old = self._clients.pop(step.who, None)
                got = self._got.setdefault(step.who, [])
                self._clients[step.who] = _Client(step, self.port, got)
                if old is not None:
                    wait_until(lambda: old.is_cut, "the older connection to be ended")
                    old.forget()
            case Ask(who=who, pattern=pattern, qos=qos):
                self._clients[who].subscribe(pattern, qos)
            case Tell():
                self._clients[step.who].publish(step)
            case Leave(who=who, goodbye=goodbye):
                self._clients.pop(who).leave(goodbye=goodbye)
            case Restart():
                self._stop()
                for client in self._clients.values():
                    wait_until(lambda client=client: client.is_cut, "the end of the broker")
                    client.forget()
                self._clients.clear()
                self._start()

    def _start(self) -> None:
        with (self._folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [MOSQUITTO, "-c", "mosquitto.conf"], cwd=self._folder, stdout=log, stderr=log
            )
        wait_until(self._answers, "Mosquitto")

    def _stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE_S)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class _Client:
    def __init__(self, come: Come, port: int, got: list[Got]) -> None:
        self.is_cut = False
        self._done: set[int] = set()
        self._got = got
        self._probes = 0
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=come.who,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
        )
        if come.will is not None:
            self._client.will_set(*come.will)
        self._client.on_message = lambda _c, _u, m: got.append((m.topic, m.payload, m.retain))
        self._client.on_subscribe = lambda _c, _u, mid, *_: self._done.add(mid)
        self._client.on_disconnect = self._on_disconnect
        lasting = Properties(PacketTypes.CONNECT)
        lasting.SessionExpiryInterval = 3600 if come.kept else 0
        self._client.connect("127.0.0.1", port, 60, clean_start=not come.kept, properties=lasting)
        self._client.loop_start()
        wait_until(self._client.is_connected, f"{come.who} to connect")

    def subscribe(self, pattern: str, qos: int) -> None:
        _, mid = self._client.subscribe(pattern, qos)
        wait_until(lambda: mid in self._done, "a subscription")

    def publish(self, tell: Tell) -> None:
        sent = self._client.publish(tell.topic, tell.payload, tell.qos, tell.retain)
        sent.wait_for_publish(PATIENCE_S)

    def pass_probe(self, name: str) -> None:
        topic = f"{_PROBE}/{name}"
        self.subscribe(topic, 1)
        self._probes += 1
        self._client.publish(topic, b"%d" % self._probes, 1).wait_for_publish(PATIENCE_S)
        wanted = topic, b"%d" % self._probes, False
        wait_until(lambda: wanted in self._got, "a probe")
        self._client.unsubscribe(topic)

    def leave(self, *, goodbye: bool) -> None:
        if goodbye:
            self._client.disconnect()
        else:
            wire = self._client.socket()
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        wait_until(lambda: self.is_cut, "the end of a connection")
        self.forget()

    def forget(self) -> None:
        self._client.loop_stop()
        # Collected in a cycle, paho's sockets would be reported as never closed.
        del self._client

    def _on_disconnect(self, *_: object) -> None:
        self.is_cut = True
