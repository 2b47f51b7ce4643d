"""`passerby fleet pack` and `update`: what is signed is what a camera would take."""

import json
import zipfile

import msgspec
import pytest

from edge.__main__ import main
from edge.contract import Health, Status, UplinkHealth
from edge.fleet.known import Camera
from edge.fleet.push import read_sealed
from edge.fleet.rollout import Rollout, Terms
from edge.fleet.table import fleet_lines, snapshot
from edge.perception.manifest import models_folder
from edge.update.document import UpdateReport
from tests.edge.samples import vision_health
from tests.edge.update.updated import Updated


def fleet(*words) -> int:
    return main(["fleet", *(str(word) for word in words)])


@pytest.fixture
def key(tmp_path, capsys):
    path = tmp_path / "key.pem"
    fleet("keys", "create", path)
    capsys.readouterr()
    return path


def update(file, key, out, *more) -> int:
    words = ["--url", f"https://updates.example/{file.name}", "--key", key, "--for", "cam-1"]
    return fleet("update", file, "--version", "3", *words, "-o", out, *more)


def test_packed_models_are_tried_and_signed_for_a_month(tmp_path, key, capsys):
    file, out = tmp_path / "models.zip", tmp_path / "update.json"
    assert fleet("pack", models_folder(), "-o", file) == 0
    assert update(file, key, out, "--minimum", "2") == 0
    sealed = read_sealed(out)
    body = json.loads(sealed.envelope.body)
    assert (sealed.version, sealed.update) == (3, "models")
    assert (body["minimum"], body["size_bytes"], body["format"]) == (2, file.stat().st_size, "zip")
    assert sealed.envelope.expires is not None


def test_models_that_a_camera_would_refuse_are_not_signed(tmp_path, key, capsys):
    file, out = tmp_path / "models.zip", tmp_path / "update.json"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.yaml", "models: []\n")
    assert update(file, key, out) == 2
    assert "models.zip: models: no model in the manifest is the default" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "more", "named"),
    [
        ("firmware.tar", (), "expected one of .zip, .whl, .raucb"),
        ("firmware.raucb", (), "release"),
        ("passerby-0.2.0-py3-none-any.whl", (), "archive: no zip"),
        ("firmware.raucb", ("--release", "0.2.0", "--minimum", "4"), "minimum: above"),
    ],
)
def test_what_cannot_be_an_update_is_named(tmp_path, key, capsys, name, more, named):
    file = tmp_path / name
    file.write_bytes(b"content")
    assert update(file, key, tmp_path / "out.json", *more) == 2
    assert named in capsys.readouterr().err


def test_a_camera_takes_what_is_signed_here_only_from_its_own_oversight(tmp_path, key):
    file, out = tmp_path / "firmware.raucb", tmp_path / "update.json"
    file.write_bytes(b"content")
    assert update(file, key, out, "--release", "0.2.0") == 0
    camera = Updated(tmp_path / "camera", utc_s=1_000.0)
    camera.receive(out.read_bytes())
    assert camera.said() == ["signatures: 0 of keys that are trusted here, not 1"]
    camera.end()


UPLINK = UplinkHealth(
    door_depth=0,
    dropped_events=0,
    dropped_counts=0,
    damaged_doors=0,
    sent_bytes=0,
    sent_messages=0,
    vision="ok",
)


def camera(state, *, kind="models", **changes) -> Camera:
    report = UpdateReport(state=state, kind=kind, version=2, desired_version=3, **changes)
    status = Status(online=True, session="0" * 8, boot=1, firmware="1")
    health = Health(vision=vision_health(), uplink=UPLINK)
    return Camera("cam-1", status=status, health=health, update=report)


def test_how_far_an_update_is_stands_in_the_table():
    far = camera("fetching", fetched_bytes=30, size_bytes=100)
    assert list(fleet_lines([far], rows=1))[-1].endswith("well  models 3: fetching 30%")
    assert snapshot(far)["update"]["fetched_bytes"] == 30


@pytest.mark.parametrize("state", ["fetching", "checking", "trial"])
def test_a_roll_out_waits_for_who_is_on_its_way(state):
    told = camera("applied")
    rollout = Rollout(
        Terms(version=3, update="models", answer_s=100.0, soak_s=5.0), {"cam-1": told}
    )
    assert rollout.step(0.0) == ("cam-1",)
    told.update = camera(state).update
    rollout.step(50.0)
    assert rollout.outcome().good == 0
    told.update = camera("applied", kind="firmware").update
    rollout.step(60.0)
    assert rollout.outcome().good == 0
    told.update = camera("applied").update
    rollout.step(70.0)
    assert rollout.outcome().good == 1


def test_a_roll_out_names_who_went_back_and_why():
    fault = {"path": "camera", "reason": "no frames"}
    back = msgspec.convert([fault], tuple[dict[str, str], ...])
    told = camera("applied")
    rollout = Rollout(Terms(version=3, update="models"), {"cam-1": told})
    rollout.step(0.0)
    report = msgspec.structs.replace(told.update, state="rolled-back")
    raw = msgspec.to_builtins(report) | {"faults": back}
    told.update = msgspec.convert(raw, UpdateReport)
    rollout.step(1.0)
    assert rollout.outcome().failed == {"cam-1": "rolled-back: camera: no frames"}
