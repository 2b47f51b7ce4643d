"""The camera under attack: the real pipeline with the real models, one scene at a time."""

import os
from collections.abc import Callable
from typing import Protocol

import cv2

from edge.assemble import Bench
from edge.config import Config
from edge.perception.detector import FaceDetector, ObjectDetector
from edge.perception.frame import Frame, Pixels
from edge.pipeline import Pipeline
from edge.privacy.mask import MaskedFrame, Masker


class Camera(Protocol):
    def masked(self, pixels: Pixels) -> tuple[Pixels, bool]:
        """What leaves the camera of one scene, and whether that is masked whole."""
        ...


class PipelineCamera:
    """Each scene is one frame before a pipeline that has just started, as open_pipeline makes it.

    No mask held over from a frame before, and none looked ahead to: harder than a street.
    """

    def __init__(self, objects: ObjectDetector, faces: FaceDetector) -> None:
        # As edge.assemble does: two threads of OpenCV beside the runtime's own gain nothing.
        cv2.setNumThreads(1)
        judges = Bench(random_bytes=os.urandom).build(Config(version=1))
        self._start: Callable[[], Pipeline] = lambda: Pipeline(
            objects=objects, faces=faces, masker=Masker(), judges=judges
        )

    def masked(self, pixels: Pixels) -> tuple[Pixels, bool]:
        pipeline = self._start()
        now = pipeline.look(Frame(pixels.copy(), mono_s=0.0)).views
        (view,) = (*now, *pipeline.finish())
        masked: MaskedFrame = view.masked
        return masked.pixels, masked.whole
