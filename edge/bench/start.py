"""start_over_load: from nothing to the first masked picture, over what cannot be left out."""

import json
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from edge.bench.figure import Figure, MissingError
from edge.bench.process import Running, running, vision
from edge.bench.scenes import Scenes
from edge.perception.manifest import models_folder, read_manifest

NAME: Final = "start_over_load"
ROUNDS: Final = 7
_PATIENCE_S: Final = 30.0
_POLL_S: Final = 0.002
# Everything that vision imports, and both models ready to run.
_LOAD: Final = """
import os, sys
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import edge.__main__, edge.assemble
from edge.commands import state_folder, vision
models = edge.assemble.open_detectors(objects=None, faces=None, threads=1)
print("loaded", flush=True)
sys.stdin.read()
"""
# The same without a line of ours: three libraries, and the two model files.
_BARE: Final = """
import os, sys
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import cv2, numpy
try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:
    from tflite_runtime.interpreter import Interpreter
models = [Interpreter(model_path=path, num_threads=1) for path in sys.argv[1:]]
for model in models:
    model.allocate_tensors()
print("loaded", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds since the process was started, by the wall and of CPU."""

    wall_s: float
    cpu_s: float


def measure(scenes: Scenes, folder: Path) -> Figure:
    """Median of 7 rounds, wall time. The picture is seen as a viewer sees it: on the socket.

    load: importing all that vision imports and loading both models, in a fresh Python.
    bare: the same with numpy, OpenCV and the runtime alone.
    """
    source = scenes.crowd()
    folder.mkdir(parents=True, exist_ok=True)
    first_pictures, scenes_s, loads, bares = [], [], [], []
    for number in range(ROUNDS):
        first, scene_s = _first_picture(source, folder / f"start-{number}")
        first_pictures.append(first)
        scenes_s.append(scene_s)
        loads.append(_until_loaded(folder, "-c", _LOAD))
        bares.append(_until_loaded(folder, "-c", _BARE, *_model_files()))
    first, load, bare = (_median(row) for row in (first_pictures, loads, bares))
    return Figure(
        name=NAME,
        value=first.wall_s / load.wall_s,
        raw={
            "first_masked_picture_s": first.wall_s,
            "load_s": load.wall_s,
            "bare_libraries_and_models_s": bare.wall_s,
            "first_picture_of_the_scene_s": median(scenes_s),
            "first_masked_picture_cpu_s": first.cpu_s,
            "load_cpu_s": load.cpu_s,
            "bare_libraries_and_models_cpu_s": bare.cpu_s,
            "start_over_load_cpu": first.cpu_s / load.cpu_s,
            "start_over_bare_libraries": first.wall_s / bare.wall_s,
            "rounds": ROUNDS,
        },
    )


def _first_picture(source: str, folder: Path) -> tuple[Spent, float]:
    """What the first picture took, and after how long the first came that shows the scene."""
    start_s = time.perf_counter()
    with vision(source, folder, preview=True) as process, socket.socket(socket.AF_UNIX) as viewer:
        _connect(viewer, folder / "state" / "preview.sock", process)
        header = _receive_picture(viewer)
        first = Spent(wall_s=time.perf_counter() - start_s, cpu_s=process.cpu_s())
        while header["state"] == "starting":
            header = _receive_picture(viewer)
        return first, time.perf_counter() - start_s


def _receive_picture(viewer: socket.socket) -> dict[str, Any]:
    """Take one picture off the preview's socket, and return what its header says."""
    header, _ = (_receive(viewer, *struct.unpack(">I", _receive(viewer, 4))) for _ in range(2))
    described: dict[str, Any] = json.loads(header)
    return described


def _until_loaded(folder: Path, *words: str) -> Spent:
    log = folder / "load.log"
    start_s = time.perf_counter()
    with running(log, *words) as process:
        while b"loaded" not in log.read_bytes():
            _wait_a_little(process, start_s)
        return Spent(wall_s=time.perf_counter() - start_s, cpu_s=process.cpu_s())


def _connect(viewer: socket.socket, path: Path, process: Running) -> None:
    start_s = time.perf_counter()
    viewer.settimeout(_PATIENCE_S)
    while True:
        with suppress(FileNotFoundError, ConnectionRefusedError):
            viewer.connect(str(path))
            return
        _wait_a_little(process, start_s)


def _receive(viewer: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = viewer.recv(length - len(received))
        if not part:
            raise MissingError("vision ended before its first picture")
        received += part
    return received


def _wait_a_little(process: Running, since_s: float) -> None:
    process.require()
    if time.perf_counter() - since_s > _PATIENCE_S:
        raise MissingError(f"nothing came within {_PATIENCE_S:.0f} s")
    time.sleep(_POLL_S)


def _median(rounds: list[Spent]) -> Spent:
    return Spent(
        wall_s=median(spent.wall_s for spent in rounds),
        cpu_s=median(spent.cpu_s for spent in rounds),
    )


def _model_files() -> list[str]:
    folder = models_folder()
    manifest = read_manifest(folder)
    cards = manifest.default("objects"), manifest.default("faces")
    return [str(folder / card.file) for card in cards]
