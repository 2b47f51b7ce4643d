"""What a new camera makes of the card, and that it may be cut off anywhere while it does."""

import contextlib
import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.errors import BadInputError
from edge.fleet import claims, enrol
from edge.fleet.issue import Authority
from tests.brokers import certificates
from tests.deploy.device import program

first_boot = program("device/first_boot")

SETTINGS = {"camera": "gate-3", "broker": "mqtts://broker.example", "source": "picamera:0"}


class Power:
    """Fails at the nth change that outlives it, as a power cut would."""

    def __init__(self, monkeypatch, at: int) -> None:
        self.left = at
        for name in ("replace", "fsync", "mkdir"):
            self._guard(monkeypatch, name, getattr(os, name))

    def _guard(self, monkeypatch, name, real) -> None:
        def guarded(*args, **kwargs):
            self.left -= 1
            if self.left < 0:
                raise OSError(5, "power is gone")
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, guarded)


class Site:
    """A card and a data partition, and the operator who invites and approves."""

    def __init__(self, folder: Path) -> None:
        self.card, self.data, self.office = folder / "card", folder / "data", folder / "office"
        for made in (self.card, self.data, self.office):
            made.mkdir()
        certificates.authority(self.office, "ca")
        self.given: list[tuple[str, str]] = []
        self.write(code=enrol.invite(self.office / "register.json", "gate-3"))

    def write(self, **changes: object) -> None:
        (self.card / "camera.yaml").write_text(json.dumps(SETTINGS | changes))

    def start(self) -> str:
        return first_boot.prepare(
            self.card, self.data, give=lambda path, user: self.given.append((path.name, user))
        )

    def approve(self) -> None:
        (self.card / "gate-3.pem").write_bytes(
            enrol.approve(
                self.card / "gate-3.csr",
                register=self.office / "register.json",
                ca=self.office / "ca.pem",
                ca_key=self.office / "ca.key",
                days=1,
                now=datetime.now(UTC),
            )
        )
        (self.card / "ca.pem").write_bytes((self.office / "ca.pem").read_bytes())

    def claim(self) -> None:
        """Put a claim on the card in place of an invitation's code."""
        certificates.authority(self.office, "claims-ca")
        claims.make(
            self.office / "register.json",
            "gate-3",
            authority=Authority.read(self.office / "claims-ca.pem", self.office / "claims-ca.key"),
            days=1,
            now=datetime.now(UTC),
            into=self.card,
        )
        (self.card / "ca.pem").write_bytes((self.office / "ca.pem").read_bytes())
        self.write()

    def admit(self) -> None:
        """What `passerby enrol` leaves when the operator has admitted this camera."""
        certificates.issue(
            self.office, "gate-3", by=certificates.authority(self.office, "ca"), usage="client"
        )
        (self.own / "gate-3.pem").write_bytes((self.office / "gate-3.pem").read_bytes())

    @property
    def own(self) -> Path:
        return self.data / "uplink" / "gate-3"


@pytest.fixture
def site(tmp_path) -> Site:
    return Site(tmp_path)


def test_a_new_camera_makes_its_key_and_asks_for_a_certificate(site):
    assert site.start() == "waits for gate-3.pem: the request is on the card"
    assert stat.S_IMODE((site.own / "gate-3.key").stat().st_mode) == 0o600
    assert not (site.data / "uplink.env").exists()
    assert "gate-3.csr" in {file.name for file in site.card.iterdir()}


def test_the_key_is_nowhere_on_the_card(site):
    site.start()
    site.approve()
    site.start()
    for file in site.card.iterdir():
        assert b"PRIVATE KEY" not in file.read_bytes()


def test_with_its_certificate_it_may_speak(site):
    site.start()
    site.approve()
    assert site.start() == "gate-3 is ready"
    assert "BROKER=mqtts://broker.example\n" in (site.data / "uplink.env").read_text()
    assert "SOURCE=picamera:0\n" in (site.data / "vision.env").read_text()
    assert ("gate-3.key", first_boot.UPLINK) in site.given


