"""What was published, and when: a small file that the cameras write and the observer reads."""

from pathlib import Path
from typing import Final

import numpy as np

# Events of one camera whose moment is remembered: twice what can be under way at once.
REMEMBERED: Final = 32
# 0.1 ms in 32 bits: 119 hours.
_TICKS_PER_S: Final = 10_000
_ROW: Final = np.dtype([("events", "<u4"), ("counts", "<u4"), ("sent", "<u4", (REMEMBERED,))])


class Ledger:
    """One row a camera, 136 bytes, shared by two processes through a mapped file.

    origin_s: monotonic time that its moments count from; the same in both processes.
    """

    def __init__(self, path: Path, *, cameras: int, origin_s: float, new: bool) -> None:
        rows = np.memmap(path, dtype=_ROW, mode="w+" if new else "r", shape=(cameras,))
        self._events = rows["events"]
        self._counts = rows["counts"]
        self._sent = rows["sent"]
        self._origin_s = origin_s

    def event_sent(self, camera: int, seq: int, *, mono_s: float) -> None:
        """Note that an event has been handed to the broker, anew where it was before."""
        self._sent[camera, seq % REMEMBERED] = round((mono_s - self._origin_s) * _TICKS_PER_S)
        if seq > self._events[camera]:
            self._events[camera] = seq

    def count_sent(self, camera: int, number: int) -> None:
        """Note that the number-th count of a camera has been handed to the broker."""
        if number > self._counts[camera]:
            self._counts[camera] = number

    def age_s(self, camera: int, seq: int, *, mono_s: float) -> float | None:
        """Seconds since an event was last sent; None for one that is too old to be remembered."""
        if seq + REMEMBERED <= self._events[camera]:
            return None
        sent_s = float(self._sent[camera, seq % REMEMBERED]) / _TICKS_PER_S
        return mono_s - self._origin_s - sent_s

    def events(self) -> list[int]:
        """How many events each camera has sent, which is the seq of its last one."""
        sent: list[int] = self._events.tolist()
        return sent

    def counts(self) -> list[int]:
        """How many counts each camera has sent."""
        sent: list[int] = self._counts.tolist()
        return sent
