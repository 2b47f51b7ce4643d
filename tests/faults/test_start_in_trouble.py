"""A camera's own processes that start on a bad disk, or lose a model while they run."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.errors import BadInputError
from simulator.broker import Broker, start_broker
from simulator.faults import process
from simulator.faults.disk import SmallDisk
from simulator.faults.models import DamagedModel
from simulator.faults.namespace import Namespace
from simulator.lab.viewer import Viewer
from tests.desk import CAMERA, Listener
from tests.keys import enrol
from tests.patience import PATIENCE_S, wait_until

# Two walk to and fro over two lines: about one crossing a second.
SCENE = """
name: to and fro
about: Two people walk to and fro over two lines all the time.
theme: network
kind: nasty
duration_s: 600
scene: {place: plain}
camera: {width_px: 512, height_px: 384, fps: 5}
actors:
  - {name: ada, look: ada, start: [-4, 8], way: [{do: walk, to: [4, 8]}], repeat: true}
  - {name: omar, look: omar, start: [4, 10], way: [{do: walk, to: [-4, 10]}], repeat: true}
config: {version: 1}
"""
CONFIG = """
version: 1
lines: {left: {from: [0.4, 0], to: [0.4, 1]}, right: {from: [0.6, 0], to: [0.6, 1]}}
rules: [{rule: line_crossing, line: left}, {rule: line_crossing, line: right}]
"""


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with start_broker() as broker:
        yield broker


@pytest.fixture
def listener(broker: Broker) -> Iterator[Listener]:
    listener = Listener(broker.url)
    yield listener
    listener.close()


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    try:
        namespace = Namespace()
    except BadInputError as error:
        pytest.skip(str(error))
    with namespace:
        yield namespace


@contextmanager
def running(
    folder: Path, broker: Broker, namespace: Namespace, state: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`passerby run` in front of the scene. Gives the process and its log."""
    (folder / "scene.yaml").write_text(SCENE)
    (folder / "config.yaml").write_text(CONFIG)
    words = [
        *(sys.executable, "-m", "edge", "run", "--camera", CAMERA, "--broker", broker.url),
        *("--source", f"sim:{folder / 'scene.yaml'}", "--config", str(folder / "config.yaml")),
        *("--state", str(state), "--preview", *enrol(folder, camera=CAMERA)),
    ]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(namespace.inside(words), stdout=log, stderr=log) as run,
    ):
        try:
            yield run, folder / "log"
        finally:
            run.terminate()


def says(log: Path, text: str) -> int:
    return log.read_text().count(text)


def assert_all_came_in_order(listener: Listener) -> None:
    listener.wait_for(lambda: len(listener.events()) >= 3)
    seqs = [event["seq"] for event in listener.events()]
    assert seqs == list(range(1, len(seqs) + 1))
    listener.wait_for(lambda: listener.of("config/reported"))
    status = listener.wait_for(
        lambda: [m.json() for m in listener.of("status") if m.json()["boot"] == 1]
    )
    assert status[-1]["config_version"] == 1


@pytest.fixture
def small(tmp_path: Path, namespace: Namespace) -> tuple[SmallDisk, Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    return SmallDisk(namespace, folder), folder


def test_on_a_full_disk_it_looks_and_shows_and_tells_once_there_is_room(
    tmp_path: Path,
    broker: Broker,
    listener: Listener,
    namespace: Namespace,
    small: tuple[SmallDisk, Path],
) -> None:
    disk, folder = small
    disk.fill()
    with running(tmp_path, broker, namespace, folder / "state") as (_, log):
        viewer = Viewer(
            namespace.seen(folder / "state" / "preview.sock"), start_mono_s=time.monotonic()
        )
        # It starts blind.
        wait_until(lambda: sum(not shown.whole for shown in viewer.shown) > 15, "people masked")
        assert says(log, "edge.vision: the door takes nothing") == 1
        assert (says(log, "vision ended"), listener.of("event/")) == (0, [])
        disk.free()
        assert_all_came_in_order(listener)
        viewer.close()
    assert says(log, "edge.vision: the door takes nothing") == 1
    assert "damaged" not in log.read_text()
    assert not list(namespace.seen(folder / "state").glob("*.corrupt-*"))


def test_on_a_read_only_disk_it_looks_and_tells_once_it_may_write(
    tmp_path: Path,
    broker: Broker,
    listener: Listener,
    namespace: Namespace,
    small: tuple[SmallDisk, Path],
) -> None:
    _, folder = small
    namespace.run("mount", "-o", "remount,ro", str(folder))
    with running(tmp_path, broker, namespace, folder / "state") as (_, log):
        wait_until(lambda: says(log, "edge.vision: the door takes nothing"), "a line")
        assert says(log, "no preview") == 1
        namespace.run("mount", "-o", "remount,rw", str(folder))
        assert_all_came_in_order(listener)
    assert (says(log, "vision ended"), says(log, "the door takes nothing")) == (0, 1)


def test_a_model_that_breaks_while_it_runs_leaves_the_uplink_to_tell_it(
    tmp_path: Path, broker: Broker, listener: Listener, namespace: Namespace
) -> None:
    model = DamagedModel(namespace, tmp_path)
    with running(tmp_path, broker, namespace, tmp_path / "state") as (run, log):
        listener.wait_for(listener.events)
        uplink = process.find(run.pid, "uplink")
        model.damage()
        assert process.kill(run.pid, "vision")
        wait_until(
            lambda: says(log, "vision ended with 2, next start in 30.0 s"),
            "a refusal",
        )
        before = len(listener.of("health"))
        listener.wait_for(
            lambda: (
                [m for m in listener.of("health")[before:] if m.json()["uplink"]["vision"] != "ok"]
            )
        )
        assert (run.poll(), process.find(run.pid, "uplink")) == (None, uplink)
        model.repair()
        listener.wait_for(lambda: [m for m in listener.of("status") if m.json()["boot"] == 2])
    assert run.returncode == 0


def test_a_model_that_is_damaged_from_the_beginning_ends_all_with_2(
    tmp_path: Path, broker: Broker, namespace: Namespace
) -> None:
    DamagedModel(namespace, tmp_path).damage()
    with running(tmp_path, broker, namespace, tmp_path / "state") as (run, log):
        assert run.wait(PATIENCE_S) == 2
        assert says(log, "sha256 is") == 1
