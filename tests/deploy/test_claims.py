"""A card with a claim, from its first connection to its own certificate, on a real Mosquitto."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from edge.__main__ import main
from edge.claim import ASKED, Reply, claim_name, topic
from edge.contract import topic as of
from edge.fleet import claims, enrol, register
from edge.fleet.admit import admit, deny, waiting
from edge.fleet.issue import Authority
from edge.fleet.wire import Wire
from edge.uplink.enrolment import Enrolment
from edge.uplink.settings import UplinkSettings
from tests.brokers import Listener, Mosquitto, refused
from tests.patience import PATIENCE_S, started, wait_until

NOW = datetime.now(UTC)


class Site:
    """A broker, the operator's register, and one card that has a claim."""

    def __init__(self, folder: Path) -> None:
        self.broker = Mosquitto(folder, ["cam-1"])
        self.office = self.broker.certificates
        self.register = folder / "register.json"

    def claim(self, folder: Path, camera: str = "gate-3", *, days: int = 7) -> Path:
        """A card, and the folder in which the camera keeps its key."""
        claims.make(
            self.register,
            camera,
            authority=self.authority("claims-ca"),
            days=days,
            now=NOW,
            into=folder,
        )
        (folder / "ca.pem").write_bytes((self.office / "ca.pem").read_bytes())
        enrol.request(folder, camera, None)
        return folder

    def authority(self, name: str) -> Authority:
        return Authority.read(self.office / f"{name}.pem", self.office / f"{name}.key")

    def enrolment(self, card: Path, camera: str = "gate-3") -> Enrolment:
        settings = UplinkSettings(
            camera=camera,
            broker=f"mqtts://127.0.0.1:{self.broker.claims_port}",
            ca=card / "ca.pem",
            cert=card / "claim.pem",
            key=card / "claim.key",
        )
        return Enrolment(settings, card)

    def operator(self) -> Wire:
        return Wire(UplinkSettings(**self._person()), also=ASKED)

    def words(self) -> list[str]:
        person = self._person()
        return [
            *("--broker", person["broker"], "--ca", str(person["ca"])),
            *("--cert", str(person["cert"]), "--cert-key", str(person["key"])),
            *("--register", str(self.register)),
        ]

    def _person(self) -> dict:
        return {
            "camera": "operator",
            "broker": f"mqtts://127.0.0.1:{self.broker.operator_port}",
            "ca": self.office / "ca.pem",
            "cert": self.office / "operator.pem",
            "key": self.office / "operator.key",
        }

    def who_waits(self, wire: Wire):
        return waiting(wire, known=register.read(self.register), now=NOW)

    def admit(self, wire: Wire, camera: str = "gate-3") -> None:
        asked = wait_until(
            lambda: wire.step(0.02) or self.who_waits(wire).good.get(camera), "a question"
        )
        admit(wire, asked, register=self.register, authority=self.authority("ca"), days=1, now=NOW)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.broker.stop()


@pytest.fixture
def card(site, tmp_path) -> Path:
    return site.claim(tmp_path / "card")


def said(enrolment: Enrolment) -> bool:
    found: list[bool] = []

    def step() -> bool:
        if (answer := enrolment.step(0.02)) is not None:
            found.append(answer)
        return bool(found)

    wait_until(step, "an answer")
    return found[0]


def test_a_card_asks_the_operator_admits_and_the_camera_is_one(site, card):
    wire, enrolment = site.operator(), site.enrolment(card)
    wait_until(
        lambda: (enrolment.step(0.02), wire.step(0.02)) and site.who_waits(wire).good, "a question"
    )
    assert site.who_waits(wire).asked("gate-3", enrolment.fingerprint)
    site.admit(wire)
    assert said(enrolment) is True
    enrolment.close()
    wire.close()
    assert not refused(site.broker, site.broker.port, card, "gate-3")


