"""How much rarer models must look, so that the loop keeps up and the chip stays cool.

Analysis is what is shed: looks become rarer by the factor `stretch`, while every frame handed
out is masked as before. Where that is not enough the camera, which keeps its newest frame alone,
drops the frames that nobody takes. A frame is so never older than one look and one frame's time.

Busy. Seconds of work in a second are u = c + a / s: c for what each frame costs, a for the looks
at their own rate, s the stretch. Where u is wanted, s * u / BUSY comes nearest to the stretch
that does it, exactly if c is 0. Each window of time goes half of that way, in the logarithm; the
error then falls to (1 + c / BUSY) / 2 of itself, always below 1 and never below 0: no swinging.
A window ends where a look begins, so it holds whole periods and no part of one to be noise. A loop
that never waits hides how much it lacks: it is taken to be twice.

Heat. From 10 to 2 degrees before it would be throttled the rate of looks falls evenly to its
least. Heat is in proportion to the rate, and a chip warms and cools over minutes, so that a
proportional rule does not swing in itself; what it feels follows the thermometer up at once but
down only 2 degrees behind, the hysteresis of the kernel's own trips.
"""

from math import inf, isfinite, sqrt
from typing import Final, Literal

from edge.loop.heat import Chip

Strain = Literal["ok", "shedding", "hot"]

# Looks meant for every 0.25 s then come every 0.625 s: a newcomer still has the three sights
# within 1.5 s that a track is begun by. Rarer, the rules would be blind.
MOST_STRETCH: Final = 2.5
# What stays free takes in a crowd that comes at once, and the frames between two looks.
BUSY: Final = 0.75
# Beyond this the loop has not waited for a frame; to ask for one takes the rest.
_SATURATED: Final = 0.95
# Some looks of each model, whose turns differ; and never long without a decision.
_WINDOW_S: Final = 2.0
_LONGEST_WINDOW_S: Final = 4.0

_WARM_K: Final = 10.0
_HOT_K: Final = 2.0
_HYSTERESIS_K: Final = 2.0
# While the thermometer says nothing the chip is taken to cool, this much from reading to reading.
_FORGET_K: Final = 1.0


class Load:
    """One camera's strain. Times are seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._for_work = self._for_heat = 1.0
        self._since_s: float | None = None
        self._worked_s = 0.0
        self._headroom_k = inf

    @property
    def stretch(self) -> float:
        """By how much looks are to be rarer than they should be, from 1 to MOST_STRETCH."""
        return max(self._for_work, self._for_heat)

    @property
    def strain(self) -> Strain:
        if self.stretch == 1.0:
            return "ok"
        return "hot" if self._for_heat >= self._for_work else "shedding"

    def note(self, *, start_s: float, end_s: float, looked: bool) -> None:
        """Take in one turn of the loop: its work, after the wait for a frame; did a model look."""
        since_s = self._since_s
        if since_s is None or start_s < since_s:
            self._begin(start_s)
        elif start_s - since_s >= (_WINDOW_S if looked else _LONGEST_WINDOW_S):
            self._judge(self._worked_s / (start_s - since_s))
            self._begin(start_s)
        self._worked_s += max(end_s - start_s, 0.0)

    def warm(self, chip: Chip) -> None:
        """Take in how the chip is, every few seconds."""
        headroom_k = self._headroom(chip)
        felt_k = max(self._headroom_k, headroom_k - _HYSTERESIS_K)
        self._headroom_k = min(felt_k, headroom_k)
        missing = (_WARM_K - self._headroom_k) / (_WARM_K - _HOT_K)
        shed = (1 - 1 / MOST_STRETCH) * min(max(missing, 0.0), 1.0)
        self._for_heat = 1 / (1 - shed)

    def _headroom(self, chip: Chip) -> float:
        """How much warmer the chip may become before it is throttled, 0 where it is already."""
        temperature_c = chip.temperature_c
        if temperature_c is None or not isfinite(temperature_c):
            return 0.0 if chip.throttled else self._headroom_k + _HYSTERESIS_K + _FORGET_K
        headroom_k = chip.throttles_at_c - temperature_c
        # A cool chip that is throttled lacks power, not cooling: rest does not mend that.
        return 0.0 if chip.throttled and headroom_k <= _WARM_K else headroom_k

    def _begin(self, start_s: float) -> None:
        self._since_s, self._worked_s = start_s, 0.0

    def _judge(self, busy: float) -> None:
        lacking = 2.0 if busy > _SATURATED else busy / BUSY
        half_way = sqrt(self._for_work * self.stretch * lacking)
        self._for_work = min(max(half_way, 1.0), MOST_STRETCH)
