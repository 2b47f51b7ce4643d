from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from edge.contract import ConfigFault
from edge.governance.trust import NOBODY
from tests.edge.governed import Governed
from tests.edge.wrong_configs import WRONG, changed
from tests.keys import KEYS, STRANGERS, signed

YARD = "zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n"


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Governed]:
    camera = Governed(tmp_path)
    yield camera
    camera.end()


def prove(camera: Governed) -> None:
    camera.acknowledge()
    camera.live(11.0)


def test_a_good_configuration_is_at_work_at_once_and_kept_when_it_has_proved_itself(
    camera: Governed,
) -> None:
    report = camera.push("version: 6\n" + YARD)
    assert (report.state, report.version, report.desired_version) == ("trial", 6, 6)
    assert camera.version == 6
    assert camera.memory.config.load() is None
    prove(camera)
    assert (camera.report().state, camera.report().version) == ("applied", 6)
    assert camera.memory.config.load() == camera.judges.config


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (signed("version: 6\nzone: 1"), "zone"),
        (signed("version: 6\nrules: [{rule: loitering, zone: a, after_s: 9}]"), "rules[0].zone"),
        (signed("version: 5\n" + YARD), "version"),
        (signed("version: 4"), "version"),
        (signed("version: 6\npad: " + "x" * 70_000), "document"),
        (signed("version: 6", camera="cam-2"), "audience"),
        (KEYS.config("version: 6", audience=[]), "audience"),
        (STRANGERS.config("version: 6", audience=["cam-1"]), "signatures"),
        (b'{"v": 1, "body": "version: 6", "audience": ["cam-1"]}', "signatures"),
        (b'{"v": 1, "body": "version: 6", "signatures": ["x"]}', "envelope"),
        (signed("version: 6").replace(b"version: 6", b"version: 7"), "signatures[0]"),
        (b"version: 6", "envelope"),
        (b"\xff\xfe", "envelope"),
        (b"x" * 1_000_000, "envelope"),
        (b'{"body": "\\ud800"}', "envelope"),
        (b'{"body": 6}', "envelope"),
        (b"", "envelope"),
    ],
)
def test_a_bad_one_is_refused_with_its_path_and_changes_nothing(
    camera: Governed, raw: bytes, path: str
) -> None:
    before = camera.judges
    report = camera.receive(raw)
    assert report.state == "rejected"
    assert report.version == 5
    assert report.desired_version == (6 if path.startswith(("zone", "rules")) else ANY)
    assert [fault.path for fault in report.faults] == [path]
    assert camera.judges is before
    assert camera.built == []
    assert camera.memory.config.load() is None


@pytest.mark.parametrize(("place", "value", "path"), WRONG, ids=lambda value: str(value)[:40])
def test_every_wrong_place_in_turn_is_reported_and_the_running_one_untouched(
    tmp_path: Path, place: tuple[Any, ...], value: object, path: str
) -> None:
    camera = Governed(tmp_path, local=b"version: 1")
    before = camera.judges
    report = camera.push(changed(place, value).decode())
    assert report.state == "rejected"
    assert [fault.path for fault in report.faults] == [path]
    assert camera.judges is before
    assert camera.memory.config.load() is None
    camera.end()


def test_the_same_configuration_again_is_applied_already(camera: Governed) -> None:
    camera.push("version: 6\n" + YARD)
    prove(camera)
    before = camera.judges
    report = camera.push("{version: 6, zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}}")
    assert report.state == "applied"
    assert camera.judges is before


def test_who_trusts_nobody_accepts_nothing_and_says_so(tmp_path: Path) -> None:
    camera = Governed(tmp_path, trust=NOBODY)
    report = camera.push("version: 6")
    assert report.state == "rejected"
    assert report.faults == (
        ConfigFault(path="signatures", reason="this camera trusts nobody to sign it"),
    )
    camera.end()


def test_one_for_later_or_of_yesterday_is_refused_while_the_clock_is_set(camera: Governed) -> None:
    late = KEYS.config("version: 6", audience=["cam-1"], expires=1_799_999_999)
    early = KEYS.config("version: 6", audience=["cam-1"], not_before=1_800_000_001)
    assert [fault.path for fault in camera.receive(late).faults] == ["expires"]
    assert [fault.path for fault in camera.receive(early).faults] == ["not_before"]


def test_without_the_time_one_of_yesterday_is_taken(tmp_path: Path) -> None:
    camera = Governed(tmp_path, utc_s=None)
    late = KEYS.config("version: 6", audience=["cam-1"], expires=1_799_999_999)
    assert camera.receive(late).state == "trial"
    camera.end()


def test_a_fleet_may_be_meant(tmp_path: Path) -> None:
    camera = Governed(tmp_path)
    fleet = KEYS.config("version: 6", audience=["cam-7", "fleet:north"])
    assert camera.receive(fleet).state == "rejected"
    camera.end()
    enrolled = Governed(tmp_path, trust=KEYS.trust("cam-1", fleets=("north",)))
    assert enrolled.receive(fleet).state == "trial"
    enrolled.end()


