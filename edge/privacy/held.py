"""Regions that stay hidden where a detector loses somebody, or does not look."""

from dataclasses import dataclass
from math import inf
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, iou_matrix, no_boxes
from edge.perception.motion import Stir
from edge.privacy.region import Ids, grow

Indices = NDArray[np.intp]

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
# What is hidden already needs no mask of its own. A fifth less, and in drawn crowds faces showed.
_HIDDEN: Final = 0.98
# Who shows less of himself at once is half hidden, or somebody else who was given his number.
_AS_LARGE: Final = 0.7
_TINY: Final = np.finfo(np.float32).tiny


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Where those were seen before whom a look has found again.

    which: (K,) of the look's regions. regions: (K, 4). lately: (K,) whether by the look before
    this one, which was at looked_s.
    """

    which: Indices
    regions: Boxes
    lately: NDArray[np.bool_]
    looked_s: float

    @classmethod
    def nobody(cls, looked_s: float) -> Self:
        """None of them was seen before."""
        none = np.empty(0, np.intp)
        lately = np.empty(0, np.bool_)
        return cls(which=none, regions=no_boxes(), lately=lately, looked_s=looked_s)


class Held:
    """The regions that one detector gave reason for. Only a look can let go of one.

    A gap between frames counts as half a second at most, so that a region is held for two
    frames more whatever the gap; time in which nothing stirs in a region does not count.
    """

    def __init__(self) -> None:
        self._regions = no_boxes()
        self._ids = np.empty(0, np.int64)
        self._unseen_s = np.empty(0, np.float32)
        self._missed = np.empty(0, np.bool_)
        self._mono_s: float | None = None
        self._looked_s = -inf

    def see(self, seen: Boxes, ids: Ids, *, mono_s: float) -> Before:
        """Take over what a look found, and keep what was seen lately and is not seen again.

        ids: (N,) numbers of the tracks that seen belong to, 0 for none: whoever is seen elsewhere
        leaves no mask behind. Returns where those were who are seen again.
        """
        self.wait(mono_s=mono_s, stir=None)
        if not len(seen) and not len(self._regions):
            self._looked_s = mono_s
            return Before.nobody(-inf)
        rows, which = _successors(self._regions, self._ids, seen, ids)
        before = Before(
            which=which,
            regions=self._regions[rows],
            lately=~self._missed[rows],
            looked_s=self._looked_s,
        )
        missed = self._unseen_s <= HOLD_S
        missed[rows[_as_large(self._regions[rows], seen[which])]] = False
        self._regions = np.concatenate([seen, self._regions[missed]])
        self._ids = np.concatenate([ids, self._ids[missed]])
        self._unseen_s = np.concatenate([np.zeros(len(seen), np.float32), self._unseen_s[missed]])
        self._missed = np.arange(len(self._ids)) >= len(seen)
        self._looked_s = mono_s
        return before

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

    def followed(self, carried: Ids) -> Ids:
        """Return for each of grown whose it is, if the last look saw that track, else 0.

        carried: numbers of the tracks that are also hidden where they are expected now.
        """
        return np.where(self._missed | ~among(self._ids, carried), 0, self._ids)


def _as_large(held: Boxes, seen: Boxes) -> NDArray[np.bool_]:
    """(N,) which of the seen are about as wide and as high as what is held, or larger."""
    share = (seen[:, 2:] - seen[:, :2]) / np.maximum(held[:, 2:] - held[:, :2], _TINY)
    as_large: NDArray[np.bool_] = (share > _AS_LARGE).all(axis=1)
    return as_large


def among(ids: Ids, others: Ids) -> NDArray[np.bool_]:
    """(N,) which of the numbers, but 0, are among the others."""
    among: NDArray[np.bool_] = (ids[:, None] == others).any(axis=1) & (ids > 0)
    return among


def _successors(held: Boxes, held_ids: Ids, seen: Boxes, ids: Ids) -> tuple[Indices, Indices]:
    """Pair held regions with seen ones: those of the same track, and of the others the like."""
    rows, columns = np.nonzero((held_ids[:, None] == ids) & (ids > 0))
    left, free = np.ones(len(held), np.bool_), np.ones(len(seen), np.bool_)
    left[rows] = free[columns] = False
    if not left.any() or not free.any():
        return rows, columns
    alike_rows, alike_columns = _alike(held[left], seen[free])
    return (
        np.concatenate([rows, np.flatnonzero(left)[alike_rows]]),
        np.concatenate([columns, np.flatnonzero(free)[alike_columns]]),
    )


def _alike(held: Boxes, seen: Boxes) -> tuple[list[int], list[int]]:
    """One seen region each, the most alike that covers the held one's head."""
    alike = iou_matrix(held, seen)
    covers = _cover(held, seen, upper=_HEAD_PART) >= _COVERED
    rows, columns = np.nonzero((alike >= _ALIKE_IOU) & covers)
    best_first = (-alike[rows, columns]).argsort(kind="stable")
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for row, column in zip(rows[best_first].tolist(), columns[best_first].tolist(), strict=True):
        if row not in pairs and column not in taken:
            pairs[row] = column
            taken.add(column)
    return list(pairs), list(pairs.values())


def hides(hidden: Boxes, found: Boxes) -> NDArray[np.bool_]:
    """(N, M) which of N hidden regions cover which of M found ones, all but a rim."""
    if not len(found):
        return np.empty((len(hidden), 0), np.bool_)
    enough: NDArray[np.bool_] = _cover(found, hidden).T >= _HIDDEN
    return enough


def _cover(regions: Boxes, others: Boxes, *, upper: float = 1.0) -> NDArray[np.float32]:
    """(N, M) share of the upper part of each region that each of the others covers."""
    low, high = regions[:, :2], regions[:, 2:].copy()
    high[:, 1] = low[:, 1] + np.float32(upper) * (high[:, 1] - low[:, 1])
    side = np.minimum(high[:, None], others[:, 2:]) - np.maximum(low[:, None], others[:, :2])
    np.maximum(side, 0.0, out=side)
    area = np.maximum((high - low).prod(axis=1), _TINY)
    share: NDArray[np.float32] = side[..., 0] * side[..., 1] / area[:, None]
    return share
