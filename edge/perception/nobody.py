"""A picture of nobody, to find out whether a model still works."""

from typing import Final

import numpy as np

from edge.perception.detector import DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame
from edge.perception.sound import UnsoundError, require_sound

_HEIGHT_PX: Final = 480
_WIDTH_PX: Final = 640
# No model of ours is ever this sure of somebody in an even slope of grey.
_CERTAIN: Final = 0.5


def picture_of_nobody(*, mono_s: float) -> Frame:
    """A slope of grey, brighter to the right: the same each time."""
    slope = np.linspace(40, 200, _WIDTH_PX).astype(np.uint8)
    return Frame(np.tile(slope[None, :, None], (_HEIGHT_PX, 1, 3)), mono_s=mono_s)


def sees_nobody(objects: ObjectDetector, *, mono_s: float) -> bool:
    """Whether an object model answers, soundly, and is not sure of anything."""
    try:
        found = objects.detect(picture_of_nobody(mono_s=mono_s))
        require_sound(found, None)
    except (DetectorError, UnsoundError):
        return False
    return not (found.scores > _CERTAIN).any()


def sees_no_face(faces: FaceDetector, *, mono_s: float) -> bool:
    """Whether a face model answers, soundly, and finds none."""
    try:
        found = faces.detect(picture_of_nobody(mono_s=mono_s))
        require_sound(None, found)
    except (DetectorError, UnsoundError):
        return False
    return len(found) == 0
