"""What the faults of a scene do to its camera, and when that is to be told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from edge.config import Tampering
from edge.perception.sight import FROZEN_S
from edge.rules.tampering import OVER_S
from edge.terms import Tamper
from simulator.scenario.schema import (
    CameraBlinded,
    CameraCovered,
    CameraDefocused,
    CameraFrozen,
    CameraMoved,
    Fault,
    Scenario,
)
from simulator.score.due import Due

_KINDS: Final[Mapping[type[Fault], Tamper]] = {
    CameraBlinded: "blinded",
    CameraCovered: "covered",
    CameraMoved: "moved",
    CameraDefocused: "defocused",
    CameraFrozen: "frozen",
}
# Each kind is told within this, beside what the rule waits for.
LATE_S: Final = 10.0
# A view is the right one again once it was looked at twice.
_AGAIN_S: Final = 10.0


def tamperings(rule: Tampering, scenario: Scenario) -> list[Due]:
    """One for each fault of the camera that lasts, of a kind that the rule reports."""
    due = []
    for fault in scenario.faults:
        kind = _KINDS.get(type(fault))
        if kind not in rule.kinds:
            continue
        first_s = fault.at_s + (FROZEN_S if kind == "frozen" else 0.0) + rule.after_s
        end_s = scenario.duration_s if fault.for_s is None else fault.at_s + fault.for_s
        must = end_s > first_s + LATE_S
        told = Due(
            rule="tampering",
            place=kind,
            label=None,
            direction=None,
            due_s=first_s,
            open_s=(fault.at_s, fault.at_s + rule.after_s + LATE_S),
            close_s=(end_s, end_s + OVER_S + _AGAIN_S) if must and fault.for_s else None,
            must=must,
        )
        due += [told] if kind != "moved" else _turned(told, end_s)
    return due


def _turned(told: Due, end_s: float) -> list[Due]:
    """A steady view is taken for the right one after a while: then the way back is another turn."""
    back = replace(told, due_s=end_s, open_s=(end_s, end_s + LATE_S), close_s=None, must=False)
    return [replace(told, close_s=None), back]
