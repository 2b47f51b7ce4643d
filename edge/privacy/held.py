"""Regions that stay hidden where a detector loses somebody, or does not look."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
from edge.perception.motion import Stir
from edge.privacy.region import grow

# On vtest.avi 92 % of the gaps in which a detector loses a person last no longer; whoever walks
# on meanwhile, or is gone for up to two, is followed by his track.
HOLD_S: Final = 1.0
# Each side grows by this share of its length a second: nobody stands quite still.
GROWTH_PER_S: Final = 0.2
# A region is seen again when its likeness covers most of its upper part, where the head is. Legs
# apart or together change the lower part at every step: to hold it each time doubles the grey.
_ALIKE_IOU: Final = 0.3
_HEAD_PART: Final = 0.4
_COVERED: Final = 0.6
# A head is hidden already, though its region is not quite where the mask is.
_HIDDEN: Final = 0.8
_TINY: Final = np.finfo(np.float32).tiny


class Held:
    """The regions that one detector gave reason for. Only a look can let go of one.

    A gap between frames counts as half a second at most, so that a region is held for two
    frames more whatever the gap; time in which nothing stirs in a region does not count.
    """

    def __init__(self) -> None:
        self._regions = no_boxes()
        self._unseen_s = np.empty(0, np.float32)
        self._mono_s: float | None = None

    def see(self, seen: Boxes, *, mono_s: float) -> None:
        """Take over what a look found, and keep what was seen lately and is not seen again."""
        self.wait(mono_s=mono_s, stir=None)
        if not len(seen) and not len(self._regions):
            return
        lost = ~_seen_again(self._regions, seen) & (self._unseen_s <= HOLD_S)
        self._regions = np.concatenate([seen, self._regions[lost]])
        self._unseen_s = np.concatenate([np.zeros(len(seen), np.float32), self._unseen_s[lost]])

    def wait(self, *, mono_s: float, stir: Stir | None) -> None:
        """Let time pass without a look: nothing is let go of."""
        last_s, self._mono_s = self._mono_s, mono_s
        if last_s is None or not len(self._regions):
            return
        elapsed_s = np.float32(min(max(mono_s - last_s, 0.0), HOLD_S / 2))
        if stir is None or stir.whole:
            self._unseen_s = self._unseen_s + elapsed_s
        else:
            still = stir.still(self._regions, np.full(len(self._regions), last_s))
            self._unseen_s = np.where(still, self._unseen_s, self._unseen_s + elapsed_s)

    def grown(self) -> Boxes:
        """Return the (N, 4) regions to hide now, not clipped to the picture."""
        if not len(self._regions):
            return self._regions
        share = np.float32(GROWTH_PER_S) * np.minimum(self._unseen_s, np.float32(HOLD_S))
        return grow(self._regions, share[:, None])


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


def is_covered(found: Boxes, hidden: Boxes) -> NDArray[np.bool_]:
    """(N,) which of the found regions' heads one of the hidden ones covers nearly whole."""
    covered = np.zeros(len(found), np.bool_)
    rows, columns = _overlapping(found, hidden)
    _, share = _likeness(found[rows], hidden[columns])
    covered[rows[share >= _HIDDEN]] = True
    return covered


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