# -- the trial


@pytest.mark.parametrize(
    ("life", "path"),
    [
        ({"frames": 0}, "camera"),
        ({"camera_ok": False}, "camera"),
        ({"looks": 0}, "detector"),
        ({"causes": frozenset({"detector"})}, "detector"),
        ({"causes": frozenset({"overload"})}, "detector"),
    ],
)
def test_what_does_not_prove_itself_is_taken_back_and_says_why(
    camera: Governed, life: dict[str, Any], path: str
) -> None:
    camera.push("version: 6\n" + YARD)
    camera.acknowledge()
    camera.live(11.0, **life)
    assert camera.version == 6
    camera.live(50.0, **{**life, "frames": 0, "looks": 0} if path == "camera" else life)
    report = camera.report()
    assert (report.state, report.version, report.desired_version) == ("rolled-back", 5, 6)
    assert [fault.path for fault in report.faults] == [path]
    assert camera.version == 5
    assert camera.memory.config.load() is None


def test_a_dark_street_is_no_reason_to_take_it_back(camera: Governed) -> None:
    camera.push("version: 6")
    camera.acknowledge()
    camera.live(11.0, causes=frozenset({"dark"}))
    assert camera.report().state == "applied"


def test_a_pause_says_nothing_and_the_time_begins_anew_after_it(camera: Governed) -> None:
    camera.push("version: 6")
    camera.acknowledge()
    camera.live(3_600.0, frames=0, looks=0, causes=frozenset({"paused"}))
    camera.live(9.0, causes=frozenset())
    assert camera.desired.report.state == "trial"
    camera.live(2.0)
    assert camera.report().state == "applied"


def test_a_stumble_is_forgiven(camera: Governed) -> None:
    camera.push("version: 6")
    camera.acknowledge()
    camera.live(30.0, causes=frozenset({"detector"}))
    camera.live(1.0, causes=frozenset())
    assert camera.report().state == "applied"


def test_whom_the_broker_does_not_hear_for_ten_minutes_is_as_before(camera: Governed) -> None:
    camera.push("version: 6")
    camera.live(599.0)
    assert camera.report().state == "trial"
    camera.live(2.0)
    report = camera.report()
    assert (report.state, report.version) == ("rolled-back", 5)
    assert [fault.path for fault in report.faults] == ["broker"]


def test_one_that_failed_is_not_tried_again_and_neither_is_its_version(camera: Governed) -> None:
    camera.push("version: 6\n" + YARD)
    camera.live(61.0, frames=0)
    built = len(camera.built)
    camera.acknowledge()
    again = camera.push("version: 6\n" + YARD + "# in other words")
    assert (again.state, again.faults[0].path) == ("rejected", "version")
    camera.acknowledge()
    again = camera.push("version: 6\n" + YARD)
    assert (again.state, again.version, again.desired_version) == ("rolled-back", 5, 6)
    assert len(camera.built) == built
    assert camera.push("version: 7\n" + YARD).state == "trial"


def test_a_newer_one_ends_a_trial_and_what_comes_back_is_the_last_that_was_proved(
    camera: Governed,
) -> None:
    camera.push("version: 6\n" + YARD)
    camera.push("version: 7\n" + YARD)
    assert camera.version == 7
    camera.live(61.0, frames=0)
    assert camera.version == 5


def test_a_refused_one_leaves_the_trial_alone(camera: Governed) -> None:
    camera.push("version: 6\n" + YARD)
    assert camera.push("version: 8\nzone: 1").state == "rejected"
    prove(camera)
    assert (camera.report().state, camera.version) == ("applied", 6)


def test_one_that_cannot_be_remembered_is_refused(camera: Governed, tmp_path: Path) -> None:
    (tmp_path / "attempt.new").mkdir()
    report = camera.push("version: 6")
    assert (report.state, report.faults[0].path) == ("rejected", "camera")
    assert camera.version == 5


def test_one_that_cannot_be_kept_is_taken_back(camera: Governed, tmp_path: Path) -> None:
    camera.push("version: 6")
    (tmp_path / "config.new").mkdir()
    prove(camera)
    report = camera.report()
    assert (report.state, report.faults[0].path) == ("rolled-back", "camera")
    assert camera.version == 5


def test_a_file_that_an_installer_mended_is_not_taken_for_what_was_sent(tmp_path: Path) -> None:
    camera = Governed(tmp_path)
    camera.push("version: 6\n" + YARD)
    prove(camera)
    camera.end()
    mended = Governed(tmp_path, local=b"version: 6\ntimezone: Europe/Berlin")
    assert mended.judges.config.timezone == "Europe/Berlin"
    assert mended.push("version: 6\n" + YARD).state == "rejected"
    mended.end()
