"""Frames kept back for a moment, so that whoever is found late is hidden in them as well."""

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.perception.frame import Frame
from edge.privacy.held import Before, among, hides
from edge.privacy.region import Ids, grow
from edge.terms import Cause

Tag = TypeVar("Tag")

# How far each side of a region reaches back for every second before it was found.
BACK_PER_S: Final = np.float32(1.0)
# And of somebody new, since the last look, who may have come at a run: so many of his widths
# aside, and so many heights up or down.
RUN_PER_S: Final = np.array([10.0, 3.0], np.float32)
# A clock's rounding must not keep a frame back for one more.
_JITTER_S: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Whole:
    """In place of regions: nothing of the picture may be seen. cause: why, where that is known."""

    cause: Cause | None


@dataclass(slots=True)
class _Kept(Generic[Tag]):
    """hidden: (N, 4) regions, or all of it. guesses: (N,) of which tracks they may be, or 0."""

    frame: Frame
    hidden: Boxes | Whole
    guesses: Ids
    tag: Tag

    def leave(self, gone: NDArray[np.bool_]) -> None:
        """Hide some (N,) of the regions no longer."""
        if not isinstance(self.hidden, Whole):
            self.hidden, self.guesses = self.hidden[~gone], self.guesses[~gone]

    def add(self, regions: Boxes) -> None:
        """Hide more, and for certain."""
        if not isinstance(self.hidden, Whole) and len(regions):
            self.hidden = np.concatenate([self.hidden, regions])
            self.guesses = np.concatenate([self.guesses, np.zeros(len(regions), np.int64)])


class Ahead(Generic[Tag]):
    """A queue of frames not yet masked, the last ahead_s of them; it alone holds them.

    starts_blind: the first ahead_s of frames do not wait, and are hidden as a whole. ahead_s may
    be changed at any time.
    """

    def __init__(self, ahead_s: float, *, starts_blind: bool) -> None:
        self.ahead_s = ahead_s
        self._blind_until_s = None if starts_blind else -inf
        self._kept: deque[_Kept[Tag]] = deque()

    def keep(self, frame: Frame, hidden: Boxes | Whole, tag: Tag, *, guesses: Ids) -> None:
        """Take a frame and what is to be hidden in it by all that is known so far.

        guesses: (N,) tracks that were not looked for and may be there, 0 of what is certain. It
        stays so unless they are found in time: then their way is hidden instead.
        """
        if self._blind_until_s is None:
            self._blind_until_s = frame.mono_s + self.ahead_s
        starting = self._is_starting(frame)
        self._kept.append(_Kept(frame, Whole("starting") if starting else hidden, guesses, tag))

    def hide(self, found: Boxes, ids: Ids, before: Before, *, mono_s: float) -> None:
        """Hide (N, 4) regions found now in all kept frames in which they may have been.

        ids: (N,) of their tracks, 0 for none. before: where they were seen before. Whoever was
        seen a look ago is hidden on his way since then; who is new, in all frames that do not yet.
        """
        shown = [(k, k.hidden) for k in self._kept if not isinstance(k.hidden, Whole)]
        ways = _hull(found[before.which], before.regions)
        longer_ways, seen = ways[~before.lately], ids[before.which]
        is_new = np.ones(len(found), np.bool_)
        is_new[before.which] = False
        new, runs = found[is_new], ids[is_new] > 0
        since_s = before.looked_s
        if not shown or not (len(new) or len(longer_ways) or shown[-1][0].frame.mono_s > since_s):
            return
        hiding = hides(np.concatenate([hidden for _, hidden in shown]), new)
        end = 0
        for kept, hidden in shown:
            begin, end = end, end + len(hidden)
            missing = ~hiding[begin:end].any(axis=0)
            unlooked = kept.frame.mono_s > since_s
            if unlooked:
                kept.leave(among(kept.guesses, seen))
            kept.add(ways if unlooked else longer_ways)
            if missing.any():
                past_s = np.float32(min(max(mono_s - kept.frame.mono_s, 0.0), self.ahead_s))
                reach = np.where((runs & unlooked)[missing, None], RUN_PER_S, BACK_PER_S)
                kept.add(grow(new[missing], reach * past_s))

    def close(self, cause: Cause | None, *, since_s: float) -> None:
        """Hide all of every kept frame after since_s: nobody will look for who was in there."""
        for kept in self._kept:
            if kept.frame.mono_s > since_s and not isinstance(kept.hidden, Whole):
                kept.hidden = Whole(cause)

    def let_go(self, *, at_end: bool) -> list[tuple[Frame, Boxes | Whole, Tag]]:
        """Give up the frames that have waited long enough, or all."""
        if not self._kept:
            return []
        at_end = at_end or self._is_starting(self._kept[-1].frame)
        until_s = self._kept[-1].frame.mono_s - self.ahead_s + _JITTER_S
        ready = []
        while self._kept and (at_end or self._is_over(until_s)):
            kept = self._kept.popleft()
            ready.append((kept.frame, kept.hidden, kept.tag))
        return ready

    def _is_starting(self, frame: Frame) -> bool:
        return self._blind_until_s is None or frame.mono_s < self._blind_until_s - _JITTER_S

    def _is_over(self, until_s: float) -> bool:
        # A clock that went back keeps nothing for ever.
        first_s, last_s = self._kept[0].frame.mono_s, self._kept[-1].frame.mono_s
        return first_s <= until_s or first_s > last_s


def _hull(boxes: Boxes, others: Boxes) -> Boxes:
    """(N, 4) boxes round each pair."""
    low, high = np.minimum(boxes[:, :2], others[:, :2]), np.maximum(boxes[:, 2:], others[:, 2:])
    return np.concatenate([low, high], axis=1)
