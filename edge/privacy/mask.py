"""The only exit for pixels: people are filled in before a picture may leave, or all of it is."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, iou_matrix, no_boxes
from edge.perception.detector import Detections
from edge.perception.frame import Frame, Pixels
from edge.privacy.region import RegionError, grow, regions
from edge.tracking.track import Track

# One grey for all pictures: a mean colour lets 20.6 % of 102 people be named, a constant 1 %.
FILL: Final = 128
# On vtest.avi 92 % of the gaps in which a detector loses a person last no longer; whoever walks
# on meanwhile, or is gone for up to two, is followed by his track.
HOLD_S: Final = 1.0
# Each side grows by this share of its length a second: nobody stands quite still.
GROWTH_PER_S: Final = 0.2
# Edges on a grid neither tremble with the detector nor tell its exact box.
GRID_PX: Final = 8
# A region is seen again when its likeness covers most of its upper part, where the head is. Legs
# apart or together change the lower part at every step: to hold it each time doubles the grey.
_ALIKE_IOU: Final = 0.3
_HEAD_PART: Final = 0.4
_COVERED: Final = 0.6
_KEY: Final = object()


class PrivacyError(RuntimeError):
    """People could not be hidden; no pixel has been handed out."""


class MaskedFrame:
    """A picture that may leave, made by mask_whole and Masker.mask alone.

    pixels: (H, W, 3) uint8 BGR. whole: nothing of the scene is left in it.
    """

    __slots__ = ("mono_s", "pixels", "whole")

    def __init__(self, pixels: Pixels, *, mono_s: float, whole: bool, key: object) -> None:
        if key is not _KEY:
            raise PrivacyError("a MaskedFrame is made by masking a Frame, and in no other way")
        self.pixels = pixels
        self.mono_s = mono_s
        self.whole = whole


def mask_whole(frame: Frame) -> MaskedFrame:
    """Fill the whole picture; the frame is spent."""
    pixels = frame.spend(lambda raw: raw.fill(FILL))
    return MaskedFrame(pixels, mono_s=frame.mono_s, whole=True, key=_KEY)


class Masker:
    """Fills head and upper body of all people, and goes on for a second where one was lost.

    A gap between frames counts as half a second at most, so that a region is held for two
    frames more whatever the gap.
    """

    def __init__(self) -> None:
        self._held = no_boxes()
        self._unseen_s = np.empty(0, np.float32)
        self._mono_s: float | None = None

    def mask(
        self, frame: Frame, *, detections: Detections, tracks: Sequence[Track], faces: Boxes
    ) -> MaskedFrame:
        """Spend the frame, in place: fill the regions of all people and faces, seen or held.

        detections, tracks: those of this very frame. faces: (N, 4) normalised boxes. Raises
        PrivacyError for boxes that make no sense; the frame is then untouched, not handed out.
        """
        size = {"width_px": frame.width, "height_px": frame.height}
        try:
            seen = regions(detections=detections, tracks=tracks, faces=faces, **size)
        except RegionError as error:
            raise PrivacyError(str(error)) from error
        self._hold(seen, frame.mono_s)
        held = grow(self._held, (GROWTH_PER_S * self._unseen_s)[:, None])
        rectangles = _rectangles(held, **size)
        pixels = frame.spend(lambda raw: _fill(raw, rectangles))
        return MaskedFrame(pixels, mono_s=frame.mono_s, whole=False, key=_KEY)

    def _hold(self, seen: Boxes, mono_s: float) -> None:
        """Take over what is seen, and keep what was seen lately and is not seen again."""
        elapsed_s = 0.0 if self._mono_s is None else mono_s - self._mono_s
        unseen_s = self._unseen_s + min(max(elapsed_s, 0.0), HOLD_S / 2)
        lost = ~_seen_again(self._held, seen) & (unseen_s <= HOLD_S)
        self._held = np.concatenate([seen, self._held[lost]])
        self._unseen_s = np.concatenate([np.zeros(len(seen), np.float32), unseen_s[lost]])
        self._mono_s = mono_s


def _seen_again(held: Boxes, seen: Boxes) -> NDArray[np.bool_]:
    """Tell which held regions have a successor: one each, the most alike that covers its head."""
    again = np.zeros(len(held), np.bool_)
    if not len(held) or not len(seen):
        return again
    alike = iou_matrix(held, seen)
    follows = (alike >= _ALIKE_IOU) & (_covered_share(_upper(held), seen) >= _COVERED)
    rows, columns = np.nonzero(follows)
    taken: set[int] = set()
    for pair in np.argsort(-alike[rows, columns], kind="stable").tolist():
        row, column = int(rows[pair]), int(columns[pair])
        if not again[row] and column not in taken:
            again[row] = True
            taken.add(column)
    return again


def _upper(boxes: Boxes) -> Boxes:
    upper = boxes.copy()
    upper[:, 3] = boxes[:, 1] + _HEAD_PART * (boxes[:, 3] - boxes[:, 1])
    return upper


def _covered_share(held: Boxes, seen: Boxes) -> NDArray[np.float32]:
    """(N, M) share of each held region that each seen one covers."""
    low = np.maximum(held[:, None, :2], seen[None, :, :2])
    high = np.minimum(held[:, None, 2:], seen[None, :, 2:])
    shared = np.maximum(high - low, 0.0).prod(axis=2)
    areas = (held[:, 2:] - held[:, :2]).prod(axis=1)
    share: NDArray[np.float32] = shared / np.maximum(areas, 1e-9)[:, None]
    return share


def _rectangles(boxes: Boxes, *, width_px: int, height_px: int) -> set[tuple[int, ...]]:
    """Clip to the picture and widen to the grid: [left, top, right, bottom] in px, end excluded."""
    size = np.array([width_px, height_px, width_px, height_px])
    cells = np.clip(boxes, 0.0, 1.0) * size / GRID_PX
    low, high = np.floor(cells[:, :2]), np.ceil(cells[:, 2:])
    edges = np.hstack([low, high]).astype(np.int64) * GRID_PX
    return set(map(tuple, edges.tolist()))


def _fill(pixels: Pixels, rectangles: set[tuple[int, ...]]) -> None:
    for left, top, right, bottom in rectangles:
        pixels[top:bottom, left:right] = FILL
