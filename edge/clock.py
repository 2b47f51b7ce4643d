"""Two names for time: `mono_s` measures durations, `utc_s` names calendar time once it is known."""

import time
from typing import Final, Protocol

# A Pi has no battery clock: before network time arrives it wakes up in the past. No camera
# runs this firmware before the day it was written.
EARLIEST_UTC_S: Final = 1_767_225_600  # 2026-01-01T00:00:00Z


class Clock(Protocol):
    def mono_s(self) -> float:
        """Seconds that never jump, from an arbitrary start."""
        ...

    def utc_s(self) -> float | None:
        """Seconds since 1970-01-01T00:00Z, or None until the clock is set."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def mono_s(self) -> float:
        return time.monotonic()

    def utc_s(self) -> float | None:
        now_s = time.time()
        return now_s if now_s >= EARLIEST_UTC_S else None


class ManualClock:
    """A clock that stands still until it is moved: for recordings, the simulator and tests."""

    def __init__(self, *, mono_s: float = 0.0, utc_s: float | None = None) -> None:
        self._mono_s = mono_s
        self._offset_s = None if utc_s is None else utc_s - mono_s

    def mono_s(self) -> float:
        return self._mono_s

    def utc_s(self) -> float | None:
        return None if self._offset_s is None else self._mono_s + self._offset_s

    def advance(self, seconds: float) -> None:
        self._mono_s += seconds

    def set_utc(self, utc_s: float | None) -> None:
        self._offset_s = None if utc_s is None else utc_s - self._mono_s
