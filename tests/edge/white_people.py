"""Detectors for pictures drawn by a test: a person is what is white, and nobody has a face."""

import numpy as np

from edge.geometry import Boxes, no_boxes
from edge.label import PERSON
from edge.perception.detector import NOTHING, Detections, DetectorError
from edge.perception.frame import Frame


class WhitePeople:
    """Sees one person where the picture is white; breaks while, or when, it is told to.

    blind_at_s: when it answers, but finds nobody.
    """

    def __init__(
        self,
        *,
        broken_at_s: tuple[float, float] = (np.inf, np.inf),
        blind_at_s: tuple[float, float] = (np.inf, np.inf),
    ) -> None:
        self.broken = False
        self._broken_at_s = broken_at_s
        self._blind_at_s = blind_at_s

    def detect(self, frame: Frame) -> Detections:
        if self.broken or self._broken_at_s[0] <= frame.mono_s < self._broken_at_s[1]:
            raise DetectorError("broken")
        if self._blind_at_s[0] <= frame.mono_s < self._blind_at_s[1]:
            return NOTHING
        rows, columns = np.nonzero(frame.pixels[:, :, 0] == 255)
        if not len(rows):
            return NOTHING
        size = np.array([frame.width, frame.height] * 2, np.float32)
        box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        return Detections(
            boxes=np.array([box], np.float32) / size,
            scores=np.array([0.9], np.float32),
            labels=np.array([PERSON]),
        )


class NoFaces:
    def detect(self, frame: Frame) -> Boxes:
        return no_boxes()
