"""Who is found: one detector's answers to one person at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.geometry import Box, Boxes, iou_matrix
from edge.label import PERSON
from edge.perception.detector import ObjectDetector
from edge.perception.frame import Frame, Pixels
from simulator.picture.studio import Studio
from simulator.sweep.sitting import Setting, scene, sitters

MATCH_IOU: Final = 0.5
# Partly out of the picture is another question.
_WHOLE: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One person shown. height_px: floor to crown; score: of the best box on them, 0 for none.

    light, tone: None where nobody knows (real people).
    """

    height_px: float
    pitch_deg: float | None
    light: str | None
    tone: str | None
    score: float


def drawn(
    setting: Setting, detector: ObjectDetector, *, count: int, band: float, seed: int
) -> Iterator[Answer]:
    """Show `count` persons; those that do not fit into the picture are left out."""
    scenario = scene(setting)
    studio = Studio(scenario, sitters(setting, count=count, band=band, seed=seed))
    for second in range(count):
        picture = studio.picture(float(second))
        whole = [s for s in picture.sights if s.label == "person" and s.share_visible >= _WHOLE]
        for sight in whole:
            yield Answer(
                height_px=sight.height_px,
                pitch_deg=setting.pitch_deg,
                light=setting.light,
                tone=sight.look.partition("+")[2] or None,
                score=best_score(detector, picture.pixels, sight.box),
            )


def best_score(detector: ObjectDetector, pixels: Pixels, box: Box) -> float:
    """The score of the best person box with an IoU of MATCH_IOU or more, 0.0 for none."""
    found = detector.detect(Frame(pixels, mono_s=0.0))
    iou = iou_matrix(found.boxes, _row(box))[:, 0]
    right = (found.labels == PERSON) & (iou >= MATCH_IOU)
    return float(found.scores[right].max(initial=0.0))


def _row(box: Box) -> Boxes:
    return np.array([[box.x_min, box.y_min, box.x_max, box.y_max]], np.float32)
