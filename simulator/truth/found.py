"""Boxes of many frames in arrays, and cut into frames."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge.geometry import Boxes
from edge.perception.detector import NOTHING, Detections
from simulator.world.tape import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One row a box, (N, 4) in shares of the picture. label: index into LABELS."""

    frame: Integers
    box: Floats
    score: Floats
    label: Integers


def joined(parts: Sequence[Found]) -> Found:
    return Found(
        frame=np.concatenate([part.frame for part in parts]),
        box=np.concatenate([part.box for part in parts]),
        score=np.concatenate([part.score for part in parts]),
        label=np.concatenate([part.label for part in parts]),
    )


def by_frame(found: Found, frames: int) -> list[Detections]:
    """What a detector would answer for each frame, best score first."""
    order = np.lexsort((-found.score, found.frame))
    ends = np.searchsorted(found.frame[order], np.arange(frames), side="right").tolist()
    boxes = np.clip(found.box[order], 0.0, 1.0).astype(np.float32)
    scores, labels = found.score[order].astype(np.float32), found.label[order]
    return [
        Detections(boxes=boxes[low:high], scores=scores[low:high], labels=labels[low:high])
        if low < high
        else NOTHING
        for low, high in zip([0, *ends[:-1]], ends, strict=True)
    ]


def boxes_by_frame(boxes: Floats, frame: Integers, frames: int) -> list[Boxes]:
    """Boxes (N, 4) of frames in order, cut into frames."""
    ends = np.searchsorted(frame, np.arange(frames), side="right")
    clipped = np.clip(boxes, 0.0, 1.0).astype(np.float32)
    return np.split(clipped, ends[:-1])
