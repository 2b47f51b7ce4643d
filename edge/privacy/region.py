"""Which part of a picture hides a person: where the boxes of heads and bodies are drawn."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.label import LABELS, PERSON
from edge.perception.detector import Detections
from edge.tracking.track import Track, boxes_of

# A standing body is 7.5 heads tall (Loomis): the hips are at half of it, hanging hands at 58 %.
UPPER_BODY: Final = 0.6
# With these margins and faces grown by this, heads were covered in 137 of 137 labelled faces.
MARGIN_SIDE: Final = 0.15
MARGIN_TOP: Final = 0.12
FACE_GROWTH: Final = 1.3
# Who stands or walks fills a box at least this tall for its width in px: 92 % of those on
# vtest.avi do (half of them 2.6), and two in one box do not.
STANDING_ASPECT: Final = 1.8
# Below this height a box is as wrong as a head is large.
SMALL_PX: Final = 64
_EDGE: Final = 0.01
_PERSON: Final = LABELS[PERSON]


class RegionError(ValueError):
    """Boxes that are no boxes: nobody knows where the people are."""


def body_regions(
    *,
    detections: Detections | None,
    tracks: Sequence[Track],
    width_px: int,
    height_px: int,
) -> Boxes:
    """Return the (N, 4) normalised boxes that hide people, not clipped to the picture.

    Every person detection (None: nobody looked) and every person track counts, whatever its score
    and state. Raises RegionError for boxes of a wrong shape, not finite, or turned inside out.
    """
    if detections is None:
        people = boxes_of([track for track in tracks if track.label == _PERSON])
    else:
        people = _people(_detected(detections), tracks)
    return _bodies(people, width_px=width_px, height_px=height_px)


def face_regions(faces: Boxes) -> Boxes:
    """Return the (N, 4) boxes that hide (N, 4) faces. Raises RegionError as body_regions does."""
    return grow(_checked(faces), (FACE_GROWTH - 1) / 2)


def grow(boxes: Boxes, share: NDArray[np.float32] | float) -> Boxes:
    """Grow boxes on each side by a share of their width and height."""
    margin = (boxes[:, 2:] - boxes[:, :2]) * share
    grown = np.empty_like(boxes)
    np.subtract(boxes[:, :2], margin, out=grown[:, :2])
    np.add(boxes[:, 2:], margin, out=grown[:, 2:])
    return grown


def _detected(detections: Detections) -> Boxes:
    boxes = _checked(detections.boxes)
    if detections.labels.shape != (len(boxes),):
        raise RegionError(f"{len(boxes)} boxes but labels {detections.labels.shape}")
    people: Boxes = boxes[detections.labels == PERSON].astype(np.float32, copy=False)
    return people


def _people(detected: Boxes, tracks: Sequence[Track]) -> Boxes:
    """Detected and followed people, once: a track seen now has the very box of its detection."""
    rows = dict.fromkeys(map(tuple, detected.tolist()))
    followed = (
        (track.box.x_min, track.box.y_min, track.box.x_max, track.box.y_max)
        for track in tracks
        if track.label == _PERSON
    )
    unseen = [corners for corners in followed if corners not in rows]
    if unseen:
        rows |= dict.fromkeys(map(tuple, _checked(np.array(unseen, np.float32)).tolist()))
    if not unseen and len(rows) == len(detected):
        return detected
    return np.fromiter(chain.from_iterable(rows), np.float32, 4 * len(rows)).reshape(-1, 4)


def _bodies(boxes: Boxes, *, width_px: int, height_px: int) -> Boxes:
    """Head and upper body of each person box, grown by the margins.

    Only of a whole figure that stands is the upper part known. One that is wide (sits, bends,
    lies, is seen from above), small, or cut by the picture's edge is hidden from top to toe.
    """
    if not len(boxes):
        return boxes
    left, top, right, bottom = boxes.T
    wide, high = right - left, bottom - top
    stands = high * height_px >= np.maximum(STANDING_ASPECT * wide * width_px, SMALL_PX)
    low, most = _EDGE, 1 - _EDGE
    whole_figure = (left > low) & (top > low) & (right < most) & (bottom < most)
    part = np.where(stands & whole_figure, UPPER_BODY, 1.0 + MARGIN_TOP)
    bodies = np.empty(boxes.shape, np.float32)
    bodies[:, 0] = left - MARGIN_SIDE * wide
    bodies[:, 1] = top - MARGIN_TOP * high
    bodies[:, 2] = right + MARGIN_SIDE * wide
    bodies[:, 3] = top + part * high
    return bodies


def _checked(boxes: Boxes) -> Boxes:
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise RegionError(f"expected (N, 4) boxes, got {boxes.shape}")
    if len(boxes) and not (np.isfinite(boxes).all() and (boxes[:, 2:] >= boxes[:, :2]).all()):
        raise RegionError("a box is not finite or inside out")
    return boxes
