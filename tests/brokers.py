"""A real Mosquitto with the configuration we deploy, and a subscriber that misses nothing."""

import importlib.util
import os
import shutil
import signal
import socket
import ssl
import subprocess
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edge.uplink.settings import UplinkSettings
from tests.patience import PATIENCE_S, wait_until
from tests.ports import free_ports

DEPLOYED = Path(__file__).resolve().parents[1] / "deploy" / "broker"
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")

_spec = importlib.util.spec_from_file_location(
    "make_certificates", DEPLOYED / "make_certificates.py"
)
assert _spec is not None
assert _spec.loader is not None
certificates = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(certificates)


class Mosquitto:
    """Can be stopped and started again on the same ports, with what it has kept."""

    def __init__(self, folder: Path, cameras: list[str]) -> None:
        if MOSQUITTO is None:
            pytest.skip("mosquitto is not installed")
        self.folder = folder
        self.certificates = folder / "certificates"
        self._process: subprocess.Popen[bytes] | None = None
        self.ports = free_ports(3)
        self.port, self.operator_port, self.claims_port = self.ports
        certificates.make_all(self.certificates, cameras, ["localhost", "127.0.0.1"])
        self._configure()
        self.start()

    def start(self) -> None:
        log = (self.folder / "broker.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [MOSQUITTO, "-c", "mosquitto.conf"], cwd=self.folder, stdout=log, stderr=log
            )
        for port in self.ports:
            wait_until(lambda port=port: _answers(port), f"Mosquitto on port {port}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)
        self._process = None

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def settings(self, camera: str, **changes: object) -> UplinkSettings:
        values = {
            "camera": camera,
            "broker": f"mqtts://127.0.0.1:{self.port}",
            "ca": self.certificates / "ca.pem",
            "cert": self.certificates / f"{camera}.pem",
            "key": self.certificates / f"{camera}.key",
        }
        return UplinkSettings(**{**values, **changes})

    def client(self, name: str, *, kept: bool = False, calls_itself: str = "") -> "Listener":
        """A client with the certificate of that name; kept: the broker keeps its session.

        calls_itself: its client id, one of its own if empty.
        """
        port = self.operator_port if name in certificates.PEOPLE else self.port
        return Listener(self.certificates, name, port, kept=kept, calls_itself=calls_itself)

    def _configure(self) -> None:
        (self.folder / "state").mkdir()
        for acl in ("cameras.acl", "people.acl", "claims.acl"):
            shutil.copy(DEPLOYED / acl, self.folder / acl)
            (self.folder / acl).chmod(0o600)
        text = (DEPLOYED / "mosquitto.conf").read_text()
        text = text.replace("listener 8883", f"listener {self.port} 127.0.0.1")
        text = text.replace("listener 8884", f"listener {self.operator_port} 127.0.0.1")
        text = text.replace("listener 8885", f"listener {self.claims_port} 127.0.0.1")
        if os.geteuid() == 0:
            text += "\nuser root\n"
        (self.folder / "mosquitto.conf").write_text(text)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refused(broker: Mosquitto, port: int, folder: Path, name: str | None) -> bool:
    """Whether a TLS client is thrown out; in TLS 1.3 that shows with the first read."""
    context = ssl.create_default_context(cafile=broker.certificates / "ca.pem")
    if name is not None:
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    connect = bytes.fromhex("101100044d5154540502003c00000463616d31")
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 10) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as wire,
        ):
            wire.sendall(connect)
            return wire.recv(4)[:1] != b"\x20"
    except (ssl.SSLError, ConnectionError):
        return True


class Listener:
    """Collects (topic, payload, retained) in the order of arrival."""

    def __init__(
        self, folder: Path, name: str, port: int, *, kept: bool, calls_itself: str = ""
    ) -> None:
        self.messages: list[tuple[str, bytes, bool]] = []
        self._subscribed = False
        self._topics: list[str] = []
        own = f"{name}-watch" if kept else f"{name}-{os.urandom(4).hex()}"
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=calls_itself or own,
            protocol=mqtt.MQTTv5,
        )
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
        self._client.tls_set_context(context)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(1, 1)
        lasting = Properties(PacketTypes.CONNECT)
        lasting.SessionExpiryInterval = 3600 if kept else 0
        self._client.connect("127.0.0.1", port, 30, clean_start=not kept, properties=lasting)
        self._client.loop_start()
        wait_until(self._client.is_connected, f"{name} to connect")

    def subscribe(self, *topics: str) -> "Listener":
        self._topics += topics
        self._subscribed = False
        self._client.subscribe([(topic, 1) for topic in topics])
        wait_until(lambda: self._subscribed, "a subscription")
        return self

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(PATIENCE_S)

    def payloads(self, topic: str) -> list[bytes]:
        return [payload for name, payload, _ in self.messages if name == topic]

    def wait_for(self, topic: str, count: int = 1) -> list[bytes]:
        wait_until(lambda: len(self.payloads(topic)) >= count, f"{count} messages at {topic}")
        return self.payloads(topic)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        # Collected in a cycle, paho's sockets would be reported as never closed.
        del self._client

    def _on_connect(self, client: mqtt.Client, *_: object) -> None:
        if self._topics:
            client.subscribe([(topic, 1) for topic in self._topics])

    def _on_subscribe(self, *_: object) -> None:
        self._subscribed = True

    def _on_message(self, _c: mqtt.Client, _u: object, message: mqtt.MQTTMessage) -> None:
        self.messages.append((message.topic, bytes(message.payload), message.retain))
