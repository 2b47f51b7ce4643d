"""Regions that stay hidden where a detector loses somebody, or does not look."""

from collections.abc import Sequence
from math import inf
from typing import Final

import numpy as np
from msgspec import Struct

from edge.perception.motion import Stir
from edge.privacy.again import successors
from edge.privacy.extent import Region, grow, hull
from edge.privacy.region import Ids

# On vtest.avi 92 % of the gaps in which a detector loses a person last no longer; whoever walks
# on meanwhile, or is gone for up to two, is followed by his track.
HOLD_S: Final = 1.0
# Each side grows by this share of its length a second: nobody stands quite still.
GROWTH_PER_S: Final = 0.2


class Before(Struct, frozen=True, kw_only=True):
    """Where those were seen before whom a look has found again.

    was: which of the look's regions, where it was, and whether the look before this one saw it
    there; that was at looked_s.
    """

    looked_s: float
    was: Sequence[tuple[int, Region, bool]] = ()


_NOBODY: Final = Before(looked_s=-inf)


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
        self._mono_s = -inf
        self._looked_s = -inf

    def see(self, seen: list[Region], ids: Ids, *, mono_s: float) -> Before:
        """Take over what a look found, and keep what was seen lately and is not seen again.

        ids: N numbers of the tracks that seen belong to, 0 for none: whoever is seen elsewhere
        leaves no mask behind. Returns where those were who are seen again.
        """
        elapsed_s = self._elapsed_s(mono_s)
        held, held_ids, held_unseen_s = self._regions, self._ids, self._unseen_s
        looked_s, self._looked_s = self._looked_s, mono_s
        if not seen and not held:
            return _NOBODY
        pairs, again = successors(held, held_ids, seen, ids)
        was = [(column, held[row], row < self._seen) for row, column in pairs]
        self._regions, self._ids, self._unseen_s = [*seen], [*ids], [0.0] * len(seen)
        missed = zip(held, held_ids, held_unseen_s, strict=True)
        for row, (region, number, unseen_s) in enumerate(missed):
            if row not in again and unseen_s + elapsed_s <= HOLD_S:
                self._regions.append(region)
                self._ids.append(number)
                self._unseen_s.append(unseen_s + elapsed_s)
        self._seen = len(seen)
        return Before(looked_s=looked_s, was=was)

    def wait(self, *, mono_s: float, stir: Stir | None) -> None:
        """Let time pass without a look: nothing is let go of."""
        last_s, elapsed_s = self._mono_s, self._elapsed_s(mono_s)
        if not self._regions:
            return
        if stir is None or stir.whole:
            self._unseen_s = [unseen_s + elapsed_s for unseen_s in self._unseen_s]
        elif stir.last_s > last_s:
            stirs = stir.stirred_in(np.array(self._regions, np.float32), since_s=last_s).tolist()
            self._unseen_s = [
                unseen_s + elapsed_s if stirred else unseen_s
                for unseen_s, stirred in zip(self._unseen_s, stirs, strict=True)
            ]

    def _elapsed_s(self, mono_s: float) -> float:
        """Let it be mono_s; return for how long what is held was not seen since the last frame."""
        elapsed_s, self._mono_s = mono_s - self._mono_s, mono_s
        return min(max(elapsed_s, 0.0), HOLD_S / 2)

    def ways(self, expected: Sequence[Region], ids: Ids) -> list[Region]:
        """Return the ways from where the last look saw people to where they are expected.

        expected: regions of those whom the look after it has missed. ids: their tracks.
        """
        there = dict(zip(ids, expected, strict=True))
        seen = zip(self._regions, self._ids[: self._seen], strict=False)
        return [hull(region, there[number]) for region, number in seen if number in there]

    def grown(self) -> list[Region]:
        """Return the regions to hide now, not clipped to the picture."""
        return [
            _grown(region, unseen_s) if unseen_s else region
            for region, unseen_s in zip(self._regions, self._unseen_s, strict=True)
        ]

    def followed(self, carried: Ids) -> Ids:
        """Return for each of grown whose it is, if the last look saw that track, else 0.

        carried: numbers of the tracks that are also hidden where they are expected now.
        """
        seen = [number if number in carried else 0 for number in self._ids[: self._seen]]
        return seen + [0] * (len(self._ids) - len(seen))


def _grown(region: Region, unseen_s: float) -> Region:
    share = GROWTH_PER_S * min(unseen_s, HOLD_S)
    return grow(region, share, share)
