"""Who is found: one detector's answers to one person at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from edge.geometry import Box, Boxes, iou_matrix
from edge.label import PERSON
from edge.perception.detector import ObjectDetector
from edge.perception.frame import Frame, Pixels
from edge.perception.head import SCORE_FLOOR
from simulator.picture.studio import Studio
from simulator.sweep.sitting import Setting, scene, sitters

MATCH_IOU: Final = 0.5
# Partly out of the picture is another question.
_WHOLE: Final = 0.9
_GLIMPSE_PX: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One person shown. height_px: floor to crown; score: of the best box on them, 0 for none.

    light, tone: None where nobody knows (real people). glimpse: a JPEG of a drawn person who was
    not found.
    """

    height_px: float
    pitch_deg: float | None
    light: str | None
    tone: str | None
    score: float
    glimpse: bytes | None = None


def drawn(setting: Setting, detector: ObjectDetector, *, count: int, seed: int) -> Iterator[Answer]:
    """Show `count` persons; those that do not fit into the picture are left out."""
    scenario = scene(setting)
    studio = Studio(scenario, sitters(setting, count=count, seed=seed))
    for second in range(count):
        picture = studio.picture(float(second))
        whole = [s for s in picture.sights if s.label == "person" and s.share_visible >= _WHOLE]
        for sight in whole:
            score = best_score(detector, picture.pixels, sight.box)
            yield Answer(
                height_px=sight.height_px,
                pitch_deg=setting.pitch_deg,
                light=setting.light,
                tone=sight.look.partition("+")[2] or None,
                score=score,
                glimpse=None if score >= SCORE_FLOOR else _glimpse(picture.pixels, sight.box),
            )


def best_score(detector: ObjectDetector, pixels: Pixels, box: Box) -> float:
    """The score of the best person box with an IoU of MATCH_IOU or more, 0.0 for none."""
    found = detector.detect(Frame(pixels, mono_s=0.0))
    iou = iou_matrix(found.boxes, _row(box))[:, 0]
    right = (found.labels == PERSON) & (iou >= MATCH_IOU)
    return float(found.scores[right].max(initial=0.0))


def _glimpse(pixels: Pixels, box: Box) -> bytes:
    """The person with some of what is around, _GLIMPSE_PX high."""
    height, width = pixels.shape[:2]
    half_px = 0.6 * max((box.y_max - box.y_min) * height, (box.x_max - box.x_min) * width)
    x, y = box.centre[0] * width, box.centre[1] * height
    rows = slice(max(0, round(y - half_px)), round(y + half_px) + 1)
    columns = slice(max(0, round(x - 0.8 * half_px)), round(x + 0.8 * half_px) + 1)
    part = pixels[rows, columns]
    size = max(1, round(_GLIMPSE_PX * part.shape[1] / part.shape[0])), _GLIMPSE_PX
    return cv2.imencode(".jpg", cv2.resize(part, size, interpolation=cv2.INTER_AREA))[1].tobytes()


def _row(box: Box) -> Boxes:
    return np.array([[box.x_min, box.y_min, box.x_max, box.y_max]], np.float32)
