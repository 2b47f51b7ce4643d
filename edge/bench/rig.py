"""The vision process' own loop, fed picture by picture: all that it does once one is captured."""

import os
import time
from pathlib import Path
from typing import Any, Final, Literal, cast

from edge.assemble import Bench, open_pipeline
from edge.clock import ManualClock
from edge.config import Config, parse_config
from edge.desired.beginning import begin
from edge.desired.desired import Desired
from edge.desired.memory import Memory
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.governance.trust import NOBODY
from edge.loop.pipeline import Look, Pipeline
from edge.perception.frame import Frame, Pixels
from edge.terms import SourceKind
from edge.vision import Vision

_START_UTC_S: Final = 1_800_000_000.0
_CONFIG: Final = b"""
version: 1
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {middle: {from: [0.5, 0], to: [0.5, 1]}}
rules:
  - {rule: restricted_zone, zone: all}
  - {rule: loitering, zone: all, after_s: 5}
  - {rule: line_crossing, line: middle}
"""


def busy_config() -> Config:
    """A configuration in which everybody who is seen concerns every rule."""
    return parse_config(_CONFIG)


class Rig:
    """Detect, track, judge, mask, door, inbox, health, on a clock that moves with the pictures."""

    def __init__(self, folder: Path, *, threads: int, every_frame: bool = False) -> None:
        bench = Bench(random_bytes=os.urandom)
        pipeline = open_pipeline(
            busy_config(),
            objects=None,
            faces=None,
            bench=bench,
            threads=threads,
            every_frame=every_frame,
        )
        folder.mkdir(parents=True, exist_ok=True)
        door = Door(folder / "door.sqlite")
        self._clock = ManualClock(utc_s=_START_UTC_S)
        self._feed = _Feed()
        self._witness = _Witness(pipeline)
        self._vision = Vision(
            camera=self._feed,
            pipeline=cast(Pipeline, self._witness),
            door=door,
            desired=_desired(door, Memory(folder), bench),
            preview=None,
            clock=self._clock,
        )
        self._vision.start()

    def step(self, pixels: Pixels, *, mono_s: float) -> tuple[float, Look]:
        """Spend one picture. Returns the CPU seconds of this thread, and what the look came to."""
        self._clock.advance(mono_s - self._clock.mono_s())
        self._feed.frame = Frame(pixels, mono_s=mono_s, utc_s=_START_UTC_S + mono_s)
        start_s = time.thread_time()
        self._vision.step()
        spent_s = time.thread_time() - start_s
        return spent_s, self._witness.last

    def close(self) -> None:
        self._vision.finish()


def _desired(door: Door, memory: Memory, bench: Bench) -> Desired:
    """An inbox to look into, from which nothing will ever come."""
    authority = Authority(trust=NOBODY, kept=memory.policy)
    beginning = begin(busy_config, memory=memory, authority=authority, utc_s=None)
    return Desired(
        door=door, memory=memory, build=bench.build, authority=authority, beginning=beginning
    )


class _Feed:
    """A camera that gives the one frame that was put in."""

    kind: SourceKind = "file"
    state: Literal["ok", "lost"] = "ok"
    dropped = 0
    frame: Frame

    def read(self, timeout_s: float) -> Frame:
        return self.frame

    def close(self) -> None:
        """Nothing is held."""


class _Witness:
    """A pipeline that keeps what its last look came to."""

    last: Look

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def look(self, frame: Frame, **how: Any) -> Look:
        self.last = self._pipeline.look(frame, **how)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pipeline, name)
