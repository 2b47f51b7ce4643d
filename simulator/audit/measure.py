"""Pictures through the models and the camera's own pipeline: what was missed of whom."""

import os
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from edge.assemble import Bench
from edge.config import Config
from edge.geometry import Box, Boxes, iou_matrix
from edge.label import PERSON
from edge.loop.pipeline import Judges, Pipeline
from edge.perception.detector import NOTHING, Detections, FaceDetector, ObjectDetector
from edge.perception.frame import Frame, Pixels
from edge.privacy.mask import FILL, Masker
from simulator.audit.answers import Outcome
from simulator.audit.composite import Shown

# As in the face model's card; smeared and half hidden faces have vague boxes.
FACE_IOU: Final = 0.35
PERSON_IOU: Final = 0.5
# A rim of one px around a face of 16 px is a fifth of it.
LEFT_SHARE: Final = 0.05


@dataclass(slots=True)
class _Heard:
    """A detector of either kind that keeps its last answer."""

    objects: ObjectDetector
    faces: FaceDetector
    seen: Detections = NOTHING
    seen_faces: Boxes = field(default_factory=lambda: np.empty((0, 4), np.float32))


class _HeardObjects:
    def __init__(self, heard: _Heard) -> None:
        self._heard = heard

    def detect(self, frame: Frame) -> Detections:
        self._heard.seen = self._heard.objects.detect(frame)
        return self._heard.seen


class _HeardFaces:
    def __init__(self, heard: _Heard) -> None:
        self._heard = heard

    def detect(self, frame: Frame) -> Boxes:
        self._heard.seen_faces = self._heard.faces.detect(frame)
        return self._heard.seen_faces


class Eyes:
    """Both models and all that stands behind them in a camera.

    Each picture is judged alone, without a track or a mask held over from one before: harder than
    a street, and the same for everybody.
    """

    def __init__(self, objects: ObjectDetector, faces: FaceDetector) -> None:
        # As edge.assemble does: two threads of OpenCV beside the runtime's own gain nothing.
        cv2.setNumThreads(1)
        self._heard = _Heard(objects, faces)
        self._judges: Judges = Bench(random_bytes=os.urandom).build(Config(version=1))

    def faces(self, pixels: Pixels) -> Boxes:
        """Faces of any picture, (N, 4) normalised."""
        return self._heard.faces.detect(Frame(pixels.copy(), mono_s=0.0))

    def missed(self, shown: Shown) -> tuple[dict[Outcome, bool], bool]:
        """What of the shown person is missed, and whether the picture was masked whole.

        The picture's pixels are spent.
        """
        pipeline = Pipeline(
            objects=_HeardObjects(self._heard),
            faces=_HeardFaces(self._heard),
            masker=Masker(),
            judges=self._judges,
        )
        height, width = shown.pixels.shape[:2]
        look = pipeline.look(Frame(shown.pixels, mono_s=0.0))
        (view,) = (*look.views, *pipeline.finish())
        masked = view.masked
        left = (masked.pixels[shown.visible] != FILL).any(axis=1)
        seen = self._heard.seen
        persons = seen.boxes[seen.labels == PERSON]
        size = width, height
        return {
            "faces": not _is_found(self._heard.seen_faces, shown.face, size, FACE_IOU),
            "objects": not _is_found(persons, shown.whole, size, PERSON_IOU),
            "mask": bool(left.mean() > LEFT_SHARE),
        }, masked.whole


def _is_found(boxes: Boxes, truth: Box, size: tuple[int, int], least_iou: float) -> bool:
    width, height = size
    row = np.array(
        [[truth.x_min / width, truth.y_min / height, truth.x_max / width, truth.y_max / height]],
        np.float32,
    )
    return bool((iou_matrix(boxes, row) >= least_iou).any())
