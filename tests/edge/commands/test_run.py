import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulator.broker import Broker, start_broker
from simulator.faults.process import children_of
from tests.desk import CAMERA, Desk, Listener
from tests.edge.commands.street import complaints, passerby
from tests.keys import enrol
from tests.patience import PATIENCE_S, started, wait_until


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with start_broker() as broker:
        yield broker


@pytest.fixture
def listener(broker: Broker) -> Iterator[Listener]:
    listener = Listener(broker.url)
    yield listener
    listener.close()


def _lives(pid: int) -> bool:
    """False also for one that is dead and was not yet collected by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _words(recording: Path, config: Path, state: Path, url: str, *more: str) -> list[str]:
    return [
        *("run", f"--camera={CAMERA}", f"--source={recording}", f"--config={config}"),
        *(f"--state={state}", f"--broker={url}", *more),
    ]


def test_a_recording_ends_by_itself_with_all_events_delivered(
    broker: Broker, listener: Listener, recording: Path, config: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    with Desk(url=broker.url, source=str(recording), config=config, state=state) as desk:
        assert desk.wait() == 0
    listener.wait_for(lambda: any(not m.json()["online"] for m in listener.of("status")))
    events = listener.events()
    assert len(events) > 0
    assert [event["seq"] for event in events] == list(range(1, _last_seq(state) + 1))


def _last_seq(state: Path) -> int:
    """The number of the last event that went through the door."""
    with closing(sqlite3.connect(state / "door.sqlite")) as database:
        (seq,) = database.execute("SELECT seq FROM meta").fetchone()
        return int(seq)


def test_a_vision_that_is_killed_comes_back(
    broker: Broker, listener: Listener, recording: Path, config: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    with Desk(
        url=broker.url, source=str(recording), config=config, state=state, extra=("--loop",)
    ) as desk:
        first = wait_until(lambda: desk.child("vision"), "vision")
        listener.wait_for(listener.events)
        assert desk.kill("vision")
        wait_until(lambda: desk.child("vision") not in (None, first), "another vision")
        seen = len(listener.events())
        listener.wait_for(lambda: len(listener.events()) > seen)
        assert desk.stop() == 0
    assert "vision ended with -9, next start in 0.5 s" in desk.log.read_text()


def test_without_its_parent_a_camera_ends(recording: Path, config: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    words = _words(recording, config, state, "mqtt://127.0.0.1:1", "--loop")
    # A parent that does nothing but start the camera and tell its number.
    code = (
        "import os, subprocess, sys\n"
        "mine = f'--stop-with-parent={os.getpid()}'\n"
        "p = subprocess.Popen([*sys.argv[1:], mine]); print(p.pid, flush=True)"
    )
    with started(
        [sys.executable, "-c", f"{code}; p.wait()", sys.executable, "-m", "edge", *words],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        camera = int(parent.stdout.readline())
        wait_until(lambda: len(children_of(camera)) == 2, "both processes")
        family = [camera, *children_of(camera)]
        parent.kill()
        parent.wait()
        wait_until(lambda: not any(map(_lives, family)), "the end of all three")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_three_in_order(
    recording: Path, config: Path, tmp_path: Path, number: signal.Signals
) -> None:
    words = _words(recording, config, tmp_path / "state", "mqtt://127.0.0.1:1", "--loop")
    with started(
        [sys.executable, "-m", "edge", *words], stderr=subprocess.PIPE, text=True
    ) as camera:
        assert camera.stderr is not None
        wait_until(lambda: len(children_of(camera.pid)) == 2, "both processes")
        family = children_of(camera.pid)
        camera.send_signal(number)
        assert camera.wait(PATIENCE_S) == 0
        assert not any(map(_lives, family))
        assert "Traceback" not in camera.stderr.read()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("--broker=nonsense", "broker: expected mqtts://"),
        ("--broker=mqtt://192.0.2.1", "broker: mqtt:// is not encrypted"),
        ("--camera=Gate 3", "camera: 'Gate 3' is not an id"),
        ("--password-file=/none", "/none: No such file or directory"),
        ("--config=/none", "/none: No such file or directory"),
        ("--trust=/none", "/none: No such file or directory"),
        ("--policy=/none", "/none: policy: No such file or directory"),
        ("--policy=/dev/null", "/dev/null: envelope: "),
    ],
)
def test_a_typo_is_answered_before_anything_starts(
    recording: Path, config: Path, tmp_path: Path, wrong: str, told: str
) -> None:
    state = tmp_path / "state"
    done = passerby(*_words(recording, config, state, "mqtt://127.0.0.1:1"), wrong)
    assert done.returncode == 2
    (line,) = complaints(done)
    assert line.startswith(told)
    assert not state.exists()


def test_a_trust_file_of_another_camera_is_refused(
    recording: Path, config: Path, tmp_path: Path
) -> None:
    words = _words(recording, config, tmp_path / "state", "mqtt://127.0.0.1:1")
    done = passerby(*words, *enrol(tmp_path, camera="another"))
    assert done.returncode == 2
    assert complaints(done) == [f"{tmp_path}/trust.yaml: camera: it is of another, not of {CAMERA}"]


def test_a_source_that_is_none_ends_all_with_2(config: Path, tmp_path: Path) -> None:
    done = passerby(*_words(tmp_path / "none.avi", config, tmp_path / "s", "mqtt://127.0.0.1:1"))
    assert done.returncode == 2
    assert complaints(done) == [f"{tmp_path}/none.avi: No such file or directory"]


def test_a_source_may_begin_with_a_dash(truncated: Path, config: Path, broker: Broker) -> None:
    odd = truncated.rename(truncated.with_name("-odd.avi"))
    words = _words(Path(odd.name), config, Path("state"), broker.url)
    assert passerby(*words, cwd=odd.parent).returncode == 0


@pytest.mark.parametrize("place", ["config.yaml", "config.yaml/state"])
def test_a_state_that_cannot_be_a_folder_is_refused(
    recording: Path, config: Path, tmp_path: Path, place: str
) -> None:
    done = passerby(*_words(recording, config, tmp_path / place, "mqtt://127.0.0.1:1"))
    assert done.returncode == 2
    assert complaints(done) == [f"{tmp_path / place}: not a folder that a camera can use"]


def _is_locked(path: Path) -> bool:
    """As the kernel has it: to try would be to take it."""
    return path.exists() and f":{path.stat().st_ino} " in Path("/proc/locks").read_text()


@pytest.mark.parametrize("command", ["run", "vision"])
def test_a_second_camera_on_the_same_state_waits_its_turn(
    recording: Path, config: Path, tmp_path: Path, command: str
) -> None:
    state = tmp_path / "state"
    with Desk(
        url="mqtt://127.0.0.1:1", source=str(recording), config=config, state=state,
        extra=("--loop",),
    ) as desk:  # fmt: skip
        wait_until(lambda: _is_locked(state / "vision.lock"), "vision to hold the folder")
        words = _words(recording, config, state, "mqtt://127.0.0.1:1")
        if command == "vision":
            words = ["vision", *words[2:5], f"--door={state}/door.sqlite"]
        done = passerby(*words)
        assert done.returncode == 1
        assert complaints(done) == [f"{state}: in use by another camera"]
        assert desk.process.poll() is None


def test_vision_says_in_a_line_why_it_could_not_tell_what_it_saw(
    recording: Path, config: Path, tmp_path: Path
) -> None:
    words = ["vision", f"--source={recording}", f"--config={config}", f"--state={tmp_path}/state"]
    (tmp_path / "door.sqlite").mkdir()
    done = passerby(*words, f"--door={tmp_path}/door.sqlite")
    assert done.returncode == 1
    assert complaints(done) == [f"{tmp_path}/door.sqlite: unable to open database file"]


def test_vision_refuses_a_preview_where_no_socket_can_be(
    recording: Path, config: Path, tmp_path: Path
) -> None:
    state = tmp_path / ("long" * 30)
    words = ["vision", f"--source={recording}", f"--config={config}", f"--state={state}"]
    done = passerby(*words, f"--door={tmp_path}/door.sqlite", "--preview")
    assert done.returncode == 2
    assert complaints(done) == [f"{state}/preview.sock: AF_UNIX path too long"]
