"""A short recording of the street, and the real command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import msgspec

from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario
from simulator.world.body import Picture
from simulator.world.world import World
from tests.patience import PATIENCE_S

FPS = 10
FRAMES = 30
WIDTH_PX, HEIGHT_PX = 640, 480
CONFIG = """
version: 1
privacy: {level: %s}
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {left: {from: [0.3, 0], to: [0.3, 1]}, right: {from: [0.7, 0], to: [0.7, 1]}}
counts: {window_s: 10}
rules:
  - {rule: restricted_zone, zone: all, min_dwell_s: 0}
  - {rule: loitering, zone: all, after_s: 1}
  - {rule: line_crossing, line: left}
  - {rule: line_crossing, line: right}
"""


@cache
def pictures() -> tuple[Picture, ...]:
    scenario = read_scenario(find("street"))
    camera = msgspec.structs.replace(scenario.camera, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    studio = Studio(msgspec.structs.replace(scenario, camera=camera), World(scenario))
    return tuple(studio.picture(number / FPS) for number in range(FRAMES))


def write_recording(path: Path) -> Path:
    size = (WIDTH_PX, HEIGHT_PX)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, size)
    for picture in pictures():
        writer.write(picture.pixels)
    writer.release()
    return path


def write_standstill(folder: Path) -> Path:
    """A folder that is a recording of half an hour in which nobody moves."""
    folder.mkdir()
    first = folder / "10000.jpg"
    cv2.imwrite(str(first), pictures()[0].pixels)
    for name in range(10_001, 28_000):
        (folder / f"{name}.jpg").hardlink_to(first)
    return folder


def write_config(path: Path, *, level: str = "P1") -> Path:
    path.write_text(CONFIG % level)
    return path


def passerby(
    *words: str | Path,
    cwd: Path | None = None,
    limits: Callable[[], None] | None = None,
    stdout: int = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end. limits: called in the new process before it starts."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-m", "edge", *map(str, words)],
        stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S,
        cwd=cwd, preexec_fn=limits, env=environment,
    )  # fmt: skip


def complaints(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What a command said is wrong, without what the runtime says of itself."""
    assert "Traceback" not in done.stderr, done.stderr
    return [
        line.removeprefix("passerby: ")
        for line in done.stderr.splitlines()
        if line.startswith("passerby: ")
    ]
