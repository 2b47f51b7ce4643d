"""The camera under attack: the real pipeline with the real models, one scene at a time."""

import os
from collections.abc import Sequence
from itertools import count
from typing import Protocol

import cv2

from edge.assemble import AHEAD_S, Bench
from edge.config import Config
from edge.loop.look import View
from edge.loop.pipeline import Pipeline
from edge.perception.attention import Attention
from edge.perception.detector import FaceDetector, ObjectDetector
from edge.perception.frame import Frame, Pixels
from edge.privacy.mask import MaskedFrame, Masker
from simulator.attack.scenes import EVERY_S


class Camera(Protocol):
    def masked(self, pictures: Sequence[Pixels]) -> list[tuple[Pixels, bool]]:
        """What leaves the camera of one scene, frame by frame, and whether it is masked whole."""
        ...


class PipelineCamera:
    """Each scene comes before a pipeline that has just started, put together as open_pipeline does.

    The models look when a camera's would; tracks, held masks and the look ahead are a camera's.
    """

    def __init__(self, objects: ObjectDetector, faces: FaceDetector) -> None:
        # As edge.assemble does: two threads of OpenCV beside the runtime's own gain nothing.
        cv2.setNumThreads(1)
        self._objects, self._faces = objects, faces
        self._judges = Bench(random_bytes=os.urandom).build(Config(version=1))

    def masked(self, pictures: Sequence[Pixels]) -> list[tuple[Pixels, bool]]:
        pipeline = Pipeline(
            objects=self._objects,
            faces=self._faces,
            masker=Masker(ahead_s=AHEAD_S),
            judges=self._judges,
            attention=Attention(),
        )
        views: list[View] = []
        # A camera goes on: it stands before the last picture until all have left.
        for number in count():
            if len(views) >= len(pictures):
                break
            pixels = pictures[min(number, len(pictures) - 1)]
            views += pipeline.look(Frame(pixels.copy(), mono_s=number * EVERY_S)).views
        leaving: list[MaskedFrame] = [view.masked for view in views[: len(pictures)]]
        return [(masked.pixels, masked.whole) for masked in leaving]
