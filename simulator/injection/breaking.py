"""The device's tracker, which fails once when it is to."""

from edge.perception.detector import Detections
from edge.perception.stir import Stir
from edge.tracking.track import Expected, Track
from edge.tracking.tracker import Tracker


class BreakingTracker:
    """breaks: whether it fails now, of an error that nobody expects."""

    def __init__(self) -> None:
        self.breaks = False
        self._tracker = Tracker()

    def update(
        self, detections: Detections, *, mono_s: float, stir: Stir | None = None
    ) -> tuple[Track, ...]:
        self._fail()
        return self._tracker.update(detections, mono_s=mono_s, stir=stir)

    def carry(self, *, mono_s: float, stir: Stir | None = None) -> tuple[Track, ...]:
        self._fail()
        return self._tracker.carry(mono_s=mono_s, stir=stir)

    def expected(self, until_s: float) -> Expected:
        return self._tracker.expected(until_s)

    def _fail(self) -> None:
        if self.breaks:
            raise ValueError("operands could not be broadcast together")
