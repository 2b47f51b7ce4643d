"""Clips from the real process that sees: what it writes, where, and what a crash leaves behind."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from simulator.faults.process import children_of
from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario
from simulator.world.world import World
from tests.edge.clips.films import played
from tests.firewall.test_canary import CANARY, _files_with_the_canary
from tests.keys import enrol
from tests.patience import PATIENCE_S, wait_until

CONFIG = """
version: 1
clips: {before_s: 1, after_s: 5}
zones: {everywhere: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {middle: {from: [0.5, 0], to: [0.5, 1]}}
rules:
  - {rule: restricted_zone, zone: everywhere}
  - {rule: line_crossing, line: middle}
"""


# All that the process that sees may ever write: clips, the door, the lock of its folder, its
# statement and its log, which hold words alone.
WRITTEN = re.compile(
    r"state/clips/[0-9a-f-]{36}\.(new|part)|state/vision\.lock|door\.sqlite(-wal|-shm|-journal)?"
    r"|door\.sqlite\.(lock|reserve)|/dev/null|state/statement\.new"
    r"|state/log/[a-z-]+\.(new|jsonl|lock)"
)
OPENED = re.compile(
    r'(?:open|openat|creat)\((?:AT_FDCWD, )?"([^"]+)", [A-Z_|]*(?:WRONLY|RDWR|CREAT)'
)


class Site:
    """One camera's folders: nothing that it writes can be anywhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work, self.temporary = folder / "work", folder / "tmp"
        self.work.mkdir()
        self.temporary.mkdir()
        self.state = folder / "state"
        (folder / "config.yaml").write_text(CONFIG)

    def start(self, source: Path, *wrap: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [
                *(*wrap, sys.executable, "-B", "-m", "edge", "vision", "--source", str(source)),
                *("--loop", "--config", str(self.folder / "config.yaml")),
                *("--state", str(self.state), "--door", str(self.folder / "door.sqlite")),
                *enrol(self.folder),
            ],
            cwd=self.work,
            env={
                **os.environ,
                "TMPDIR": str(self.temporary),
                "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            },
            preexec_fn=_unlimited,
        )

    def clips(self, *words: str) -> bytes:
        command = [sys.executable, "-m", "edge", "clips", *words, "--state", str(self.state)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout

    def parts(self) -> list[Path]:
        """Films that are being written, and have something in them."""
        return [path for path in self.state.glob("clips/*.part") if path.stat().st_size]


def _unlimited() -> None:
    """As `ulimit -c unlimited`."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lossless pictures of a street with the canary in the background and on people."""
    folder = tmp_path_factory.mktemp("painted")
    scenario = read_scenario(find("street"))
    studio = Studio(scenario, World(scenario))
    for number in range(12):
        pixels = studio.picture(2.0 + number / 10).pixels
        pixels[8:40, 8:200] = np.frombuffer(CANARY[:3], np.uint8)
        pixels[::24, ::12] = pixels[::24, 1::12] = np.frombuffer(CANARY[:3], np.uint8)
        cv2.imwrite(str(folder / f"{number:04d}.png"), pixels)
    return folder


@pytest.fixture(scope="module")
def crashed(painted: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, int]:
    """A camera that was hit in the middle of a clip, and how it ended."""
    site = Site(tmp_path_factory.mktemp("camera"))
    process = site.start(painted)
    try:
        wait_until(site.parts, "a clip")
        assert _files_with_the_canary(site.folder) == []
    finally:
        os.kill(process.pid, signal.SIGSEGV)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -os.WTERMSIG(status)
    return site, status


def test_a_crash_in_the_middle_of_a_clip_leaves_no_core_and_no_raw_picture(
    crashed: tuple[Site, int],
) -> None:
    site, status = crashed
    assert os.WTERMSIG(status) == signal.SIGSEGV
    assert not os.WCOREDUMP(status)
    assert list(site.work.iterdir()) == list(site.temporary.iterdir()) == []
    assert len(site.parts()) == 1
    assert _files_with_the_canary(site.folder) == []


def test_the_next_start_finishes_the_clip_and_writes_nothing_but_clips_and_the_door(
    crashed: tuple[Site, int], painted: Path, tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    site, trace = crashed[0], tmp_path / "trace"
    (cut_off,) = site.parts()
    strace = ("strace", "-f", "-qq", "-e", "trace=open,openat,creat,memfd_create")
    process = site.start(painted, *strace, "-o", str(trace))
    try:
        wait_until(cut_off.with_suffix(".mp4").exists, "a finished clip")
        wait_until(site.parts, "a clip")
    finally:
        # strace itself ignores the signal while it writes to a file.
        os.kill(children_of(process.pid)[0], signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    said = trace.read_text()
    written = [path for path in OPENED.findall(said) if not WRITTEN.search(path)]
    assert "state/clips/" in said
    assert written == []
    assert "memfd_create" not in said
    listed = msgspec.json.decode(site.clips("list", "--json"))["clips"]
    assert listed[0]["id"] == cut_off.stem
    assert len(listed) == 2
    for clip in listed:
        site.clips("export", clip["id"], "-o", str(tmp_path / "out.mp4"))
        film = played(tmp_path / "out.mp4")
        # The last picture stands until the next one came, whenever that was.
        assert clip["length_s"] == pytest.approx(film.ends_s, abs=0.1)
