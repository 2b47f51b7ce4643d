"""Two detectors that answer as the eyes see, or break in all ways that a model can."""

from dataclasses import replace
from typing import Final

import numpy as np

from edge.geometry import Boxes, no_boxes
from edge.label import PERSON
from edge.perception.detector import NOTHING, Detections, DetectorError
from edge.perception.frame import Frame
from simulator.injection.eyes import Eyes
from simulator.injection.moment import Flaw

_STALE_S: Final = 1.0


class Objects:
    """Finds people, or does what its flaw says."""

    def __init__(self, eyes: Eyes) -> None:
        self.flaw: Flaw | None = None
        self._eyes = eyes
        self._before: list[tuple[float, Detections]] = []

    def detect(self, frame: Frame) -> Detections:
        flaw = self.flaw
        _fail(flaw)
        if flaw in ("late", "stale"):
            old = [one for one in self._before if one[0] <= frame.mono_s - _STALE_S]
            at_s, seen = old[-1] if old else (frame.mono_s - _STALE_S, NOTHING)
            return replace(seen, mono_s=at_s) if flaw == "late" else seen
        if flaw == "nobody":
            return NOTHING
        found = self._eyes.people(frame)
        self._before = [*self._before[-50:], (frame.mono_s, found)]
        return _spoilt(found, flaw)


class Faces:
    """Finds faces, or does what its flaw says."""

    def __init__(self, eyes: Eyes) -> None:
        self.flaw: Flaw | None = None
        self._eyes = eyes

    def detect(self, frame: Frame) -> Boxes:
        flaw = self.flaw
        _fail(flaw)
        if flaw in ("nobody", "stale"):
            return no_boxes()
        return _spoilt_boxes(self._eyes.heads(frame), flaw)


def _fail(flaw: Flaw | None) -> None:
    if flaw == "raises":
        raise DetectorError("the model did not answer")
    if flaw == "breaks":
        raise RuntimeError("the runtime broke")
    if flaw == "memory":
        raise MemoryError


def _spoilt(found: Detections, flaw: Flaw | None) -> Detections:
    """Give an answer that no detector may give, also where there is nobody to tell of."""
    some = found if len(found) else _SOMEBODY
    boxes, scores, labels = _spoilt_boxes(some.boxes, flaw), some.scores, some.labels
    if flaw == "labels":
        labels = labels[1:]
    elif flaw == "scores":
        scores = np.full_like(scores, np.nan)
    elif boxes is some.boxes:
        return found
    return Detections(boxes=boxes, scores=scores, labels=labels)


def _spoilt_boxes(boxes: Boxes, flaw: Flaw | None) -> Boxes:
    if flaw not in ("nan", "inside_out", "shape", "dtype"):
        return boxes
    spoilt = boxes.copy() if len(boxes) else _SOMEBODY.boxes.copy()
    if flaw == "nan":
        spoilt[-1, 2] = np.nan
    elif flaw == "inside_out":
        spoilt[:, [0, 2]] = spoilt[:, [2, 0]]
    elif flaw == "shape":
        return spoilt[:, :3]
    else:
        return spoilt.astype(object)
    return spoilt


_SOMEBODY: Final = Detections(
    boxes=np.array([[0.2, 0.2, 0.4, 0.8]], np.float32),
    scores=np.array([0.9], np.float32),
    labels=np.array([PERSON], np.int64),
)