def test_each_user_has_a_room_of_its_own_and_they_share_the_door(site):
    site.start()
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in site.data.iterdir()
        if path.is_dir()
    }
    assert modes == {"vision": 0o700, "uplink": 0o700, "preview": 0o700, "door": 0o2770}


def test_another_start_changes_nothing(site):
    site.start()
    site.approve()
    site.start()
    before = {path: path.stat().st_mtime_ns for path in site.data.rglob("*") if path.is_file()}
    site.start()
    assert {p: p.stat().st_mtime_ns for p in site.data.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("at", range(24))
def test_a_power_cut_anywhere_leaves_one_key_and_a_way_on(site, monkeypatch, at):
    with monkeypatch.context() as patch:
        Power(patch, at)
        with contextlib.suppress(OSError):
            site.start()
    key = (site.own / "gate-3.key").read_bytes() if site.own.exists() else None
    site.start()
    assert key in (None, (site.own / "gate-3.key").read_bytes())
    site.approve()
    with monkeypatch.context() as patch:
        Power(patch, at)
        with contextlib.suppress(OSError):
            site.start()
    assert site.start() == "gate-3 is ready"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"broker": "mqtt://broker.example"}, "broker"),
        ({"broker": "mqtts://broker.example\nUSER=root"}, "broker"),
        ({"source": "usb:0\nX=1"}, "source"),
        ({"source": "rtsp://10.0.0.1/"}, "source"),
        ({"camera": "../root"}, "camera"),
        ({"cammera": "gate-3"}, "cammera"),
    ],
)
def test_what_cannot_be_used_is_named(site, changes, place):
    site.write(**changes)
    with pytest.raises(BadInputError, match=place):
        site.start()
    assert not (site.data / "vision.env").exists()


def test_a_certificate_of_another_key_is_refused(site):
    site.start()
    certificates.issue(
        site.office, "gate-3", by=certificates.authority(site.office, "ca"), usage="client"
    )
    for name in ("gate-3.pem", "ca.pem"):
        (site.card / name).write_bytes((site.office / name).read_bytes())
    with pytest.raises(BadInputError, match="another key"):
        site.start()
    assert not (site.data / "uplink.env").exists()


def test_a_camera_with_a_claim_asks_by_itself_and_shows_its_key(site):
    site.claim()
    said = site.start()
    assert said.startswith("asks for gate-3.pem with its claim, and the key ")
    assert len(said.rpartition(" ")[2]) == 39
    words = (site.data / "enrol.env").read_text()
    assert words == "CAMERA=gate-3\nCLAIMS=mqtts://broker.example:8885\n"
    assert not (site.data / "uplink.env").exists()
    assert not (site.card / "gate-3.csr").exists()
    assert {("claim.key", first_boot.UPLINK), ("ca.pem", first_boot.UPLINK)} <= set(site.given)


def test_once_it_is_admitted_it_may_speak_and_its_claim_is_gone(site):
    site.claim()
    site.start()
    site.admit()
    assert site.start() == "gate-3 is ready"
    assert "CAMERA=gate-3\n" in (site.data / "uplink.env").read_text()
    assert not (site.data / "enrol.env").exists()
    for folder in (site.card, site.own):
        assert not list(folder.glob("claim.*"))
    assert site.start() == "gate-3 is ready"


@pytest.mark.parametrize("at", range(0, 30, 3))
def test_a_power_cut_anywhere_keeps_a_claim_until_it_was_used(site, monkeypatch, at):
    site.claim()
    with monkeypatch.context() as patch:
        Power(patch, at)
        with contextlib.suppress(OSError):
            site.start()
    assert site.start().startswith("asks for")
    site.admit()
    with monkeypatch.context() as patch:
        Power(patch, at)
        with contextlib.suppress(OSError):
            site.start()
    assert site.start() == "gate-3 is ready"


def test_without_a_code_and_without_a_claim_there_is_no_way_in(site):
    site.write(code=None)
    with pytest.raises(BadInputError, match="or a claim"):
        site.start()
