"""What looking at every frame would have found, and we neither follow nor hide."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.bench.figure import Raw, ratio
from edge.geometry import Boxes, iou_matrix
from edge.label import LABELS, PERSON
from edge.loop.pipeline import View
from edge.perception.detector import Detections
from edge.perception.evaluation import CONFIDENT, MATCH_IOU
from edge.perception.frame import Pixels
from edge.privacy.mask import FILL
from edge.tracking.track import boxes_of

# Smaller faces are told apart by nobody, and found by the model one time in two at most.
_FACE_PX: Final = 16
# Eyes and nose lie in the middle half of a face box, across and down.
_CENTRE: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What both models find in one frame. faces: (N, 4) normalised boxes of any score."""

    objects: Detections
    faces: Boxes


class Misses:
    """Running sums over pictures that may leave, each compared as its time to leave comes.

    kept: person boxes of 0.4 or more that have one of their own at IoU 0.5 in that frame, of a
    track or of somebody found too weakly to be followed.
    faces_lost: face boxes of 16 px or more whose middle half is not all filled in.
    """

    def __init__(self) -> None:
        self._expected: dict[float, Reference] = {}
        self._people = self._kept = self._faces = self._views = 0
        self.faces_lost = 0

    def expect(self, reference: Reference, *, mono_s: float) -> None:
        """Say what the models find in the frame of this time, before it is looked at."""
        self._expected[mono_s] = reference

    def compare(self, view: View) -> None:
        reference = self._expected.pop(view.masked.mono_s)
        found = reference.objects
        people = found.boxes[(found.labels == PERSON) & (found.scores >= CONFIDENT)]
        tracks = boxes_of([track for track in view.tracks if track.label == LABELS[PERSON]])
        self._views += 1
        self._people += len(people)
        self._kept += matched(people, np.concatenate([tracks, view.untracked]))
        picture = view.masked.pixels
        height, width = picture.shape[:2]
        for face in reference.faces * np.array([width, height] * 2, np.float32):
            if face[2] - face[0] >= _FACE_PX:
                self._faces += 1
                self.faces_lost += not is_hidden(picture, face)

    def kept_share(self) -> float | None:
        return ratio(self._kept, self._people)

    def raw(self) -> Raw:
        return {
            "pictures_compared": self._views,
            "person_boxes": self._people,
            "person_boxes_kept": self._kept,
            "faces_of_16_px": self._faces,
            "faces_lost": self.faces_lost,
        }


def matched(boxes: Boxes, others: Boxes) -> int:
    """Count the boxes that have one of the others at IoU 0.5, each used once, best pair first."""
    iou = iou_matrix(boxes, others)
    pairs = np.argwhere(iou >= MATCH_IOU)
    best_first = pairs[np.argsort(-iou[pairs[:, 0], pairs[:, 1]], kind="stable")]
    rows: set[int] = set()
    columns: set[int] = set()
    for row, column in best_first.tolist():
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
    return len(rows)


def is_hidden(picture: Pixels, box_px: NDArray[np.float32]) -> bool:
    """Tell whether the middle half of a box, in px, is all filled in."""
    margin = (box_px[2:] - box_px[:2]) * _CENTRE
    left, top = np.maximum(np.floor(box_px[:2] + margin), 0).astype(int)
    right, bottom = np.ceil(box_px[2:] - margin).astype(int)
    return bool((picture[top:bottom, left:right] == FILL).all())
