"""What a whole frame costs beside the bare model invocations of the same frame.

    python -m tests.benchmarks.whole_frame [VIDEO] [--frames N] [--width PX] [--json]

Frame by frame, in one run: all that the vision process does with it once it is captured (detect,
track, judge, mask, door, inbox, health), then the two bare invocations on the very inputs that
were just used. The ratio of the two sums is the figure: absolute times depend on the machine
and its load, ratios much less. Without VIDEO the frames come from the simulator's street.
"""

import argparse
import json
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from edge.assemble import Bench, open_pipeline, threads_live, threads_offline
from edge.capture.camera import next_frame
from edge.capture.sources import open_camera
from edge.clock import ManualClock, SystemClock
from edge.config import parse_config
from edge.desired import Desired
from edge.door import Door
from edge.last_good import LastGood
from edge.perception.frame import Frame, Pixels
from edge.vision import Vision

CONFIG = b"""
version: 1
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {middle: {from: [0.5, 0], to: [0.5, 1]}}
rules:
  - {rule: restricted_zone, zone: all}
  - {rule: loitering, zone: all, after_s: 5}
  - {rule: line_crossing, line: middle}
"""
_WARM_UP = 5


@dataclass(slots=True)
class Reel:
    """A camera over pictures in memory: what is measured begins where capture ends."""

    pictures: list[Pixels]
    kind: str = "file"
    state: str = "ok"
    _next: int = field(default=0)

    def read(self, timeout_s: float) -> Frame:
        frame = Frame(self.pictures[self._next], mono_s=self._next / 10, utc_s=1.8e9)
        self._next += 1
        return frame

    def close(self) -> None:
        """Nothing to let go of."""


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


def measure(pictures: list[Pixels], *, threads: int) -> dict[str, float]:
    """Return the ratio and the mean milliseconds that it was made of."""
    bench = Bench(random_bytes=os.urandom)
    pipeline = open_pipeline(
        parse_config(CONFIG), objects=None, faces=None, bench=bench, threads=threads
    )
    runtimes = [
        pipeline._objects._interpreter._runtime,
        pipeline._faces._network._interpreter._runtime,
    ]
    whole_s, bare_s = [], []
    with tempfile.TemporaryDirectory() as folder:
        door = Door(Path(folder) / "door.sqlite")
        desired = Desired(door=door, last_good=LastGood(Path(folder) / "c"), build=bench.build)
        vision = Vision(
            camera=Reel(pictures),
            pipeline=pipeline,
            door=door,
            desired=desired,
            preview=None,
            clock=SystemClock(),
        )
        for _ in pictures:
            start_s = time.perf_counter()
            vision.step()
            middle_s = time.perf_counter()
            for runtime in runtimes:
                runtime.invoke()
            whole_s.append(middle_s - start_s)
            bare_s.append(time.perf_counter() - middle_s)
        vision.finish()
    whole, bare = sum(whole_s[_WARM_UP:]), sum(bare_s[_WARM_UP:])
    return {
        "whole_over_models": round(whole / bare, 3),
        "whole_ms": round(1000 * whole / len(whole_s[_WARM_UP:]), 2),
        "models_ms": round(1000 * bare / len(bare_s[_WARM_UP:]), 2),
        "frames": len(whole_s) - _WARM_UP,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", nargs="?", default="sim:street")
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--width", type=int, nargs="+", default=[768, 1280], metavar="PX")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    for width_px in args.width:
        pictures = _pictures(args.video, frames=args.frames, width_px=width_px)
        for threads in sorted({threads_live(), threads_offline()}):
            # Looking at a picture masks it: each round needs its own.
            figures = measure([pixels.copy() for pixels in pictures], threads=threads)
            _print({"width_px": width_px, "threads": threads, **figures}, as_json=args.json)


def _print(figures: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
        return
    mode = "a camera at work" if figures["threads"] == threads_live() else "offline, all cores"
    print(
        f"{figures['width_px']} px wide, {figures['threads']} threads ({mode}): "
        f"whole {figures['whole_ms']} ms, models {figures['models_ms']} ms, "
        f"ratio {figures['whole_over_models']}"
    )


if __name__ == "__main__":
    main()
