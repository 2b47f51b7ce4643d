"""Frames kept back for a moment, so that whoever is found late is hidden in them as well."""

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Final, Generic, TypeVar

import numpy as np

from edge.geometry import Boxes
from edge.perception.frame import Frame
from edge.privacy.held import is_covered
from edge.privacy.region import grow

Tag = TypeVar("Tag")

# How far each side of a region reaches back for every second before it was found: a walker goes
# his own width in a quarter of one.
BACK_PER_S: Final = 1.0
# A clock's rounding must not keep a frame back for one more.
_JITTER_S: Final = 1e-3


@dataclass(slots=True)
class _Kept(Generic[Tag]):
    """hidden: (N, 4) regions, None for the whole."""

    frame: Frame
    hidden: Boxes | None
    tag: Tag


class Ahead(Generic[Tag]):
    """A queue of frames not yet masked, the last ahead_s of them; it alone holds them.

    starts_blind: the first ahead_s of frames do not wait, and are hidden as a whole.
    """

    def __init__(self, ahead_s: float, *, starts_blind: bool) -> None:
        self._ahead_s = ahead_s
        self._blind_until_s = None if starts_blind else -inf
        self._kept: deque[_Kept[Tag]] = deque()

    def keep(self, frame: Frame, hidden: Boxes | None, tag: Tag) -> None:
        """Take a frame and what is to be hidden in it by all that is known so far."""
        if self._blind_until_s is None:
            self._blind_until_s = frame.mono_s + self._ahead_s
        self._kept.append(_Kept(frame, None if self._is_starting(frame) else hidden, tag))

    def hide(self, found: Boxes, *, mono_s: float) -> None:
        """Hide (N, 4) regions found now in all kept frames that do not yet hide the like."""
        for kept in self._kept:
            if kept.hidden is None or not len(found):
                continue
            missing = found[~is_covered(found, kept.hidden)]
            if len(missing):
                past_s = min(max(mono_s - kept.frame.mono_s, 0.0), self._ahead_s)
                kept.hidden = np.concatenate([kept.hidden, grow(missing, BACK_PER_S * past_s)])

    def let_go(self, *, at_end: bool) -> list[tuple[Frame, Boxes | None, Tag]]:
        """Give up the frames that have waited long enough, or all."""
        if not self._kept:
            return []
        at_end = at_end or self._is_starting(self._kept[-1].frame)
        until_s = self._kept[-1].frame.mono_s - self._ahead_s + _JITTER_S
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
