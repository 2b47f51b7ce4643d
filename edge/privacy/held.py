"""Regions that stay hidden where a detector loses somebody, or does not look."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from edge.perception.motion import Stir
from edge.privacy.again import successors
from edge.privacy.extent import Region, grow, hull
from edge.privacy.region import Ids

# On vtest.avi 92 % of the gaps in which a detector loses a person last no longer; whoever walks
# on meanwhile, or is gone for up to two, is followed by his track.
HOLD_S: Final = 1.0
# Each side grows by this share of its length a second: nobody stands quite still.
GROWTH_PER_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Where those were seen before whom a look has found again.

    was: which of the look's regions, where it was, and whether the look before this one saw it
    there; that was at looked_s.
    """

    looked_s: float
    was: Sequence[tuple[int, Region, bool]] = ()


class Held:
    """The regions that one detector gave reason for. Only a look can let go of one.

    A gap between frames counts as half a second at most, so that a region is held for two
    frames more whatever the gap; time in which nothing stirs in a region does not count.
    """

    def __init__(self) -> None:
        self._regions: list[Region] = []
        self._ids: Ids = []
        self._unseen_s: list[float] = []
        # So many of them, the first ones, were seen by the last look.
        self._seen = 0
        self._mono_s: float | None = None
        self._looked_s = -inf

    def see(self, seen: list[Region], ids: Ids, *, mono_s: float) -> Before:
        """Take over what a look found, and keep what was seen lately and is not seen again.

        ids: N numbers of the tracks that seen belong to, 0 for none: whoever is seen elsewhere
        leaves no mask behind. Returns where those were who are seen again.
        """
        self.wait(mono_s=mono_s, stir=None)
        held, looked_s, self._looked_s = self._regions, self._looked_s, mono_s
        if not seen and not held:
            return Before(looked_s=-inf)
        pairs, again = successors(held, self._ids, seen, ids)
        was = [(column, held[row], row < self._seen) for row, column in pairs]
        unseen_s = self._unseen_s
        missed = [row for row in range(len(held)) if row not in again and unseen_s[row] <= HOLD_S]
        self._regions = seen + [held[row] for row in missed]
        self._ids = ids + [self._ids[row] for row in missed]
        self._unseen_s = [0.0] * len(seen) + [unseen_s[row] for row in missed]
        self._seen = len(seen)
        return Before(looked_s=looked_s, was=was)

    def wait(self, *, mono_s: float, stir: Stir | None) -> None:
        """Let time pass without a look: nothing is let go of."""
        last_s, self._mono_s = self._mono_s, mono_s
        if last_s is None or not self._regions:
            return
        elapsed_s = min(max(mono_s - last_s, 0.0), HOLD_S / 2)
        if stir is None or stir.whole:
            self._unseen_s = [unseen_s + elapsed_s for unseen_s in self._unseen_s]
        elif stir.last_s > last_s:
            boxes = np.array(self._regions, np.float32)
            still = stir.still(boxes, np.full(len(boxes), last_s)).tolist()
            self._unseen_s = [
                unseen_s if stays else unseen_s + elapsed_s
                for unseen_s, stays in zip(self._unseen_s, still, strict=True)
            ]

    def ways(self, expected: Sequence[Region], ids: Ids) -> list[Region]:
        """Return the ways from where the last look saw people to where they are expected.

        expected: regions of those whom the look after it has missed. ids: their tracks.
        """
        there = dict(zip(ids, expected, strict=True))
        seen = zip(self._regions, self._ids[: self._seen], strict=False)
        return [hull(region, there[number]) for region, number in seen if number in there]

    def grown(self) -> list[Region]:
        """Return the regions to hide now, not clipped to the picture."""
        shares = [GROWTH_PER_S * min(unseen_s, HOLD_S) for unseen_s in self._unseen_s]
        return [
            grow(region, share, share) if share else region
            for region, share in zip(self._regions, shares, strict=True)
        ]

    def followed(self, carried: Ids) -> Ids:
        """Return for each of grown whose it is, if the last look saw that track, else 0.

        carried: numbers of the tracks that are also hidden where they are expected now.
        """
        seen = [number if number in carried else 0 for number in self._ids[: self._seen]]
        return seen + [0] * (len(self._ids) - len(seen))
