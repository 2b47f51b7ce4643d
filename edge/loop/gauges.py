"""What vision measures of itself between two health messages."""

from collections import deque
from typing import Final, TypedDict

_WINDOW: Final = 256
_RECENT_S: Final = 10.0


class Figures(TypedDict):
    """What a health message says of the frame loop (edge/contract.py, VisionHealth)."""

    uptime_s: int
    fps: float
    latency_ms_p50: float
    latency_ms_p95: float
    looks_per_s: float
    frames: int
    masked_frames: int
    failed_closed_frames: int
    seen_bytes: int


class Gauges:
    """Running figures of the frame loop. Times in seconds of the monotonic clock."""

    def __init__(self, *, start_mono_s: float) -> None:
        self.start_mono_s = start_mono_s
        self.frames = self.masked_frames = self.failed_closed_frames = self.looks = 0
        self.seen_bytes = 0
        self._ends_s: deque[float] = deque(maxlen=_WINDOW)
        self._looks_s: deque[float] = deque(maxlen=_WINDOW)
        self._latencies_s: deque[float] = deque(maxlen=_WINDOW)

    def count_frame(
        self, *, raw_bytes: int, whole: bool, looked: bool, captured_s: float, end_s: float
    ) -> None:
        """Note one frame: captured and handed out when, and whether a model looked at it.

        whole: nothing of it may be seen.
        """
        self.frames += 1
        self.masked_frames += not whole
        self.failed_closed_frames += whole
        self.seen_bytes += raw_bytes
        self._ends_s.append(end_s)
        self._latencies_s.append(end_s - captured_s)
        self.looks += looked
        if looked:
            self._looks_s.append(end_s)

    def figures(self, *, now_s: float) -> Figures:
        """All of them at one moment."""
        return Figures(
            uptime_s=int(now_s - self.start_mono_s),
            fps=self.fps(now_s=now_s),
            latency_ms_p50=self.latency_ms(50),
            latency_ms_p95=self.latency_ms(95),
            looks_per_s=self.looks_per_s(now_s=now_s),
            frames=self.frames,
            masked_frames=self.masked_frames,
            failed_closed_frames=self.failed_closed_frames,
            seen_bytes=self.seen_bytes,
        )

    def fps(self, *, now_s: float) -> float:
        """Frames a second over the last ten seconds or since the start."""
        return self._per_s(self._ends_s, now_s)

    def looks_per_s(self, *, now_s: float) -> float:
        """The same of those that a model looked at."""
        return self._per_s(self._looks_s, now_s)

    def latency_ms(self, percentile: float) -> float:
        """Percentile of how old frames were when handed out, linear between the two nearest."""
        if not self._latencies_s:
            return 0.0
        latencies_s = sorted(self._latencies_s)
        rank = (len(latencies_s) - 1) * percentile / 100
        below = int(rank)
        low_s, high_s = latencies_s[below], latencies_s[min(below + 1, len(latencies_s) - 1)]
        return round(1000.0 * (low_s + (high_s - low_s) * (rank - below)), 1)

    def _per_s(self, ends_s: deque[float], now_s: float) -> float:
        recent = [end_s for end_s in ends_s if end_s > now_s - _RECENT_S]
        span_s = min(_RECENT_S, max(now_s - self.start_mono_s, 1e-3))
        if len(recent) == _WINDOW:
            span_s = max(now_s - recent[0], 1e-3)
        return round(len(recent) / span_s, 1)
