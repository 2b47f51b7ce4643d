"""The privacy shutter: for how long nothing may be seen, also over restarts and power cuts."""

import logging
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from edge.clock import Clock
from edge.contract import MAX_PAUSE_MINUTES
from edge.errors import DocumentError
from edge.kept import Kept

log = logging.getLogger(__name__)

_LONGEST_S: Final = MAX_PAUSE_MINUTES * 60


class Paused(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """for_s: how long it was to be. boot, end_mono_s: the run of the machine, and its end there.

    end_utc_s: None where the clock was not set.
    """

    v: Literal[1] = 1
    for_s: Annotated[int, Meta(ge=0, le=_LONGEST_S)]
    boot: str
    end_mono_s: float
    end_utc_s: float | None


class Pause:
    """Ends by itself. kept: where it survives, None for nowhere. boot: names this run of the
    machine, whose monotonic clock alone counts within it: no jump of the other ends a pause.

    After a restart of the machine the calendar says how much is left, and all of it is where
    nobody knows the time. Of a file that is damaged, the longest pause there can be is left.
    """

    def __init__(self, kept: Kept[Paused] | None, clock: Clock, *, boot: str) -> None:
        self._kept = kept
        self._clock = clock
        self._boot = boot
        self._end_s = 0.0
        try:
            found = None if kept is None else kept.load()
        except DocumentError as error:
            log.error("the kept pause, so the longest holds: %s", error)
            self.start(_LONGEST_S)
            return
        if found is not None:
            self._resume(found)

    @property
    def left_s(self) -> float:
        """How long it goes on, 0.0 for none."""
        return max(0.0, self._end_s - self._clock.mono_s())

    def start(self, for_s: int) -> bool:
        """Pause from now on, in place of what was; 0 ends it. Returns whether that is kept."""
        now_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
        self._end_s = now_s + for_s
        if self._kept is None:
            return False
        paused = Paused(
            for_s=for_s,
            boot=self._boot,
            end_mono_s=self._end_s,
            end_utc_s=None if utc_s is None else utc_s + for_s,
        )
        try:
            self._kept.keep(paused)
        except OSError as error:
            log.error("the pause will not survive a restart: %s", error.strerror)
            return False
        return True

    def _resume(self, found: Paused) -> None:
        now_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
        if found.boot == self._boot:
            left_s = found.end_mono_s - now_s
        elif found.end_utc_s is not None and utc_s is not None:
            left_s = found.end_utc_s - utc_s
        else:
            left_s = found.for_s
        if left_s > 0:
            log.warning("paused: nothing is seen for %.0f s", min(left_s, found.for_s))
            self.start(min(int(left_s) + 1, found.for_s))
