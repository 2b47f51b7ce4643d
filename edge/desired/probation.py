"""Whether a new configuration has proved itself at work, is still to, or never will."""

from dataclasses import dataclass
from typing import Final

from edge.errors import Fault
from edge.terms import Cause

# Models look every 3 s at least where nothing stirs, every 7.5 s on the weakest machine under load:
# a rule that cannot live with what they see has met it by then.
TRIAL_S: Final = 10.0
# A model or a camera that stumbles is back by then, or something is wrong.
PATIENCE_S: Final = 60.0
# Mobile links are gone for minutes; whoever cannot be told of it shall find the camera as it was.
BROKER_PATIENCE_S: Final = 600.0
# Enough that a camera delivers, also one that gives a frame now and then.
_MIN_FRAMES: Final = 3
_FAILING: Final[frozenset[Cause]] = frozenset({"detector", "mask", "overload", "stale"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What the frame loop says of itself. frames, looks: since its start; causes: that hold now."""

    mono_s: float
    utc_s: float | None
    frames: int
    looks: int
    camera_ok: bool
    causes: frozenset[Cause]


class Probation:
    """One trial. began: how things were when the configuration came to work."""

    def __init__(self, began: Vitals) -> None:
        self._began = began

    def verdict(self, now: Vitals, *, told: bool) -> tuple[Fault, ...] | None:
        """Nothing against it once it has proved itself, what is against it once it has failed.

        None while it is still to be waited for; a pause says nothing, and time begins anew after
        it. told: whether the broker has what was reported since.
        """
        if "paused" in now.causes:
            self._began = now
            return None
        age_s = now.mono_s - self._began.mono_s
        faults = self._missing(now)
        if faults:
            return faults if age_s >= PATIENCE_S else None
        if not told:
            unheard = (Fault(path="broker", reason="it could not be told"),)
            return unheard if age_s >= BROKER_PATIENCE_S else None
        return () if age_s >= TRIAL_S else None

    def _missing(self, now: Vitals) -> tuple[Fault, ...]:
        begun, faults = self._began, []
        if not now.camera_ok or now.frames - begun.frames < _MIN_FRAMES:
            faults.append(Fault(path="camera", reason="no frames have come since"))
        if now.looks == begun.looks:
            faults.append(Fault(path="detector", reason="no model has looked since"))
        faults += [
            Fault(path="detector", reason=f"pictures are masked whole: {cause}")
            for cause in sorted(now.causes & _FAILING)
        ]
        return tuple(faults)
