"""What every detector answers with, whatever its model."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
from edge.perception.frame import Frame


class DetectorError(RuntimeError):
    """A model that could not be loaded, or did not answer: nothing is known about this frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detections:
    """What one detector saw in one frame, best score first.

    boxes: (N, 4) float32 in normalised picture coordinates, clipped to the picture.
    scores: (N,) float32 in [0, 1]. labels: (N,) int64 indices into LABELS.
    mono_s: of the frame that was looked at, where that may be another than the one it was asked
    for: a network in a camera can be slower than the camera.
    """

    boxes: Boxes
    scores: NDArray[np.float32]
    labels: NDArray[np.int64]
    mono_s: float | None = None

    def __len__(self) -> int:
        return len(self.scores)


NOTHING = Detections(boxes=no_boxes(), scores=np.empty(0, np.float32), labels=np.empty(0, np.int64))


class ObjectDetector(Protocol):
    def detect(self, frame: Frame) -> Detections:
        """Find people and things. Raises DetectorError when the model does not answer."""
        ...


class FaceDetector(Protocol):
    def detect(self, frame: Frame) -> Boxes:
        """Find faces, (N, 4) in normalised coordinates. Raises DetectorError as above."""
        ...
