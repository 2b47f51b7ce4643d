"""Frames kept back for a moment, so that whoever is found late is hidden in them as well."""

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Final, Generic, TypeVar

from edge.perception.frame import Frame
from edge.privacy.extent import Region, grow, hull, is_covered
from edge.privacy.held import Before
from edge.privacy.region import Ids
from edge.terms import Cause

Tag = TypeVar("Tag")

# How far each side of a region reaches back for every second before it was found.
BACK_PER_S: Final = 1.0
# And of somebody new, since the last look, who may have come at a run: so many of his widths
# aside, and so many heights up or down.
RUN_PER_S: Final = 10.0, 3.0
# A clock's rounding must not keep a frame back for one more.
_JITTER_S: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Whole:
    """In place of regions: nothing of the picture may be seen. cause: why, where that is known."""

    cause: Cause | None


@dataclass(slots=True)
class _Kept(Generic[Tag]):
    """hidden: regions, unless all is. guesses: of which tracks the first of them may be, or 0."""

    frame: Frame
    tag: Tag
    whole: Whole | None
    hidden: list[Region]
    guesses: Ids

    def missing(self, new: list[tuple[Region, bool]]) -> list[tuple[Region, bool]]:
        """Return those of the new that nothing hides yet."""
        return [one for one in new if not is_covered(one[0], self.hidden)]

    def leave(self, gone: set[int]) -> None:
        """Hide the guesses at some tracks no longer."""
        if not gone.isdisjoint(self.guesses):
            guesses = zip(self.hidden, self.guesses, strict=False)
            stay = [(region, guess) for region, guess in guesses if guess not in gone]
            self.hidden[: len(self.guesses)] = [region for region, _ in stay]
            self.guesses = [guess for _, guess in stay]


class Ahead(Generic[Tag]):
    """A queue of frames not yet masked, the last ahead_s of them; it alone holds them.

    starts_blind: the first ahead_s of frames do not wait, and are hidden as a whole. ahead_s may
    be changed at any time.
    """

    def __init__(self, ahead_s: float, *, starts_blind: bool) -> None:
        self.ahead_s = ahead_s
        self._blind_until_s = None if starts_blind else -inf
        self._kept: deque[_Kept[Tag]] = deque()

    def keep(self, frame: Frame, tag: Tag, hidden: list[Region], *, guesses: Ids) -> None:
        """Take a frame and what is to be hidden in it by all that is known so far.

        guesses: tracks that were not looked for and may be where the first of hidden are, 0 of what
        is certain; none where all is. It stays so unless they are found in time: then their way is
        hidden instead.
        """
        whole = Whole("starting") if self._starts_with(frame) else None
        self._kept.append(_Kept(frame, tag, whole, hidden, guesses))

    def keep_whole(self, frame: Frame, tag: Tag, cause: Cause | None) -> None:
        """Take a frame of which nothing may be seen."""
        whole = Whole("starting") if self._starts_with(frame) else Whole(cause)
        self._kept.append(_Kept(frame, tag, whole, [], []))

    def hide(self, found: list[Region], ids: Ids, before: Before, *, mono_s: float) -> None:
        """Hide regions found now in all kept frames in which they may have been.

        ids: of their tracks, 0 for none. before: where they were seen before. Whoever was
        seen a look ago is hidden on his way since then; who is new, in all frames that do not yet.
        """
        if not found or not self._kept:
            return
        was = before.was
        longer_ways = [hull(found[column], region) for column, region, lately in was if not lately]
        ways: list[Region] = []
        again = {column for column, _, _ in was}
        new = [(found[row], ids[row] > 0) for row in range(len(found)) if row not in again]
        followed = {ids[column] for column in again} - {0}
        for kept in self._kept:
            unlooked = kept.frame.mono_s > before.looked_s
            missing = kept.missing(new) if new and not kept.whole else []
            if unlooked:
                kept.leave(followed)
                ways = ways or [hull(found[column], region) for column, region, _ in was]
            kept.hidden += ways if unlooked else longer_ways
            past_s = min(max(mono_s - kept.frame.mono_s, 0.0), self.ahead_s)
            for region, runs in missing:
                aside, above = RUN_PER_S if runs and unlooked else (BACK_PER_S, BACK_PER_S)
                kept.hidden.append(grow(region, aside * past_s, above * past_s))

    def pass_on(self, ways: list[Region], *, since_s: float) -> None:
        """Hide ways in every kept frame after since_s: somebody may be anywhere on them."""
        for kept in self._kept:
            if kept.frame.mono_s > since_s:
                kept.hidden += ways

    def mind_gap(self, mono_s: float, *, since_s: float) -> None:
        """Hide all of what came after since_s where the frame of mono_s comes too late for it.

        Nobody will tell in time who was where; nor after a clock that went back.
        """
        if self._kept:
            past_s = mono_s - self._kept[-1].frame.mono_s
            if not 0.0 <= past_s <= self.ahead_s + _JITTER_S:
                self.close("stale", since_s=since_s)

    def close(self, cause: Cause | None, *, since_s: float) -> None:
        """Hide all of every kept frame after since_s: nobody will look for who was in there."""
        for kept in self._kept:
            if kept.frame.mono_s > since_s and kept.whole is None:
                kept.whole = Whole(cause)

    def end(self, cause: Cause, *, proved_s: float) -> None:
        """Hide all of every kept frame that was taken in after that of proved_s."""
        for kept in reversed(self._kept):
            if kept.frame.mono_s == proved_s:
                break
            kept.whole = kept.whole or Whole(cause)

    def let_go(self, *, at_end: bool) -> list[tuple[Frame, list[Region] | Whole, Tag]]:
        """Give up the frames that have waited long enough, or all."""
        if not self._kept:
            return []
        at_end = at_end or self._is_starting(self._kept[-1].frame)
        until_s = self._kept[-1].frame.mono_s - self.ahead_s + _JITTER_S
        ready = []
        while self._kept and (at_end or self._is_over(until_s)):
            kept = self._kept.popleft()
            ready.append((kept.frame, kept.whole or kept.hidden, kept.tag))
        return ready

    def _starts_with(self, frame: Frame) -> bool:
        if self._blind_until_s is None:
            self._blind_until_s = frame.mono_s + self.ahead_s
        return self._is_starting(frame)

    def _is_starting(self, frame: Frame) -> bool:
        return self._blind_until_s is None or frame.mono_s < self._blind_until_s - _JITTER_S

    def _is_over(self, until_s: float) -> bool:
        # A clock that went back keeps nothing for ever.
        first_s, last_s = self._kept[0].frame.mono_s, self._kept[-1].frame.mono_s
        return first_s <= until_s or first_s > last_s
