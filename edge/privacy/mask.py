"""The only exit for pixels: people are filled in before a picture may leave, or all of it is."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
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
_TINY: Final = np.finfo(np.float32).tiny
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
        if len(self._held):
            grown = grow(self._held, (GROWTH_PER_S * self._unseen_s)[:, None])
            rectangles = _rectangles(grown, **size)
        else:
            rectangles = set()
        pixels = frame.spend(lambda raw: _fill(raw, rectangles))
        return MaskedFrame(pixels, mono_s=frame.mono_s, whole=False, key=_KEY)

    def _hold(self, seen: Boxes, mono_s: float) -> None:
        """Take over what is seen, and keep what was seen lately and is not seen again."""
        elapsed_s = 0.0 if self._mono_s is None else mono_s - self._mono_s
        self._mono_s = mono_s
        if not len(seen) and not len(self._held):
            return
        unseen_s = self._unseen_s + min(max(elapsed_s, 0.0), HOLD_S / 2)
        lost = ~_seen_again(self._held, seen) & (unseen_s <= HOLD_S)
        self._held = np.concatenate([seen, self._held[lost]])
        self._unseen_s = np.concatenate([np.zeros(len(seen), np.float32), unseen_s[lost]])


def _seen_again(held: Boxes, seen: Boxes) -> NDArray[np.bool_]:
    """Tell which held regions have a successor: one each, the most alike that covers its head."""
    again = np.zeros(len(held), np.bool_)
    rows, columns = _overlapping(held, seen)
    alike, covered = _likeness(held[rows], seen[columns])
    follows = np.flatnonzero((alike >= _ALIKE_IOU) & (covered >= _COVERED))
    best_first = follows[(-alike[follows]).argsort(kind="stable")]
    followed: set[int] = set()
    taken: set[int] = set()
    for row, column in zip(rows[best_first].tolist(), columns[best_first].tolist(), strict=True):
        if row not in followed and column not in taken:
            followed.add(row)
            taken.add(column)
    again[list(followed)] = True
    return again


def _overlapping(held: Boxes, seen: Boxes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The few pairs that share anything, row by row: all else is worked out for them alone."""
    left, top, right, bottom = held.T[:, :, None]
    across = (left < seen[:, 2]) & (seen[:, 0] < right)
    rows, columns = np.nonzero(across & (top < seen[:, 3]) & (seen[:, 1] < bottom))
    return rows, columns


def _likeness(held: Boxes, seen: Boxes) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Intersection over union of each pair, (N,), and which share of the held head is covered."""
    low, high = np.maximum(held[:, :2], seen[:, :2]), np.minimum(held[:, 2:], seen[:, 2:])
    wide, bottom = high[:, 0] - low[:, 0], high[:, 1]
    shared = wide * (bottom - low[:, 1])
    held_sides, seen_sides = held[:, 2:] - held[:, :2], seen[:, 2:] - seen[:, :2]
    union = held_sides[:, 0] * held_sides[:, 1] + seen_sides[:, 0] * seen_sides[:, 1] - shared
    chest = held[:, 1] + _HEAD_PART * held_sides[:, 1]
    head = wide * np.maximum(np.minimum(chest, bottom) - low[:, 1], 0.0)
    whole_head = held_sides[:, 0] * (chest - held[:, 1])
    return shared / np.maximum(union, _TINY), head / np.maximum(whole_head, 1e-9)


def _rectangles(boxes: Boxes, *, width_px: int, height_px: int) -> set[tuple[int, ...]]:
    """Clip to the picture and widen to the grid: [left, top, right, bottom] in px, end excluded."""
    cells = np.minimum(np.maximum(boxes, 0.0), 1.0) * _cells(width_px, height_px)
    np.floor(cells[:, :2], out=cells[:, :2])
    np.ceil(cells[:, 2:], out=cells[:, 2:])
    edges = cells.astype(np.int64) * GRID_PX
    return set(map(tuple, edges.tolist()))


@cache
def _cells(width_px: int, height_px: int) -> NDArray[np.float64]:
    """The picture's size in cells of the grid, twice."""
    return np.array([width_px, height_px] * 2) / GRID_PX


def _fill(pixels: Pixels, rectangles: set[tuple[int, ...]]) -> None:
    for left, top, right, bottom in rectangles:
        pixels[top:bottom, left:right] = FILL
