"""What a whole frame costs beside the models that it ran, and which part takes how much of it.

    python -m tests.benchmarks.whole_frame [VIDEO] [--frames N] [--width PX] [--threads N] [--json]

Frame by frame, in one run: all that the vision process does with it once it is captured (look,
track, judge, mask, door, inbox, health), then the invocations that it made once more, bare and on
the very inputs that were just used. The ratio of the two sums is the figure, in CPU time of the
loop's thread: absolute times depend on the machine and its load, ratios much less. A second run
over the same pictures tells the parts, in percent of the models; what is within another part is
not told twice. Both with the models on every frame and where it matters. Without VIDEO the
frames come from the simulator's street.
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import edge.perception.frame as frame_module
from edge.assemble import threads_live
from edge.bench.rig import Rig
from edge.capture.camera import next_frame
from edge.capture.sources import open_camera
from edge.clock import ManualClock
from edge.perception.frame import Frame, Pixels
from tests.benchmarks.parts import Parts

_WARM_UP = 5
_FPS = 10.0
_MODELS = "models"


def _pictures(video: str, *, frames: int, width_px: int) -> list[Pixels]:
    camera = open_camera(video, clock=ManualClock(), pace="recording")
    pictures: list[Pixels] = []
    while len(pictures) < frames and isinstance(frame := next_frame(camera), Frame):
        pictures.append(_resized(frame.pixels, width_px))
    camera.close()
    return pictures


def _resized(pixels: Pixels, width_px: int) -> Pixels:
    height_px = round(pixels.shape[0] * width_px / pixels.shape[1])
    return np.ascontiguousarray(cv2.resize(pixels, (width_px, height_px)), np.uint8)


def measure(pictures: list[Pixels], folder: Path, **how: Any) -> dict[str, Any]:
    """Return the ratio and the mean milliseconds a frame that it was made of."""
    rig = Rig(folder / "whole", **how)
    runs = [_counted(network._interpreter._runtime) for network in _networks(rig)]
    whole_s = bare_s = wall_s = 0.0
    looks = 0
    for number, pixels in enumerate(pictures):
        counts = [run.count for run in runs]
        mine = pixels.copy()  # looking masks it, and a camera has just written it
        start_wall_s = time.perf_counter()
        step_s, _ = rig.step(mine, mono_s=number / _FPS)
        step_wall_s = time.perf_counter() - start_wall_s
        made = [run.count - count for run, count in zip(runs, counts, strict=True)]
        start_s = time.thread_time()
        for run, times in zip(runs, made, strict=True):
            for _ in range(times):
                run.bare()
        if number >= _WARM_UP:
            whole_s += step_s
            bare_s += time.thread_time() - start_s
            wall_s += step_wall_s
            looks += sum(made)
    rig.close()
    frames = len(pictures) - _WARM_UP
    return {
        "whole_over_models": round(whole_s / bare_s, 3),
        "whole_ms": round(1000 * whole_s / frames, 2),
        "models_ms": round(1000 * bare_s / frames, 2),
        "whole_wall_ms": round(1000 * wall_s / frames, 2),
        "invocations": looks,
        "frames": frames,
        "parts": _parts(pictures, folder, **how),
    }


def _parts(pictures: list[Pixels], folder: Path, **how: Any) -> dict[str, float]:
    """Percent of the models' time in this loop that each part takes."""
    rig = Rig(folder / "parts", **how)
    vision, pipeline = rig._vision, rig._witness._pipeline
    small = frame_module._small
    parts = Parts()
    parts.watch(frame_module, "_small", "small picture")
    for network in _networks(rig):
        parts.watch(network._interpreter._runtime, "invoke", _MODELS)
        parts.watch(network._interpreter, "_write", f"{network._card.task}: into the input")
        parts.watch(network._head, "candidates", f"{network._card.task}: head")
        parts.watch(network, "_name", f"{network._card.task}: names")
        parts.watch(network, "detect", f"{network._card.task}: around it")
    for owner, method, part in (
        (pipeline._motion, "look", "motion"),
        (pipeline._attention, "plan", "attention"),
        (pipeline._tracker, "update", "tracker"),
        (pipeline._tracker, "carry", "tracker"),
        (pipeline._masker, "mask", "mask"),
        (pipeline._masker, "ready", "mask"),
        (pipeline, "_judge", "rules"),
        (pipeline, "look", "pipeline around it"),
        (vision, "_use_door", "door and health"),
        (vision, "step", "rest"),
    ):
        if owner is not None:
            parts.watch(owner, method, part)
    for number, pixels in enumerate(pictures):
        rig.step(pixels.copy(), mono_s=number / _FPS)
    frame_module._small = small
    rig.close()
    models_s = parts.spent_s.pop(_MODELS)
    return {part: round(100 * s / models_s, 2) for part, s in parts.spent_s.most_common()}


def _networks(rig: Rig) -> tuple[Any, Any]:
    pipeline = rig._witness._pipeline
    return pipeline._objects, pipeline._faces._network


@dataclass(slots=True)
class _Runs:
    bare: Any
    count: int = 0


def _counted(runtime: Any) -> _Runs:
    runs = _Runs(runtime.invoke)

    def invoke() -> None:
        runs.count += 1
        runs.bare()

    runtime.invoke = invoke
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", nargs="?", default="sim:street")
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--width", type=int, nargs="+", default=[768, 1280], metavar="PX")
    parser.add_argument("--threads", type=int, default=threads_live(), metavar="N")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    for width_px in args.width:
        pictures = _pictures(args.video, frames=args.frames, width_px=width_px)
        for every_frame in (True, False):
            how = {"threads": args.threads, "every_frame": every_frame}
            with tempfile.TemporaryDirectory() as folder:
                figures = measure(pictures, Path(folder), **how)
            _print({"width_px": width_px, **how, **figures}, as_json=args.json)


def _print(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures), flush=True)
        return
    looks = "models on every frame" if figures["every_frame"] else "looking where it matters"
    print(
        f"{figures['width_px']} px wide, {figures['threads']} threads, {looks}: "
        f"whole {figures['whole_ms']} ms CPU ({figures['whole_wall_ms']} ms by the wall), "
        f"models {figures['models_ms']} ms ({figures['invocations']} invocations in "
        f"{figures['frames']} frames), ratio {figures['whole_over_models']}"
    )
    for part, share in figures["parts"].items():
        print(f"    {share:6.2f} %  {part}", flush=True)


if __name__ == "__main__":
    main()
