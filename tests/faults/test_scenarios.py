"""Scenes in real time: the camera's own processes, brokers and a disk that fail, nothing lost."""

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.errors import BadInputError
from edge.uplink.settings import UplinkSettings
from simulator.broker import start_broker
from simulator.faults.models import DamagedModel
from simulator.faults.namespace import Namespace
from simulator.lab import stage
from simulator.lab.real import run_real
from simulator.lab.record import Record
from simulator.scenario.schema import Scenario
from tests.brokers import Mosquitto
from tests.desk import CAMERA, Listener
from tests.patience import PATIENCE_S

# Two walk to and fro over two lines: about one crossing a second.
SCENE = """
name: to and fro
about: Two people walk to and fro over two lines all the time.
theme: network
kind: nasty
duration_s: 16
scene: {place: plain}
camera: {width_px: 512, height_px: 384, fps: 5}
actors:
  - {name: ada, look: ada, start: [-4, 8], way: [{do: walk, to: [4, 8]}], repeat: true}
  - {name: omar, look: omar, start: [4, 10], way: [{do: walk, to: [-4, 10]}], repeat: true}
config:
  version: 1
  lines:
    left: {ground: [[-1, 6], [-1, 12]]}
    right: {ground: [[1, 6], [1, 12]]}
  rules: [{rule: line_crossing, line: left}, {rule: line_crossing, line: right}]
faults:
"""
BROKER_FAULTS = """
  - {at_s: 1, kind: push, config: {version: 2, rules: [{rule: line_crossing, line: middle}]}}
  - {at_s: 3, for_s: 4, kind: broker_down}
  - {at_s: 7, for_s: 2, kind: broker_slow, delay_s: 1}
  - {at_s: 4, kind: kill_vision}
  - {at_s: 12, kind: kill_uplink}
"""
DISK_FAULTS = """
  - {at_s: 2, for_s: 5, kind: disk_full}
  - {at_s: 8, for_s: 5, kind: disk_read_only}
"""
HOSTILE = "  - {at_s: 2, for_s: 5, kind: broker_hostile}"


def scenario(faults: str) -> Scenario:
    return msgspec.yaml.decode(SCENE + faults, type=Scenario)


