"""`passerby fleet`, from a key to a roll-out that stops by itself, against a real broker."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from edge.__main__ import main
from edge.contract import Envelope
from edge.fleet.known import Camera
from edge.fleet.push import read_sealed, roll_out
from edge.fleet.rollout import Terms
from edge.fleet.wire import Wire
from edge.governance.signing import Keys, open_signed
from edge.uplink.settings import UplinkSettings
from simulator.fleet.brokers import opened
from simulator.fleet.faulty import faulty
from simulator.fleet.push import envelope
from simulator.fleet.settings import Access
from tests.brokers import MOSQUITTO
from tests.patience import started, wait_until

CAMERAS = 60
SHARE = 0.1
VERSION = 1_000_000


def passerby(capsys, *words) -> tuple[int, str]:
    code = main(["fleet", *(str(word) for word in words)])
    return code, capsys.readouterr().out


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A broker with a fleet, of which one in ten bears no new configuration."""
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed")
    # Not the embedded broker: of retained messages it gives a newcomer no more than a hundred.
    with opened("mosquitto") as url:
        words = [sys.executable, "-m", "simulator", "fleet", "--broker", url]
        words += ["--cameras", str(CAMERAS), "--faulty", str(SHARE), "--seconds", "600"]
        with started(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as fleet:
            wire = Wire(UplinkSettings(camera="operator", broker=url))
            known = wire.known.cameras
            wait_until(lambda: wire.step(0.02) or len(known) == CAMERAS, "a fleet")
            wait_until(lambda: wire.step(0.02) or all(map(is_ready, known.values())), "a fleet")
            wire.close()
            yield url
            fleet.kill()


def is_ready(camera: Camera) -> bool:
    return camera.ailment() is None and camera.config is not None


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "sealed.json"
    path.write_bytes(envelope(VERSION))
    return path


def test_a_document_is_signed_by_a_key_that_is_made_here(tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("version: 7\n")
    (tmp_path / "secret").write_text("open sesame\n")
    secret = ("--passphrase-file", tmp_path / "secret")
    _, made = passerby(capsys, "keys", "create", tmp_path / "key.pem", *secret)
    assert passerby(capsys, "keys", "show", tmp_path / "key.pem", *secret) == (0, made)
    out = tmp_path / "out.json"
    words = ["--key", tmp_path / "key.pem", "--for", "cam-1", "-o", out, *secret]
    assert passerby(capsys, "sign", "config", tmp_path / "config.yaml", *words)[0] == 0
    found = open_signed(
        out.read_bytes(),
        purpose="config",
        keys=Keys.of([made.split()[1]]),
        names=["cam-1"],
        utc_s=0.0,
    )
    assert found.body == b"version: 7\n"


def test_a_document_that_no_camera_would_take_is_not_signed(tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("version: 0\n")
    passerby(capsys, "keys", "create", tmp_path / "key.pem")
    out = tmp_path / "out.json"
    words = ["--key", tmp_path / "key.pem", "--for", "cam-1", "-o", out]
    assert passerby(capsys, "sign", "config", tmp_path / "config.yaml", *words)[0] == 2
    assert not out.exists()


@pytest.mark.parametrize("fault", ["exists", "no passphrase", "no key"])
def test_a_key_that_cannot_be_used_is_named(tmp_path, capsys, fault):
    key = tmp_path / "key.pem"
    (tmp_path / "secret").write_text("open sesame\n")
    passerby(capsys, "keys", "create", key, "--passphrase-file", tmp_path / "secret")
    if fault == "no key":
        key.write_text("junk")
    do = "create" if fault == "exists" else "show"
    assert main(["fleet", "keys", do, str(key)]) == 2
    assert "key.pem" in capsys.readouterr().err


def test_what_nobody_has_signed_is_not_pushed(tmp_path, capsys):
    unsigned = tmp_path / "unsigned.json"
    unsigned.write_text('{"v":1,"body":"version: 1","audience":["cam-1"],"signatures":[]}')
    words = ["push", "config", unsigned, "--log", tmp_path / "log", "--broker", "mqtt://localhost"]
    assert passerby(capsys, *words)[0] == 2
    assert Envelope(body="", audience=("a",)).signatures == ()


def test_a_roll_out_to_a_faulty_fleet_stops_and_names_them(url, sealed, tmp_path):
    wire = Wire(UplinkSettings(camera="operator", broker=url))
    wire.listen(0.0)
    shown = []
    outcome = roll_out(
        wire,
        read_sealed(sealed),
        Terms(version=VERSION, answer_s=2.0, soak_s=0.2),
        wire.known.cameras,
        log=tmp_path / "log",
        show=shown.append,
    )
    wire.close()
    access = Access(broker=url, operators=url)
    bad = {access.name(n) for n in range(CAMERAS) if faulty(n, SHARE) is not None}
    assert outcome.state == "stopped"
    assert outcome.failed
    assert outcome.failed.keys() <= bad
    assert outcome.untold > 0
    assert shown[-1] == outcome


def test_a_push_tells_all_and_drift_names_who_did_not_follow(url, tmp_path, capsys):
    raw = envelope(VERSION + 1)
    (tmp_path / "sealed.json").write_bytes(raw)
    broker = ("--broker", url, "--json")
    words = ["push", "config", tmp_path / "sealed.json", "--log", tmp_path / "log", *broker]
    code, told = passerby(capsys, *words)
    assert (code, len(json.loads(told))) == (0, CAMERAS)
    silent = {
        f"fleet-{n + 1:05}"
        for n in range(CAMERAS)
        if faulty(n, SHARE) in ("is silent", "rolls back")
    }
    wait_until(lambda: drifted(capsys, url) == silent, "all others to follow")
    code, log = passerby(capsys, "audit", tmp_path / "log")
    assert code == 0
    assert f"config/desired version {VERSION + 1} by" in log


def drifted(capsys, url):
    code, said = passerby(capsys, "drift", "--broker", url, "--json")
    assert code == 1
    return set(json.loads(said))


def test_a_difference_is_shown_before_it_is_pushed(url, tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("version: 2000000\n")
    words = ["diff", tmp_path / "config.yaml", "--camera", "fleet-00001", "--broker", url]
    code, lines = passerby(capsys, *words)
    assert code == 1
    assert "+version: 2000000" in lines


def test_a_camera_that_nobody_knows_is_named(url, tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("version: 1\n")
    words = ["diff", str(tmp_path / "config.yaml"), "--camera", "nobody", "--broker", url]
    assert main(["fleet", *words]) == 2
    assert "nobody was never heard of" in capsys.readouterr().err
