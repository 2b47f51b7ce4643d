import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import msgspec
import pytest

from edge.assemble import Bench
from edge.config import parse_config
from edge.contract import ConfigReport, seal_envelope
from edge.desired import Desired
from edge.door import Door
from edge.last_good import LastGood
from edge.pipeline import Judges
from tests.edge.wrong_configs import WRONG, changed

YARD = "zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n"


class Camera:
    """The vision side's configuration, alone: what it judges, keeps and reports."""

    def __init__(self, folder: Path) -> None:
        self.uplink = Door(folder / "door.sqlite")
        self._vision = Door(folder / "door.sqlite")
        self.kept = LastGood(folder / "config.json")
        self.build = Bench(random_bytes=os.urandom).build
        self._desired = Desired(door=self._vision, last_good=self.kept, build=self.build)
        self.judges: Judges = self.build(parse_config(b"version: 5"))

    def receive(self, raw: bytes) -> ConfigReport:
        self.uplink.deliver_config(raw)
        self.judges = self._desired.judge(self.judges)
        report = self.uplink.parcels(after=0, limit=10)[-1]
        return msgspec.json.decode(report.payload, type=ConfigReport)

    def close(self) -> None:
        self.uplink.close()
        self._vision.close()


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Camera]:
    camera = Camera(tmp_path)
    yield camera
    camera.close()


def test_a_good_configuration_is_applied_kept_and_reported(camera: Camera) -> None:
    report = camera.receive(seal_envelope("version: 6\n" + YARD))
    assert (report.state, report.version, report.faults) == ("applied", 6, ())
    assert camera.judges.config.version == 6
    assert camera.kept.load() == camera.judges.config


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (seal_envelope("version: 6\nzone: 1"), "zone"),
        (
            seal_envelope("version: 6\nrules: [{rule: loitering, zone: a, after_s: 9}]"),
            "rules[0].zone",
        ),
        (seal_envelope("version: 5\n" + YARD), "version"),
        (seal_envelope("version: 4"), "version"),
        (seal_envelope("version: 6\npad: " + "x" * 70_000), "document"),
        (b"version: 6", "envelope"),
        (b"\xff\xfe", "envelope"),
        (b"x" * 1_000_000, "envelope"),
        (b'{"body": "\\ud800"}', "envelope"),
        (b'{"body": 6}', "envelope"),
        (b"", "envelope"),
    ],
)
def test_a_bad_one_is_refused_with_its_path_and_changes_nothing(
    camera: Camera, raw: bytes, path: str
) -> None:
    before = camera.judges
    report = camera.receive(raw)
    assert report.state == "rejected"
    assert report.version == 5
    assert report.desired_version == (6 if path.startswith(("zone", "rules")) else ANY)
    assert [fault.path for fault in report.faults] == [path]
    assert camera.judges is before
    assert camera.kept.load() is None


@pytest.mark.parametrize(("place", "value", "path"), WRONG, ids=lambda value: str(value)[:40])
def test_every_wrong_place_in_turn_is_reported_and_the_running_one_untouched(
    camera: Camera, place: tuple[Any, ...], value: object, path: str
) -> None:
    camera.judges = camera.build(parse_config(b"version: 1"))
    before = camera.judges
    report = camera.receive(seal_envelope(changed(place, value).decode()))
    assert report.state == "rejected"
    assert [fault.path for fault in report.faults] == [path]
    assert camera.judges is before
    assert camera.kept.load() is None


def test_the_same_configuration_again_is_applied_already(camera: Camera) -> None:
    camera.receive(seal_envelope("version: 6\n" + YARD))
    before = camera.judges
    report = camera.receive(
        seal_envelope("{version: 6, zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}}")
    )
    assert report.state == "applied"
    assert camera.judges is before


def test_one_that_cannot_be_kept_is_refused(camera: Camera, tmp_path: Path) -> None:
    (tmp_path / "config.new").mkdir()
    report = camera.receive(seal_envelope("version: 6"))
    assert (report.state, report.faults[0].path) == ("rejected", "camera")
    assert camera.judges.config.version == 5


def test_one_that_was_taken_but_not_answered_is_judged_after_a_crash(tmp_path: Path) -> None:
    crashed = Door(tmp_path / "door.sqlite")
    crashed.deliver_config(seal_envelope("version: 6"))
    assert crashed.take_config() is not None
    crashed.close()
    camera = Camera(tmp_path)
    camera.judges = camera._desired.judge(camera.judges)
    assert camera.judges.config.version == 6
    camera.close()
