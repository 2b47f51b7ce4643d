"""All that is wrong around a device at one moment of a scenario."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from edge.loop.heat import Chip
from simulator.faults.trouble import NO_TROUBLE, Trouble, holds, trouble_at
from simulator.lab.disk import DiskState
from simulator.lab.memory_broker import Way
from simulator.scenario.schema import (
    BrokerDown,
    BrokerHalfOpen,
    BrokerHostile,
    BrokerSlow,
    ClockJump,
    ClockUnset,
    DiskFull,
    DiskReadOnly,
    Fault,
    Heat,
    KillUplink,
    KillVision,
    ModelDamaged,
    Push,
)

_OPEN: Final = Way()
# A Pi in its case at room temperature.
_USUAL_CHIP: Final = Chip(temperature_c=48.0, throttled=False)
_MOMENTARY: Final = (KillUplink, KillVision, Push)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """vision_down, uplink_down: the process is killed whenever it starts. camera: its trouble."""

    broker_down: bool = False
    broker_hostile: bool = False
    way: Way = _OPEN
    disk: DiskState = "ok"
    clock_set: bool = True
    clock_off_s: float = 0.0
    vision_down: bool = False
    uplink_down: bool = False
    model_damaged: bool = False
    chip: Chip = _USUAL_CHIP
    camera: Trouble = NO_TROUBLE


def conditions_at(faults: Iterable[Fault], t_s: float) -> Conditions:
    """What holds at t_s. A kill or push without for_s is a moment and holds never."""
    faults = tuple(faults)
    found = Conditions(camera=trouble_at(faults, t_s))
    for fault in faults:
        if holds(fault, t_s) and not (isinstance(fault, _MOMENTARY) and fault.for_s is None):
            found = _with(found, fault)
    return found


class Schedule:
    """The moments at which the conditions change or something happens, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        begins = {fault.at_s for fault in self._faults}
        ends = {fault.at_s + fault.for_s for fault in self._faults if fault.for_s is not None}
        self._moments = sorted(begins | ends)
        self._passed = 0

    @property
    def next_s(self) -> float:
        """The next moment; infinite after the last."""
        if self._passed < len(self._moments):
            return self._moments[self._passed]
        return float("inf")

    @property
    def last_s(self) -> float:
        """The last moment of all, 0 without any."""
        return self._moments[-1] if self._moments else 0.0

    def pass_to(self, t_s: float) -> tuple[Fault, ...]:
        """Go on to t_s. Returns what began on the way, in the order of time."""
        before = self._passed
        self._passed = bisect_right(self._moments, t_s)
        moments = self._moments[before : self._passed]
        return tuple(f for moment in moments for f in self._faults if f.at_s == moment)


# Faults that say nothing more than that they are there.
_PLAIN: Final[dict[type[Fault], dict[str, Any]]] = {
    BrokerDown: {"broker_down": True},
    BrokerHostile: {"broker_hostile": True},
    ClockUnset: {"clock_set": False},
    DiskFull: {"disk": "full"},
    DiskReadOnly: {"disk": "read_only"},
    KillUplink: {"uplink_down": True},
    KillVision: {"vision_down": True},
    ModelDamaged: {"model_damaged": True},
}


def _with(found: Conditions, fault: Fault) -> Conditions:
    match fault:
        case BrokerSlow(delay_s=delay_s):
            return replace(found, way=replace(found.way, delay_s=found.way.delay_s + delay_s))
        case BrokerHalfOpen():
            return replace(found, way=replace(found.way, stalled=True))
        case ClockJump(by_s=by_s):
            return replace(found, clock_off_s=found.clock_off_s + by_s)
        case Heat(temperature_c=temperature_c, throttled=throttled):
            return replace(found, chip=Chip(temperature_c=temperature_c, throttled=throttled))
        case _:
            return replace(found, **_PLAIN.get(type(fault), {}))
