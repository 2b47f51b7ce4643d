"""What vision measures of itself between two health messages."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

_WINDOW: Final = 256
_THERMAL: Final = Path("/sys/class/thermal/thermal_zone0/temp")


class Gauges:
    """Running figures of the frame loop. Times in seconds of the monotonic clock."""

    def __init__(self, *, start_mono_s: float) -> None:
        self.start_mono_s = start_mono_s
        self.frames = self.masked_frames = self.failed_closed_frames = 0
        self.seen_bytes = 0
        self._ends_s: deque[float] = deque(maxlen=_WINDOW)
        self._latencies_s: deque[float] = deque(maxlen=_WINDOW)

    def count_frame(self, *, raw_bytes: int, failed: bool, start_s: float, end_s: float) -> None:
        """Note one frame handed out: when its look began and ended."""
        self.frames += 1
        self.masked_frames += not failed
        self.failed_closed_frames += failed
        self.seen_bytes += raw_bytes
        self._ends_s.append(end_s)
        self._latencies_s.append(end_s - start_s)

    def fps(self, *, now_s: float) -> float:
        """Frames a second over the last ten seconds or since the start."""
        recent = [end_s for end_s in self._ends_s if end_s > now_s - 10.0]
        span_s = min(10.0, max(now_s - self.start_mono_s, 1e-3))
        if len(recent) == _WINDOW:
            span_s = max(now_s - recent[0], 1e-3)
        return round(len(recent) / span_s, 1)

    def latency_ms(self, percentile: float) -> float:
        if not self._latencies_s:
            return 0.0
        return round(1000.0 * float(np.percentile(self._latencies_s, percentile)), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """How the chip is. None: nobody can tell. throttled: it runs slower than it could."""

    temperature_c: float | None
    throttled: bool | None


def read_chip(path: Path = _THERMAL) -> Chip:
    """Read the first thermal zone (kernel: thousandths of a degree)."""
    try:
        temperature_c = round(int(path.read_text()) / 1000.0, 1)
    except (OSError, ValueError):
        temperature_c = None
    return Chip(temperature_c=temperature_c, throttled=None)
