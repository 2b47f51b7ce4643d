"""Which part of a picture hides a person: where the boxes of heads and bodies are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
from edge.label import LABELS, PERSON
from edge.perception.detector import Detections
from edge.tracking.track import Track

Ids = NDArray[np.int64]

# A standing body is 7.5 heads tall (Loomis): the hips are at half of it, hanging hands at 58 %.
HEADS_TALL: Final = 7.5
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
# In pictures: numbers that large come from a broken model, and would not survive arithmetic.
_FARTHEST: Final = 100.0
# Whose feet stand lower by this share of his height is nearer.
_NEARER: Final = 0.1
_PERSON: Final = LABELS[PERSON]
_ASIDE: Final = np.array([1 + MARGIN_SIDE, -MARGIN_SIDE])
_ABOVE: Final = np.array([1 + MARGIN_TOP, -MARGIN_TOP])
# From edges to edges with margins: a column for each.
_WITH_MARGINS: Final = np.zeros((4, 4), np.float32)
_WITH_MARGINS[::2, 0], _WITH_MARGINS[::2, 2] = _ASIDE, _ASIDE[::-1]
_WITH_MARGINS[1::2, 1], _WITH_MARGINS[1::2, 3] = _ABOVE, _ABOVE[::-1]


class RegionError(ValueError):
    """Boxes that are no boxes: nobody knows where the people are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is in one frame: (N, 4) boxes, and (N,) numbers of their tracks, 0 for who has none.

    found: how many of them, the first ones, were detected in this very frame; the others are
    where their tracks expect them.
    """

    boxes: Boxes
    ids: Ids
    found: int


def people_in(detections: Detections | None, tracks: Sequence[Track]) -> People:
    """Return all people that were detected (None: nobody looked) or are followed, each once.

    Every one counts, whatever the score and state. Raises RegionError for boxes of a wrong shape,
    not finite, or turned inside out.
    """
    followed: dict[tuple[float, ...], int] = {}
    for track in tracks:
        if track.label == _PERSON:
            box = track.box
            followed[box.x_min, box.y_min, box.x_max, box.y_max] = track.id
    boxes = no_boxes() if detections is None else _detected(detections)
    found = len(boxes)
    # A track seen now has the very box of its detection.
    ids = [followed.pop(tuple(corners), 0) for corners in boxes.tolist()]
    if followed:
        boxes = np.concatenate([boxes, _checked(np.array(list(followed), np.float32))])
        ids += followed.values()
    return People(boxes=boxes, ids=np.array(ids, np.int64), found=found)


def face_regions(faces: Boxes, *, strict: bool = False) -> Boxes:
    """Return the (N, 4) boxes that hide (N, 4) faces. Raises RegionError as body_regions does.

    strict: and all of the standing body that may belong to each.
    """
    heads = grow(_checked(faces), (FACE_GROWTH - 1) / 2)
    if strict and len(heads):
        wide, high = (heads[:, 2:] - heads[:, :2]).T
        heads[:, 0] -= wide
        heads[:, 2] += wide
        heads[:, 3] += HEADS_TALL * high
    return heads


def grow(boxes: Boxes, share: NDArray[np.float32] | float) -> Boxes:
    """Grow boxes on each side by a share of their width and height."""
    margin = (boxes[:, 2:] - boxes[:, :2]) * share
    grown = np.empty_like(boxes)
    np.subtract(boxes[:, :2], margin, out=grown[:, :2])
    np.add(boxes[:, 2:], margin, out=grown[:, 2:])
    return grown


def _detected(detections: Detections) -> Boxes:
    boxes = _checked(detections.boxes)
    labels = detections.labels
    if labels.shape != (len(boxes),) or labels.dtype.kind != "i":
        raise RegionError(f"{len(boxes)} boxes but labels {labels.shape} {labels.dtype}")
    people: Boxes = boxes[detections.labels == PERSON].astype(np.float32, copy=False)
    return people


def body_regions(boxes: Boxes, *, width_px: int, height_px: int, strict: bool = False) -> Boxes:
    """Head and upper body of each person box, grown by the margins; strict: all of it.

    Only of a whole figure that stands is the upper part known. One that is wide (sits, bends,
    lies, is seen from above), small, cut by the picture's edge or by somebody nearer is hidden from
    top to toe.
    """
    if not len(boxes):
        return boxes
    sides = boxes[:, 2:] - boxes[:, :2]
    stands = sides[:, 1] * height_px >= np.maximum(
        STANDING_ASPECT * width_px * sides[:, 0], SMALL_PX
    )
    whole_figure = (boxes.min(axis=1) > _EDGE) & (boxes.max(axis=1) < 1 - _EDGE)
    whole_figure &= ~_stands_behind(boxes)
    bodies: Boxes = boxes @ _WITH_MARGINS
    if not strict:
        chest = boxes[:, 1] + np.float32(UPPER_BODY) * sides[:, 1]
        np.copyto(bodies[:, 3], chest, where=stands & whole_figure)
    return bodies


def _stands_behind(boxes: Boxes) -> NDArray[np.bool_]:
    """(N,) whose lower edge lies within the box of somebody else, who is nearer."""
    left, top, right, bottom = boxes.T
    across = (left[:, None] < right) & (left < right[:, None])
    # Two who stand side by side hide nothing of each other.
    nearer = bottom + np.float32(_NEARER) * (top - bottom)
    behind = across & (top < bottom[:, None]) & (bottom[:, None] < nearer)
    within: NDArray[np.bool_] = behind.any(axis=1)
    return within


def _checked(boxes: Boxes) -> Boxes:
    if boxes.ndim != 2 or boxes.shape[1] != 4 or boxes.dtype.kind != "f":
        raise RegionError(f"expected (N, 4) boxes, got {boxes.shape} {boxes.dtype}")
    # Of what is not a number, nothing is true.
    if not ((np.abs(boxes) <= _FARTHEST).all() and (boxes[:, 2:] >= boxes[:, :2]).all()):
        raise RegionError("a box is nowhere near the picture, or inside out")
    return boxes
