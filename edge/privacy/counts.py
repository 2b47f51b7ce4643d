"""Findings into totals of fixed windows; a window that was not watched has no total."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Final

from edge.config import RuleConfig
from edge.privacy.event import Total
from edge.privacy.passes import Noisy, Passes
from edge.privacy.totals import Totals
from edge.rules.finding import Finding

# The slowest camera runs at 2 fps; four looks missed in a row are an outage.
GAP_S: Final = 2.0
# Outages may add up to this share of a window before its total is withheld.
MAX_UNWATCHED: Final = 0.05
# Network time moves a set clock by less than this; a larger step is a jump.
JUMP_S: Final = 1.0
# After a long outage, the windows told as unknown: a day of quarter hours.
MAX_MISSED: Final = 96


@dataclass(slots=True, kw_only=True)
class _Window:
    """start_mono_s and end_mono_s: its span on the monotonic clock. t: its start, UTC or None."""

    t: int | None
    start_mono_s: float
    end_mono_s: float
    totals: Totals | Passes
    unwatched_s: float = 0.0


class WindowCounter:
    """Counts what passes each line and is in each zone, by label, in windows aligned to UTC.

    While the clock is not set, windows start with the first look and have no t. When it is set,
    or jumps by more than a second, the window at hand ends without a total and the next one,
    aligned anew, counts as unwatched up to that moment. noisy: counts are passes, told with noise
    alone; None for what was counted itself.
    """

    def __init__(
        self, rules: Iterable[RuleConfig], *, window_s: int, noisy: Noisy | None = None
    ) -> None:
        self._rules = tuple(rules)
        self._window_s = window_s
        self._noisy = noisy
        self._window: _Window | None = None
        self._offset_s: float | None = None
        self._looked_mono_s = -inf

    def looked(
        self, findings: Iterable[Finding], *, mono_s: float, utc_s: float | None
    ) -> tuple[Total, ...]:
        """Take in one frame that was really analysed; return the counts of windows now over.

        Counts are None for a window with gaps of over 2 s between looks that add up to more
        than 5 % of it: also for the one in which the first look came late.
        """
        offset_s = None if utc_s is None else utc_s - mono_s
        counts: list[Total] = []
        if self._window is None:
            window = self._first_window(mono_s, offset_s)
        elif self._has_jumped(offset_s):
            counts.extend(self._counts(self._window, watched=False))
            window = self._first_window(mono_s, offset_s)
        else:
            window = self._follow_clock(self._window, offset_s)
            window = self._close_until(window, mono_s, counts)
        since_s = mono_s - self._looked_mono_s
        window.totals.add(findings, since_s=since_s if since_s <= GAP_S else 0.0)
        self._window, self._offset_s, self._looked_mono_s = window, offset_s, mono_s
        return tuple(counts)

    def finish(self) -> tuple[Total, ...]:
        """Give up the window at hand, as when the configuration changes: its counts are None."""
        window, self._window = self._window, None
        return () if window is None else self._counts(window, watched=False)

    def _has_jumped(self, offset_s: float | None) -> bool:
        if offset_s is None or self._offset_s is None:
            return offset_s is not self._offset_s
        return abs(offset_s - self._offset_s) > JUMP_S

    def _first_window(self, mono_s: float, offset_s: float | None) -> _Window:
        """Start to watch in the middle of a window: what was before is an outage."""
        if offset_s is None:
            return self._fresh(None, mono_s)
        t = int((mono_s + offset_s) // self._window_s) * self._window_s
        window = self._fresh(t, t - offset_s)
        window.unwatched_s = mono_s - window.start_mono_s
        return window

    def _fresh(self, t: int | None, start_mono_s: float) -> _Window:
        noisy = self._noisy
        return _Window(
            t=t,
            start_mono_s=start_mono_s,
            end_mono_s=start_mono_s + self._window_s,
            totals=Totals(self._rules) if noisy is None else Passes(self._rules, noisy),
        )

    def _follow_clock(self, window: _Window, offset_s: float | None) -> _Window:
        """Keep the window's ends on UTC while the clock is slewed."""
        if window.t is not None and offset_s is not None:
            window.start_mono_s = window.t - offset_s
            window.end_mono_s = window.start_mono_s + self._window_s
        return window

    def _close_until(self, window: _Window, mono_s: float, counts: list[Total]) -> _Window:
        """Tell all windows that ended by mono_s; return the one it lies in."""
        outage = mono_s - self._looked_mono_s > GAP_S
        missed = int((mono_s - window.start_mono_s) // self._window_s) - MAX_MISSED
        while mono_s >= window.end_mono_s:
            if outage:
                window.unwatched_s += self._dark_s(window, mono_s)
            watched = window.unwatched_s <= MAX_UNWATCHED * self._window_s
            counts.extend(self._counts(window, watched=watched))
            window = self._after(window, skip=max(missed, 0))
            missed = 0
        if outage:
            window.unwatched_s += self._dark_s(window, mono_s)
        return window

    def _dark_s(self, window: _Window, mono_s: float) -> float:
        """How much of a window the outage from the last look until mono_s takes."""
        return min(mono_s, window.end_mono_s) - max(self._looked_mono_s, window.start_mono_s)

    def _after(self, window: _Window, *, skip: int) -> _Window:
        step_s = self._window_s * (1 + skip)
        return self._fresh(
            None if window.t is None else window.t + step_s, window.start_mono_s + step_s
        )

    def _counts(self, window: _Window, *, watched: bool) -> tuple[Total, ...]:
        return window.totals.told(t=window.t, window_s=self._window_s, watched=watched)