class Log(logging.Handler):
    """Everything that the camera's processes said."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def says(self, text: str) -> bool:
        return any(text in line for line in self.lines)


START = """
from edge.assemble import open_detectors
import simulator.camera
open_detectors(objects=None, faces=None, threads=1)
"""
# On two cores that nobody else uses, and some more.
START_S = 2.0


@pytest.fixture(scope="module")
def slow() -> Iterator[float]:
    """How many times longer all takes than on a quiet machine: so does a scene, and what is before.

    At least 1.
    """
    began_s = time.monotonic()
    subprocess.run([sys.executable, "-c", START], check=True, stderr=subprocess.DEVNULL)
    slow = max(1.0, (time.monotonic() - began_s) / START_S)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stage, "_HEAD_START_S", slow * stage._HEAD_START_S)
        yield slow


def stretched(scene: Scenario, times: float) -> Scenario:
    """The same in a longer time: people walk as fast as before, faults come later."""
    faults = []
    for fault in scene.faults:
        last = {} if fault.for_s is None else {"for_s": times * fault.for_s}
        faults.append(msgspec.structs.replace(fault, at_s=times * fault.at_s, **last))
    return msgspec.structs.replace(scene, duration_s=times * scene.duration_s, faults=tuple(faults))


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    log, logger = Log(), logging.getLogger("simulator.lab.real_device")
    logger.addHandler(log)
    logger.setLevel(logging.INFO)
    yield log
    logger.removeHandler(log)


@pytest.fixture(scope="module")
def under_broker_faults(tmp_path_factory: pytest.TempPathFactory, log: Log, slow: float) -> Record:
    """At a real Mosquitto with the configuration we deploy, and certificates."""
    mosquitto = Mosquitto(tmp_path_factory.mktemp("broker"), [CAMERA])
    files = mosquitto.certificates
    device = mosquitto.settings(CAMERA)
    receiver = UplinkSettings(
        camera=CAMERA,
        broker=f"mqtts://127.0.0.1:{mosquitto.operator_port}",
        ca=files / "ca.pem",
        cert=files / "operator.pem",
        key=files / "operator.key",
    )
    try:
        scene = stretched(scenario(BROKER_FAULTS), slow)
        return run_real(scene, device=device, receiver=receiver)
    finally:
        mosquitto.stop()


@pytest.fixture(scope="module")
def under_disk_faults(log: Log, slow: float) -> Record:
    return run_real(stretched(scenario(DISK_FAULTS), slow))


def told(record: Record, start: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(m.payload) for m in record.heard if m.topic.startswith(start)]


def assert_all_came_in_order(record: Record) -> None:
    first_heard = list(dict.fromkeys(event["seq"] for event in told(record, "event/")))
    assert len(first_heard) >= 3
    assert first_heard == list(range(1, len(first_heard) + 1))
    assert record.waiting == 0


def test_a_broker_that_goes_and_dawdles_and_two_kills_lose_nothing(
    under_broker_faults: Record,
) -> None:
    assert_all_came_in_order(under_broker_faults)


def test_while_the_broker_is_down_nothing_comes_and_then_what_waited_does(
    under_broker_faults: Record, slow: float
) -> None:
    came_s = [m.t_s / slow for m in under_broker_faults.heard if m.topic.startswith("event/")]
    # A busy stage takes the broker down a little late.
    assert not any(4 < t_s < 7 for t_s in came_s)
    assert any(t_s > 7 for t_s in came_s)


def test_what_was_judged_while_the_broker_was_down_has_its_own_time(
    under_broker_faults: Record, slow: float
) -> None:
    events = [one for one in under_broker_faults.happened if one.topic.startswith("event/")]
    assert len(events) == len({event["id"] for event in told(under_broker_faults, "event/")})
    assert min(event.t_s for event in events) < 7 * slow


def test_the_killed_ones_come_back(under_broker_faults: Record, log: Log) -> None:
    assert log.says("vision ended with -9")
    assert log.says("uplink ended with -9")
    boots = [status["boot"] for status in told(under_broker_faults, "status") if status["online"]]
    assert max(boots) == 2


def test_a_bad_configuration_from_afar_is_refused_by_its_path(under_broker_faults: Record) -> None:
    reports = told(under_broker_faults, "config/reported")
    # Refused again by the vision that came after the kill.
    rejected = [report for report in reports if report["state"] == "rejected"]
    assert rejected
    for report in rejected:
        assert (report["version"], report["desired_version"]) == (1, 2)
        assert [fault["path"] for fault in report["faults"]] == ["rules[0].line"]


def test_no_picture_left_but_the_masked_ones(under_broker_faults: Record) -> None:
    assert under_broker_faults.frames == len(under_broker_faults.shown) > 10
    # Two that one look lets go share what was seen for them.
    sizes = [one.raw_bytes for one in under_broker_faults.shown if one.raw_bytes]
    assert sum(sizes) >= min(sizes) * len(under_broker_faults.shown)


def test_a_full_and_a_read_only_disk_lose_nothing(under_disk_faults: Record) -> None:
    assert_all_came_in_order(under_disk_faults)


def test_a_camera_whose_disk_takes_nothing_says_so_and_goes_on(
    under_disk_faults: Record, log: Log, slow: float
) -> None:
    assert log.says("database or disk is full")
    # Which of both depends on whether the door was open when the disk became read-only.
    assert log.says("disk I/O error") or log.says("cannot be written")
    assert log.says("the door is open again")
    shown_s = [one.t_s / slow for one in under_disk_faults.shown]
    assert any(3 < t_s < 6 for t_s in shown_s)
    assert any(9 < t_s < 13 for t_s in shown_s)


def passerby(*words: str) -> list[str]:
    return [sys.executable, "-m", "edge", *words]


def test_a_damaged_model_is_refused_by_name_and_the_uplink_still_tells_health(
    tmp_path: Path,
) -> None:
    config, door = tmp_path / "config.yaml", tmp_path / "state" / "door.sqlite"
    config.write_text("version: 1\n")
    state = ("--state", str(tmp_path / "state"), "--door", str(door))
    source = ("--source", "sim:gate-walk-through", "--config", str(config))
    with start_broker() as broker, Namespace() as namespace:
        DamagedModel(namespace, tmp_path).damage()
        listener = Listener(broker.url)
        uplink = subprocess.Popen(
            passerby("uplink", "--camera", CAMERA, "--broker", broker.url, "--door", str(door)),
            stderr=subprocess.DEVNULL,
        )
        try:
            vision = subprocess.run(
                namespace.inside(passerby("vision", *source, *state)),
                capture_output=True, text=True, timeout=PATIENCE_S,
            )  # fmt: skip
            assert vision.returncode == 2
            assert "sha256 is" in vision.stderr
            health = listener.wait_for(lambda: listener.of("health"))[0].json()
            assert health["uplink"]["vision"] == "absent"
        finally:
            uplink.terminate()
            uplink.wait()
            listener.close()


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ("  - {at_s: 1, kind: clock_unset}", "faults[0]: only in the lab"),
        ("  - {at_s: 1, kind: clock_jump, by_s: 60}", "faults[0]: only in the lab"),
        ("  - {at_s: 1, kind: heat}", "faults[0]: only in the lab"),
    ],
)
def test_what_a_real_machine_cannot_do_is_refused_by_name(faults: str, told: str) -> None:
    with pytest.raises(BadInputError, match=told.replace("[", r"\[")):
        run_real(scenario(faults))


def test_a_schedule_needs_the_calendar_of_the_lab() -> None:
    zone = {"polygon": [[0, 0], [1, 0], [1, 1]]}
    rule = {
        "rule": "restricted_zone",
        "zone": "all",
        "schedule": [{"from": "22:00", "to": "06:00"}],
    }
    config = {"version": 1, "zones": {"all": zone}, "rules": [rule]}
    with pytest.raises(BadInputError, match=r"config\.rules\[0\]\.schedule: only in the lab"):
        run_real(msgspec.structs.replace(scenario(HOSTILE), config=config))


def test_real_processes_do_not_look_at_truth() -> None:
    with pytest.raises(BadInputError, match="level: real processes look at pixels"):
        run_real(scenario(HOSTILE), level="truth")
