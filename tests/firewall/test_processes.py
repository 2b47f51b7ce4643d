"""The two processes seen from the kernel: who opens a network, who opens a picture."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge.door.door import Door
from simulator.broker import start_broker
from simulator.faults.process import children_of
from tests.desk import CAMERA, Listener
from tests.keys import enrol
from tests.patience import PATIENCE_S, wait_until

CONFIG = """
version: 1
counts: {window_s: 10}
zones: {everywhere: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
rules:
  - {rule: restricted_zone, zone: everywhere}
  - {rule: loitering, zone: everywhere, after_s: 2}
"""
# What a camera, a recording, a model or a library that reads them is called on a disk.
SEEING = re.compile(r"/dev/video|/dev/media|\.tflite|\.(avi|mp4|png|jpe?g|gif)\"|cv2|litert|numpy")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    return path


def test_vision_fills_the_door_in_a_namespace_without_any_network(
    config: Path, tmp_path: Path
) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    door = tmp_path / "door.sqlite"
    command = [
        *("unshare", "--net", *as_root, sys.executable, "-m", "edge", "vision"),
        *("--source", "sim:street", "--config", str(config), "--state", str(tmp_path / "state")),
        *("--door", str(door), *enrol(tmp_path)),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        events = wait_until(lambda: _events_in(door), "an event")
        interfaces = Path(f"/proc/{process.pid}/net/dev").read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors
    assert events
    assert [line.split(":")[0].strip() for line in interfaces.splitlines()[2:]] == ["lo"]


def _events_in(path: Path) -> list[bytes]:
    if not path.exists():
        return []
    with Door(path) as door:
        parcels = door.parcels(after=0, limit=100)
    return [parcel.payload for parcel in parcels if parcel.suffix.startswith("event/")]


def test_the_uplink_never_opens_a_camera_a_video_or_a_model(config: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    broker, trace = start_broker(), tmp_path / "trace"
    door = tmp_path / "door.sqlite"
    listener = Listener(broker.url)
    uplink = subprocess.Popen(
        [
            *("strace", "-f", "-qq", "-e", "trace=%file", "-o", str(trace)),
            *(sys.executable, "-m", "edge", "uplink", "--camera", CAMERA),
            *("--broker", broker.url, "--door", str(door)),
        ]
    )
    vision = subprocess.Popen(
        [
            *(sys.executable, "-m", "edge", "vision", "--source", "sim:street"),
            *("--config", str(config), "--state", str(tmp_path / "state"), "--door", str(door)),
            *enrol(tmp_path),
        ]
    )
    try:
        listener.wait_for(listener.events)
    finally:
        vision.terminate()
        vision.wait(PATIENCE_S)
        # strace itself ignores the signal while it writes to a file.
        os.kill(children_of(uplink.pid)[0], signal.SIGTERM)
        uplink.wait(PATIENCE_S)
        listener.close()
        broker.close()
    opened = [line for line in trace.read_text().splitlines() if "ENOENT" not in line]
    assert any("door.sqlite" in line for line in opened), "the trace saw nothing"
    assert [line for line in opened if SEEING.search(line)] == []
