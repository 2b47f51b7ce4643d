"""What the scene's own truth owes each rule, worked out from where everybody really stands.

It follows what the rules promise, not how they work: no tracks, no boxes, no frames. Where the
truth is a matter of a step, or a fault blinds the camera, the event may come or not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from edge.config import (
    Config,
    LineCrossing,
    Loitering,
    ObjectRemoved,
    Occupancy,
    RestrictedZone,
    RuleConfig,
    Tampering,
    UnattendedObject,
    UnusualActivity,
    WrongWay,
)
from simulator.scenario.schema import (
    BrokerDown,
    BrokerHalfOpen,
    BrokerHostile,
    BrokerSlow,
    ClockJump,
    ClockUnset,
    Fault,
    Heat,
    KillUplink,
    Scenario,
)
from simulator.score.due import Due, as_due
from simulator.score.headcounts import crowdings
from simulator.score.left_things import left_things, missing_things
from simulator.score.lines import crossings
from simulator.score.stays import overlap_s
from simulator.score.tampers import tamperings
from simulator.score.whereabouts import LABELS_OF, Whereabouts, whereabouts
from simulator.score.wrong_ways import wrong_ways
from simulator.score.zones import UtcOf, intrusions, loiterings
from simulator.world.world import World

# Faults that do not keep the camera from seeing.
_HARMLESS: Final = (BrokerDown, BrokerSlow, BrokerHalfOpen, BrokerHostile, KillUplink, Heat)
_CLOCK: Final = (ClockJump, ClockUnset)
# A camera that comes back needs this long to know people again.
_RECOVERY_S: Final = 8.0


def due_events(
    scenario: Scenario, world: World, config: Config, *, start_utc_s: float
) -> list[Due]:
    """What the author wrote down, or where that is nothing, what the truth says."""
    if scenario.expect.events is not None:
        return [as_due(expected) for expected in scenario.expect.events]
    bodies = list(whereabouts(scenario, world))

    def utc_of(t_s: float) -> float | None:
        return _utc_s(scenario.faults, start_utc_s + t_s, t_s)

    due = [
        event
        for rule in config.rules
        for event in _of_rule(rule, config, bodies, utc_of=utc_of, end_s=scenario.duration_s)
    ]
    due += [event for rule in config.rules for event in _of_things(rule, config, bodies, scenario)]
    done = [e for r in config.rules if isinstance(r, Tampering) for e in tamperings(r, scenario)]
    blind = [fault for fault in scenario.faults if not isinstance(fault, (*_HARMLESS, *_CLOCK))]
    return [part for event in due for part in _doubted(event, blind, scenario.duration_s)] + done


def _of_rule(
    rule: RuleConfig,
    config: Config,
    bodies: Sequence[Whereabouts],
    *,
    utc_of: UtcOf,
    end_s: float,
) -> list[Due]:
    if isinstance(rule, Tampering | UnattendedObject | ObjectRemoved | UnusualActivity):
        return []
    concerned = [body for body in bodies if set(LABELS_OF[body.kind]) & set(rule.labels)]
    match rule:
        case RestrictedZone():
            return intrusions(rule, config, concerned, utc_of=utc_of, end_s=end_s)
        case Loitering():
            return loiterings(rule, config, concerned, end_s=end_s)
        case LineCrossing():
            return crossings(rule, config, concerned)
        case Occupancy():
            return crowdings(rule, config, concerned, end_s=end_s)
        case WrongWay():
            return wrong_ways(rule, config, concerned, end_s=end_s)


def _of_things(
    rule: RuleConfig, config: Config, bodies: Sequence[Whereabouts], scenario: Scenario
) -> list[Due]:
    belongings, end_s = frozenset(thing.name for thing in scenario.things), scenario.duration_s
    match rule:
        case UnattendedObject():
            return left_things(rule, config, bodies, belongings=belongings, end_s=end_s)
        case ObjectRemoved():
            return missing_things(rule, config, bodies, belongings=belongings, end_s=end_s)
    return []


def _utc_s(faults: Iterable[Fault], utc_s: float, t_s: float) -> float | None:
    for fault in faults:
        if fault.at_s <= t_s and (fault.for_s is None or t_s < fault.at_s + fault.for_s):
            if isinstance(fault, ClockUnset):
                return None
            utc_s += fault.by_s if isinstance(fault, ClockJump) else 0.0
    return utc_s


def _doubted(event: Due, faults: Sequence[Fault], end_s: float) -> list[Due]:
    """An event that a blind camera may miss, tell late or end early, and then tell anew."""
    life = event.open_s[0], event.close_s[1] if event.close_s else end_s
    parts = [event]
    for fault in faults:
        lasts_s = end_s if fault.for_s is None else fault.for_s
        blind = fault.at_s, fault.at_s + lasts_s + _RECOVERY_S
        if overlap_s(life, blind) > 0:
            maybe = replace(event, must=False, close_s=None)
            parts = [replace(part, must=False, close_s=None) for part in parts]
            parts.append(replace(maybe, open_s=(blind[0], max(life[1], blind[1]))))
    return parts
