"""How much the log may grow: bounded by time, however often something happens."""

from collections.abc import Sequence
from typing import Final

from edge.oversight.log.entry import Entry, Started

# What a busy day of an operator takes; and then 144 a day, 9.5 MB a year of entries of 180 bytes.
BURST: Final = 64
EVERY_S: Final = 600.0
# Of starts that follow one another, once there is no more room: one in so many.
START_OF: Final = 32
_SPAN_S: Final = BURST * EVERY_S
# For a camera that starts without a clock, unless it did so again and again.
_TIMELESS: Final = 8
_MANY_STARTS: Final = 16


class Budget:
    """How many entries may be written. left: at the start."""

    def __init__(self, left: int, *, mono_s: float) -> None:
        self._left = float(left)
        self._filled_s = mono_s

    def left(self, mono_s: float) -> int:
        grown = self._left + max(0.0, mono_s - self._filled_s) / EVERY_S
        self._left, self._filled_s = min(float(BURST), grown), mono_s
        return int(self._left)

    def spend(self, count: int) -> None:
        self._left -= count


def budget_after(recent: Sequence[Entry], *, mono_s: float, utc_s: float | None) -> Budget:
    """What a new start has left, by what the last BURST entries of the log say.

    So a camera that starts again and again has no more than one that goes on.
    """
    if utc_s is None:
        starts = sum(isinstance(entry, Started) for entry in recent)
        return Budget(0 if starts > _MANY_STARTS else _TIMELESS, mono_s=mono_s)
    lately = sum(entry.t is None or entry.t > utc_s - _SPAN_S for entry in recent)
    return Budget(BURST - lately, mono_s=mono_s)
