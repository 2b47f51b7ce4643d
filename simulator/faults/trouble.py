"""What is wrong with the camera's view at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from simulator.scenario.schema import (
    CameraBlinded,
    CameraCovered,
    CameraDark,
    CameraDefocused,
    CameraFrozen,
    CameraMoved,
    CameraUnplugged,
    Fault,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """frozen_at_s: the moment whose picture is shown again and again, None for none."""

    frozen_at_s: float | None = None
    unplugged: bool = False
    covered: bool = False
    moved_deg: float = 0.0
    defocused: bool = False
    blinded: bool = False
    dark: bool = False


NO_TROUBLE = Trouble()


def holds(fault: Fault, t_s: float) -> bool:
    """Whether a fault that lasts is at work at t_s."""
    return fault.at_s <= t_s and (fault.for_s is None or t_s < fault.at_s + fault.for_s)


def trouble_at(faults: Iterable[Fault], t_s: float) -> Trouble:
    """All camera faults at work at t_s, together."""
    trouble = NO_TROUBLE
    for fault in faults:
        if holds(fault, t_s):
            trouble = _with(trouble, fault)
    return trouble


def disturbs(fault: Fault) -> bool:
    """Whether a fault is one of the camera's view."""
    return _with(NO_TROUBLE, fault) != NO_TROUBLE


def _with(trouble: Trouble, fault: Fault) -> Trouble:
    match fault:
        case CameraFrozen():
            return replace(trouble, frozen_at_s=fault.at_s)
        case CameraMoved():
            return replace(trouble, moved_deg=trouble.moved_deg + fault.by_deg)
        case CameraUnplugged():
            return replace(trouble, unplugged=True)
        case CameraCovered():
            return replace(trouble, covered=True)
        case CameraDefocused():
            return replace(trouble, defocused=True)
        case CameraBlinded():
            return replace(trouble, blinded=True)
        case CameraDark():
            return replace(trouble, dark=True)
        case _:
            return trouble
