"""Who may say and hear what, and who does not get in at all: on a real Mosquitto.

A refused subscription is granted all the same, so what is looked at is what gets delivered.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from edge.contract import topic
from edge.documents.channels import channels
from tests.brokers import Listener, Mosquitto, certificates, refused, wait_until

NAMES = {"{rule}": "loitering", "{place}": "gate", "{name}": "ping"}
# Beside the channels that have a type already: what DESIGN.md has, and answers.
UP = [c.suffix for c in channels() if c.way == "up"]
UP += ["update/reported", "log/checkpoint", "statement"]
DOWN = [c.suffix for c in channels() if c.way == "down"] + ["update/desired"]


def suffixes(*patterns: str) -> list[str]:
    made = []
    for pattern in dict.fromkeys(patterns):
        for name, example in NAMES.items():
            pattern = pattern.replace(name, example)
        made.append(pattern)
    return made


UP, DOWN = suffixes(*UP), suffixes(*DOWN)


@pytest.fixture(scope="module")
def broker(tmp_path_factory) -> Iterator[Mosquitto]:
    # A camera may come to bear any name, that of a person as well.
    broker = Mosquitto(tmp_path_factory.mktemp("broker"), ["cam-1", "cam-2", "other"])
    devices = certificates.authority(broker.certificates, "ca")
    for name in certificates.PEOPLE:
        folder = broker.folder / "namesakes"
        folder.mkdir(exist_ok=True)
        certificates.issue(folder, name, by=devices, usage="client")
    (broker.folder / "namesakes" / "ca.pem").write_bytes(
        (broker.certificates / "ca.pem").read_bytes()
    )
    yield broker
    broker.stop()


@pytest.fixture
def client(broker):
    opened: list[Listener] = []

    def client(name: str) -> Listener:
        opened.append(broker.client(name))
        return opened[-1]

    yield client
    for one in opened:
        one.close()


def heard_of(sender: Listener, listener: Listener, topics: list[str], last: str) -> set[str]:
    """Which of the topics reach the listener. last: one that surely does, and comes last."""
    for name in [*topics, last]:
        sender.publish(name, name.encode())
    listener.wait_for(last)
    heard = {name for name, payload, _ in listener.messages if payload == name.encode()}
    listener.messages.clear()
    return heard & set(topics)


def of(camera: str, *names: str) -> list[str]:
    return [topic(camera, suffix) for suffix in names]


def test_a_camera_says_all_that_the_contract_has(client):
    operator = client("operator").subscribe("passerby/v1/#")
    said = of("cam-1", *UP)
    last = topic("cam-1", "response/last")
    assert heard_of(client("cam-1"), operator, said, last) == set(said)


def test_a_camera_says_nothing_else_and_nothing_for_another(client):
    operator = client("operator").subscribe("passerby/v1/#", "homeassistant/#")
    forbidden = [
        *of("cam-1", *DOWN, "picture", "event/loitering/more", "config/other", "command"),
        *of("cam-2", *UP, *DOWN),
        "passerby/v1/status",
        "homeassistant/device/cam-1/config",
        "homeassistant/device/cam-2/config",
    ]
    assert heard_of(client("cam-1"), operator, forbidden, topic("cam-1", "health")) == set()


def test_a_camera_hears_what_it_is_told_and_nothing_of_another(client):
    camera = client("cam-1").subscribe("#", "passerby/v1/#", *of("cam-2", *UP, *DOWN))
    camera.subscribe(*of("cam-1", *DOWN))
    operator, oversight, other = client("operator"), client("oversight"), client("cam-2")
    policy = [suffix for suffix in DOWN if suffix.startswith("policy/")]
    told = [suffix for suffix in DOWN if suffix not in policy]
    last = topic("cam-1", "command/last")
    heard = heard_of(oversight, camera, of("cam-2", *policy), of("cam-1", *policy)[0])
    assert heard == set()
    for name in of("cam-2", *UP):
        other.publish(name, name.encode())
    assert heard_of(operator, camera, of("cam-1", *told) + of("cam-2", *told), last) == set(
        of("cam-1", *told)
    )


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("operator", ["config/desired", "update/desired", "command/ping"]),
        ("oversight", ["policy/desired"]),
        ("public", []),
    ],
)
def test_a_person_writes_what_belongs_to_the_role_and_nothing_else(client, person, may):
    operator, camera = client("operator").subscribe("#"), client("cam-1")
    sender = client(person)
    for name in of("cam-1", *UP, *DOWN):
        sender.publish(name, b"from a person")
    last = topic("cam-1", "health")
    camera.publish(last, b"last")
    wait_until(lambda: b"last" in operator.payloads(last), "the last message")
    heard = {name for name, payload, _ in operator.messages if payload == b"from a person"}
    assert heard == set(of("cam-1", *may))


@pytest.mark.parametrize(
    ("person", "hears"),
    [
        ("operator", UP),
        (
            "oversight",
            [
                "status",
                "config/reported",
                "policy/reported",
                "update/reported",
                "log/checkpoint",
                "statement",
            ],
        ),
        ("public", ["statement", "count/gate"]),
    ],
)
def test_a_person_hears_what_the_role_needs_and_nothing_else(client, person, hears):
    listener = client(person).subscribe("#", "passerby/v1/#", *of("cam-1", *UP))
    last = of("cam-2", "statement")[0]
    said = of("cam-1", *UP)
    camera, other = client("cam-1"), client("cam-2")
    for name in said:
        camera.publish(name, name.encode())
    other.publish(last, b"last")
    listener.wait_for(last)
    heard = {name for name, payload, _ in listener.messages if payload == name.encode()}
    assert heard == set(of("cam-1", *hears))


@pytest.mark.parametrize("name", certificates.PEOPLE)
def test_a_camera_that_bears_a_persons_name_is_a_camera(broker, client, name):
    operator = client("operator").subscribe("#")
    camera = Listener(broker.folder / "namesakes", name, broker.port, kept=False)
    camera.subscribe("#", *of("cam-1", *UP))
    forbidden = of("cam-1", *DOWN)
    assert heard_of(camera, operator, forbidden, topic(name, "health")) == set()
    assert camera.messages == []
    camera.close()


@pytest.mark.parametrize(
    ("name", "port"),
    [
        ("cam-1", "operator_port"),
        ("cam-1", "claims_port"),
        ("operator", "port"),
        ("operator", "claims_port"),
    ],
)
def test_cameras_and_people_have_each_their_own_port(broker, name, port):
    assert refused(broker, getattr(broker, port), broker.certificates, name)


def test_a_certificate_that_was_taken_back_opens_nothing(tmp_path):
    broker = Mosquitto(tmp_path, ["cam-1", "cam-2"])
    try:
        assert not refused(broker, broker.port, broker.certificates, "cam-2")
        certificates.revoke(broker.certificates, ["cam-2"], by="ca")
        certificates.revoke(broker.certificates, ["operator"], by="operators-ca")
        broker.stop()
        broker.start()
        assert refused(broker, broker.port, broker.certificates, "cam-2")
        assert refused(broker, broker.operator_port, broker.certificates, "operator")
        assert not refused(broker, broker.port, broker.certificates, "cam-1")
        assert not refused(broker, broker.operator_port, broker.certificates, "oversight")
    finally:
        broker.stop()


def test_revoking_one_more_keeps_those_that_were_revoked(tmp_path):
    certificates.make_all(tmp_path, ["cam-1", "cam-2"], ["localhost"])
    for name in ("cam-1", "cam-2"):
        certificates.revoke(tmp_path, [name], by="ca")
    from cryptography.x509 import load_pem_x509_crl

    assert len(load_pem_x509_crl((tmp_path / "ca.crl").read_bytes())) == 2


@pytest.mark.parametrize("port", ["port", "operator_port", "claims_port"])
def test_without_a_certificate_nobody_gets_in(broker, port):
    assert refused(broker, getattr(broker, port), broker.certificates, None)


@pytest.mark.parametrize("version", [0, 1, 2], ids=["TLS 1.0", "TLS 1.1", "TLS 1.2"])
def test_tls_begins_with_1_2(broker, version):
    for port in broker.ports:
        with socket.create_connection(("127.0.0.1", port), 10) as wire:
            wire.sendall(client_hello(version))
            answer = wire.recv(7)
        # An alert (21) that is fatal (2) and says protocol_version (70), or a handshake (22).
        assert (answer[0] == 22) if version == 2 else (answer[0], answer[5:]) == (21, b"\2\x46")


def test_there_is_no_port_but_those_three_and_they_understand_no_plain_text(broker):
    assert listening(broker.process_id) == set(broker.ports)
    connect = bytes.fromhex("101000044d5154540402003c000463616d31")
    for port in broker.ports:
        with socket.create_connection(("127.0.0.1", port), 10) as wire:
            wire.sendall(connect)
            try:
                answer = wire.recv(4)
            except ConnectionResetError:
                answer = b""
        # Not a CONNACK (0x20), and if anything, an alert of TLS.
        assert answer[:1] in (b"", b"\x15")


def client_hello(minor: int) -> bytes:
    """The first words of a TLS client that knows 1.minor and nothing later (RFC 5246, 7.4.1.2)."""
    suites = bytes.fromhex("c02bc02fc009c013c00ac014002f0035")
    groups = bytes.fromhex("000a00080006001700180019")
    points = bytes.fromhex("000b00020100")
    signatures = bytes.fromhex("000d000a00080403080404010201") if minor == 2 else b""
    extensions = groups + points + signatures
    body = bytes([3, minor + 1]) + os.urandom(32) + b"\0"
    body += len(suites).to_bytes(2, "big") + suites + b"\1\0"
    body += len(extensions).to_bytes(2, "big") + extensions
    handshake = b"\1" + len(body).to_bytes(3, "big") + body
    return b"\x16\3\1" + len(handshake).to_bytes(2, "big") + handshake


def listening(process_id: int) -> set[int]:
    """Every TCP port at which a process listens."""
    links = []
    for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            links.append(str(descriptor.readlink()))
    inodes = {link[8:-1] for link in links if link.startswith("socket:[")}
    ports = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process_id}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in inodes:
                ports.add(int(words[1].rpartition(":")[2], 16))
    return ports
