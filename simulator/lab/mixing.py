"""The device's own tracker, with numbers mixed up behind it as crowds mix them up."""

from collections.abc import Callable
from itertools import count

from edge.perception.detector import Detections
from edge.perception.motion import Stir
from edge.tracking.following import Following
from edge.tracking.track import Expected, Track
from edge.tracking.tracker import Tracker
from simulator.truth.switches import IdSwitches


def trackers(id_switches: float, *, seed: int) -> Callable[[], Following]:
    """Make a tracker for each start of vision, each with switches of its own."""
    if not id_switches:
        return Tracker
    starts = count()
    return lambda: MixingTracker(IdSwitches(id_switches, seed=seed + next(starts)))


class MixingTracker:
    """A Tracker whose tracks swap numbers when they meet."""

    def __init__(self, switches: IdSwitches) -> None:
        self._tracker = Tracker()
        self._switches = switches

    def update(
        self, detections: Detections, *, mono_s: float, stir: Stir | None = None
    ) -> tuple[Track, ...]:
        return self._switches.update(self._tracker.update(detections, mono_s=mono_s, stir=stir))

    def expected(self, until_s: float) -> Expected:
        return self._tracker.expected(until_s)

    def carry(self, *, mono_s: float, stir: Stir | None = None) -> tuple[Track, ...]:
        return self._switches.update(self._tracker.carry(mono_s=mono_s, stir=stir))
