"""One camera for as long as a scene lasts: the real pipeline, and what it let through."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from edge.assemble import Bench, open_pipeline
from edge.config import Config
from edge.loop.pipeline import Pipeline, View
from edge.perception.frame import Frame
from simulator.exposure.judge import FaceFrame, face_frames, filled
from simulator.exposure.truth import Truth
from simulator.exposure.visits import Visits
from simulator.exposure.worst import Worst, worst


@dataclass(slots=True, kw_only=True)
class Watched:
    """All of one scene. camera_pitch_deg: None where nobody knows.

    whole: frames masked whole, by cause; held: never handed out; open_frames: the others; masked,
    over_masked: sums over these of the share of the picture that is filled, and filled though
    nobody is there.
    """

    scene: str
    light: str
    camera_pitch_deg: float | None
    frame_s: float
    faces: list[FaceFrame] = field(default_factory=list)
    worst: dict[str, Worst] = field(default_factory=dict)
    whole: Counter[str] = field(default_factory=Counter)
    open_frames: int = 0
    held: int = 0
    masked: float = 0.0
    over_masked: float = 0.0

    @property
    def frames(self) -> int:
        return self.whole.total() + self.open_frames + self.held

    @property
    def passes(self) -> int:
        """Of people whose face was seen."""
        return len({face.who for face in self.faces})


def ready_pipeline(*, every_frame: bool = False) -> Pipeline:
    """The camera's own as it starts: default models and configuration, attention, look-ahead."""
    return open_pipeline(
        Config(version=1),
        objects=None,
        faces=None,
        bench=Bench(random_bytes=os.urandom),
        threads=1,
        every_frame=every_frame,
        live=True,
    )


class Watch:
    """Hands frames to a pipeline that has just started, and judges what comes back."""

    def __init__(self, pipeline: Pipeline, watched: Watched) -> None:
        self._pipeline = pipeline
        self._watched = watched
        self._visits = Visits(watched.scene)
        self._waiting: dict[float, Truth] = {}

    def see(self, frames: Iterable[tuple[Frame, Truth | None]]) -> Watched:
        """Spend all frames. One without a truth is seen, and not judged.

        Nor are the last ones, which wait for what comes after them: a camera that runs on would
        have looked ahead.
        """
        for frame, truth in frames:
            if truth is not None:
                self._waiting[frame.mono_s] = self._visits.named(truth)
            self._take(self._pipeline.look(frame).views)
        for view in self._pipeline.finish():
            self._waiting.pop(view.masked.mono_s, None)
        self._watched.held += len(self._waiting)
        return self._watched

    def _take(self, views: Iterable[View]) -> None:
        for view in views:
            truth = self._waiting.pop(view.masked.mono_s, None)
            if truth is not None:
                self._judge(view, truth)

    def _judge(self, view: View, truth: Truth) -> None:
        watched, masked = self._watched, view.masked
        for face in face_frames(masked, truth):
            watched.faces.append(face)
            known = watched.worst.get(face.who)
            if face.exposed and (known is None or face.filled < known.face.filled):
                kept = worst(masked, face, scene=watched.scene, light=watched.light)
                watched.worst[face.who] = kept
        if masked.whole:
            watched.whole[masked.cause or "unknown"] += 1
            return
        fill = filled(masked)
        over = fill if truth.people is None else fill & ~truth.people
        watched.open_frames += 1
        watched.masked += np.count_nonzero(fill) / fill.size
        watched.over_masked += np.count_nonzero(over) / fill.size
