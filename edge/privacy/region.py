"""Which part of a picture hides a person: where the boxes of heads and bodies are drawn."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from msgspec import Struct

from edge.geometry import Boxes
from edge.label import LABELS, PERSON
from edge.perception.detector import Detections
from edge.privacy.extent import Region, grow
from edge.tracking.track import Track

# Of tracks, 0 for none.
Ids = list[int]

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
_corners = attrgetter("x_min", "y_min", "x_max", "y_max")


class RegionError(ValueError):
    """Boxes that are no boxes: nobody knows where the people are."""


class People(Struct, frozen=True, kw_only=True):
    """Who is in one frame: the boxes of N bodies, and the N numbers of their tracks.

    found: how many of them, the first ones, were detected in this very frame; the others are
    where their tracks expect them.
    """

    boxes: list[Region]
    ids: Ids
    found: int


def people_in(detections: Detections | None, tracks: Sequence[Track]) -> People:
    """Return all people that were detected (None: nobody looked) or are followed, each once.

    Every one counts, whatever the score and state. Raises RegionError for boxes of a wrong shape,
    not finite, or turned inside out.
    """
    followed = {_corners(track.box): track.id for track in tracks if track.label == _PERSON}
    boxes = [] if detections is None else _detected(detections)
    # A track seen now has the very box of its detection.
    ids: Ids = [followed.pop(box, 0) for box in boxes]
    found = len(ids)
    return People(
        boxes=boxes + _checked(list(followed)), ids=ids + list(followed.values()), found=found
    )


def face_regions(faces: Boxes, *, strict: bool = False) -> list[Region]:
    """Return the regions that hide (N, 4) faces. Raises RegionError as people_in does.

    strict: and all of the standing body that may belong to each.
    """
    growth = (FACE_GROWTH - 1) / 2
    heads = [grow(face, growth, growth) for face in _regions(faces)]
    if strict:
        return [
            (2 * left - right, top, 2 * right - left, bottom + HEADS_TALL * (bottom - top))
            for left, top, right, bottom in heads
        ]
    return heads


def body_regions(
    boxes: Sequence[Region], *, width_px: int, height_px: int, strict: bool = False
) -> list[Region]:
    """Head and upper body of each person, grown by the margins; strict: all of it.

    Only of a whole figure that stands is the upper part known. One that is wide (sits, bends,
    lies, is seen from above), small, cut by the picture's edge or by somebody nearer is hidden from
    top to toe.
    """
    upright = STANDING_ASPECT * width_px / height_px
    tall = SMALL_PX / height_px
    regions = []
    for box in boxes:
        left, top, right, bottom = box
        wide, high = right - left, bottom - top
        aside, above = MARGIN_SIDE * wide, MARGIN_TOP * high
        end = bottom + above
        if (
            not strict
            and high >= upright * wide
            and high >= tall
            and left > _EDGE
            and top > _EDGE
            and right < 1 - _EDGE
            and bottom < 1 - _EDGE
            and not _stands_behind(box, boxes)
        ):
            end = top + UPPER_BODY * high
        regions.append((left - aside, top - above, right + aside, end))
    return regions


def _stands_behind(box: Region, others: Sequence[Region]) -> bool:
    """Whether the lower edge lies within the box of somebody else, who is nearer."""
    left, _, right, foot = box
    for x_min, top, x_max, bottom in others:
        # Two who stand side by side hide nothing of each other.
        if x_min < right and left < x_max and top < foot < bottom - _NEARER * (bottom - top):
            return True
    return False


def _detected(detections: Detections) -> list[Region]:
    boxes, labels = _regions(detections.boxes), detections.labels
    if labels.shape != (len(boxes),) or labels.dtype.kind != "i":
        raise RegionError(f"{len(boxes)} boxes but labels {labels.shape} {labels.dtype}")
    return [box for box, label in zip(boxes, labels.tolist(), strict=True) if label == PERSON]


def _regions(boxes: Boxes) -> list[Region]:
    if boxes.ndim != 2 or boxes.shape[1] != 4 or boxes.dtype.kind != "f":
        raise RegionError(f"expected (N, 4) boxes, got {boxes.shape} {boxes.dtype}")
    return _checked([*map(tuple, boxes.tolist())])


def _checked(boxes: list[Region]) -> list[Region]:
    for left, top, right, bottom in boxes:
        # Of what is not a number, nothing is true.
        if not (
            -_FARTHEST <= left <= right <= _FARTHEST and -_FARTHEST <= top <= bottom <= _FARTHEST
        ):
            raise RegionError("a box is nowhere near the picture, or inside out")
    return boxes