def test_the_answer_waits_for_a_camera_that_was_away(site, card):
    wire, enrolment = site.operator(), site.enrolment(card)
    wait_until(
        lambda: (enrolment.step(0.02), wire.step(0.02)) and site.who_waits(wire).good, "a question"
    )
    enrolment.close()
    site.admit(wire)
    wire.close()
    again = site.enrolment(card)
    assert said(again) is True
    again.close()


def test_who_is_denied_is_told_so_and_its_claim_is_over(site, card):
    wire, enrolment = site.operator(), site.enrolment(card)
    wait_until(
        lambda: (enrolment.step(0.02), wire.step(0.02)) and site.who_waits(wire).good, "a question"
    )
    deny(wire, "gate-3", site.who_waits(wire).good["gate-3"], register=site.register)
    assert said(enrolment) is False
    assert not (card / "gate-3.pem").exists()
    enrolment.close()
    wire.close()


def test_answers_about_another_key_or_with_another_certificate_are_none(site, card, tmp_path):
    enrolment = site.enrolment(card)
    other = (site.office / "cam-1.pem").read_text()
    wire = site.operator()
    answer = topic("gate-3", "answer")
    for raw in (
        b"",
        b"{",
        encoded(Reply(fingerprint="ab12")),
        encoded(Reply(fingerprint=enrolment.fingerprint, certificate=other)),
        encoded(Reply(fingerprint=enrolment.fingerprint, certificate="none")),
    ):
        number = wire.tell(answer, raw, retain=False)
        wait_until(lambda number=number: wire.step(0.02) or wire.is_told(number), "the broker")
        assert enrolment.step(0.05) is None
    assert not (card / "gate-3.pem").exists()
    enrolment.close()
    wire.close()


def encoded(reply: Reply) -> bytes:
    return msgspec.json.encode(reply)


def test_a_claim_reads_nothing_but_its_answer_and_writes_nothing_but_its_question(site, card):
    operator = site.broker.client("operator").subscribe("#", "passerby/v1/#", ASKED)
    camera = site.broker.client("cam-1")
    thief = Listener(card, "claim", site.broker.claims_port, kept=False)
    own = claim_name("gate-3")
    everything = ["config/desired", "policy/desired", "update/desired", "command/ping", "status"]
    everything += ["event/loitering", "config/reported", "mark", "statement"]
    theirs = [of(name, suffix) for name in ("cam-1", "gate-3", own) for suffix in everything]
    theirs += [topic("gate-4", "request"), topic("gate-4", "answer"), topic("gate-3", "answer")]
    thief.subscribe("#", "passerby/v1/#", "passerby/enrol/#", *theirs, topic("gate-3", "request"))
    before = len(operator.messages)
    for name in theirs:
        thief.publish(name, b"from a thief")
    thief.publish(topic("gate-3", "request"), b"asked", retain=False)
    operator.wait_for(topic("gate-3", "request"))
    wait_until(lambda: b"asked" in operator.payloads(topic("gate-3", "request")), "the question")
    heard = [name for name, payload, _ in operator.messages[before:] if payload == b"from a thief"]
    assert heard == []
    camera.publish(of("cam-1", "status"), b"for others")
    operator.publish(of("gate-3", "config/desired"), b"for others")
    operator.publish(topic("gate-4", "answer"), b"for others")
    operator.publish(topic("gate-3", "answer"), b"for us")
    wait_until(lambda: b"for us" in [payload for _, payload, _ in thief.messages], "the answer")
    assert not [name for name, payload, _ in thief.messages if payload == b"for others"]
    for one in (operator, camera, thief):
        one.close()


def test_a_claim_throws_no_camera_out(site, tmp_path):
    card = site.claim(tmp_path / "card", "cam-1")
    camera = site.broker.client("cam-1")
    enrolment = site.enrolment(card, "cam-1")
    operator = site.broker.client("operator").subscribe(ASKED, of("cam-1", "health"))
    wait_until(
        lambda: enrolment.step(0.02) or operator.payloads(topic("cam-1", "request")), "a question"
    )
    camera.publish(of("cam-1", "health"), b"still here")
    operator.wait_for(of("cam-1", "health"))
    for one in (enrolment, camera, operator):
        one.close()


def test_a_claim_opens_its_own_port_alone(site, card):
    assert not refused(site.broker, site.broker.claims_port, card, "claim")
    assert refused(site.broker, site.broker.port, card, "claim")
    assert refused(site.broker, site.broker.operator_port, card, "claim")


def test_an_expired_claim_does_not_get_in(site, tmp_path):
    old = tmp_path / "card"
    claims.make(
        site.register,
        "gate-9",
        authority=site.authority("claims-ca"),
        days=1,
        now=NOW - timedelta(days=30),
        into=old,
    )
    assert refused(site.broker, site.broker.claims_port, old, "claim")


def test_a_claim_that_is_over_does_not_get_in_once_the_broker_has_the_list(tmp_path, capsys):
    site = Site(tmp_path)
    try:
        spent, fresh = site.claim(tmp_path / "a", "gate-3"), site.claim(tmp_path / "b", "gate-4")
        claims.deny(site.register, "gate-3")
        words = ["--register", site.register, "--ca", site.office / "claims-ca.pem"]
        words += ["--ca-key", site.office / "claims-ca.key", "-o", site.office / "claims-ca.crl"]
        assert main(["fleet", "claim", "spent", *map(str, words)]) == 0
        site.broker.stop()
        site.broker.start()
        assert refused(site.broker, site.broker.claims_port, spent, "claim")
        assert not refused(site.broker, site.broker.claims_port, fresh, "claim")
    finally:
        site.broker.stop()


def test_the_operator_sees_who_waits_and_has_to_name_the_key(site, card, capsys):
    enrolment = site.enrolment(card)
    wire = site.operator()
    wait_until(
        lambda: (enrolment.step(0.02), wire.step(0.02)) and site.who_waits(wire).good, "a question"
    )
    wire.close()
    assert main(["fleet", "enrol", "waiting", *site.words()]) == 0
    assert f"gate-3                   {enrolment.fingerprint}" in capsys.readouterr().out
    by = ["--issuer", site.office / "ca.pem", "--issuer-key", site.office / "ca.key"]
    words = ["fleet", "enrol", "admit", "gate-3", *map(str, by), *site.words(), "--fingerprint"]
    assert main([*words, "ab12-cd34"]) == 2
    assert "another one" in capsys.readouterr().err
    assert main([*words, enrolment.fingerprint]) == 0
    assert said(enrolment) is True
    enrolment.close()


def test_the_command_ends_when_the_operator_has_decided(site, card):
    words = [sys.executable, "-m", "edge", "enrol", "--camera", "gate-3", "--into", card]
    words += ["--broker", f"mqtts://127.0.0.1:{site.broker.claims_port}", "--ca", card / "ca.pem"]
    words += ["--claim", card / "claim.pem", "--claim-key", card / "claim.key"]
    with started([str(word) for word in words]) as camera:
        wire = site.operator()
        site.admit(wire)
        wire.close()
        assert camera.wait(PATIENCE_S) == 0
    assert (card / "gate-3.pem").exists()


def test_a_question_that_cannot_be_granted_is_shown_with_its_reason(site, card, tmp_path):
    stranger = site.claim(tmp_path / "other", "gate-5")
    site.claim(tmp_path / "another", "gate-5")
    enrolment = site.enrolment(stranger, "gate-5")
    wire = site.operator()
    bad = wait_until(
        lambda: (enrolment.step(0.02), wire.step(0.02)) and site.who_waits(wire).bad, "a question"
    )
    assert "not of this camera's claim" in bad[topic("gate-5", "request")]
    enrolment.close()
    wire.close()
