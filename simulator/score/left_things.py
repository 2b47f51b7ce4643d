"""What a thing on the ground owes: left alone for too long, or gone from where it belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge import config as configuration
from edge.config import Config
from simulator.score.due import Due
from simulator.score.stays import Stay, joined, stays
from simulator.score.whereabouts import Floats, Whereabouts
from simulator.score.zones import inside

# An alarm comes within this of its time. How far away somebody is, a camera judges by his height:
# for a third of apart_m more or less he may be there or not.
LATE_S: Final = 3.0
_ROUGHLY: Final = 0.33
# Those who put it down, or stood by, are nearer than this then; who comes later and stays as near
# for so long tends it. edge/rules/owners.py: 1.2 m and 4 s.
_PARTY_M: Final = 1.7
_STAY_M: Final = (0.9, 1.7)
_STAYS_S: Final = (6.0, 3.0)
# A thing is gone from its place, and somebody back at his, before a camera says so.
_CLOSED_S: Final = 12.0
_SOON_S: Final = 2.0
# Less than this of a thing in the picture, in px of 320 across, is no sight of it.
_LEAST_PX: Final = 4.0
_WIDTH_PX: Final = 320
_STEP_S: Final = 0.1
# edge/rules/owners.py: who is away for less than this is still there.
_AWAY_S: Final = 2.0


def left_things(
    rule: configuration.UnattendedObject,
    config: Config,
    bodies: Sequence[Whereabouts],
    *,
    belongings: frozenset[str],
    end_s: float,
) -> list[Due]:
    """One event for each time that a thing in the zone has been alone for long enough.

    belongings: names of what stood there from the start, which nobody left.
    """
    polygon = np.array(config.zones[rule.zone].polygon)
    people = [body for body in bodies if body.kind == "person"]
    due: list[Due] = []
    for thing in bodies:
        belongs = thing.name in belongings and thing.t_s[0] <= _STEP_S
        if thing.kind == "bag" and inside(polygon, thing).any() and not belongs:
            due += _left(rule, thing, people, end_s)
    return due


def missing_things(
    rule: configuration.ObjectRemoved,
    config: Config,
    bodies: Sequence[Whereabouts],
    *,
    belongings: frozenset[str],
    end_s: float,
) -> list[Due]:
    """One event for each thing that stood in the zone from the start and is gone from it."""
    polygon = np.array(config.zones[rule.zone].polygon)
    due = []
    for thing in bodies:
        first = thing.name in belongings and thing.t_s[0] <= _STEP_S
        gone_s = float(thing.t_s[-1])
        if first and inside(polygon, thing)[0] and gone_s + _STEP_S < end_s:
            due.append(_missing(rule, gone_s, end_s))
    return due


def _missing(rule: configuration.ObjectRemoved, gone_s: float, end_s: float) -> Due:
    due_s = gone_s + rule.after_s
    return Due(
        rule="object_removed",
        place=rule.zone,
        label="bag",
        direction=None,
        due_s=due_s,
        # Who takes it stands before the place for a while.
        open_s=(due_s - _SOON_S, due_s + _CLOSED_S),
        close_s=None,
        must=due_s + _CLOSED_S < end_s,
    )


def _left(
    rule: configuration.UnattendedObject,
    thing: Whereabouts,
    people: Sequence[Whereabouts],
    end_s: float,
) -> Iterator[Due]:
    """Judge twice: with everybody who may tend it, and with those alone who do for sure."""
    t_s = np.arange(float(thing.t_s[0]), float(thing.t_s[-1]), _STEP_S)
    surely = _tended(thing, people, t_s, away_m=rule.apart_m * (1 - _ROUGHLY), sure=True)
    maybe = _tended(thing, people, t_s, away_m=rule.apart_m * (1 + _ROUGHLY), sure=False)
    is_large = float(thing.breadth[0]) * _WIDTH_PX >= _LEAST_PX
    for alone in stays(~surely, t_s):
        if alone[1] - alone[0] < rule.after_s - LATE_S:
            continue
        within = (t_s >= alone[0]) & (t_s <= alone[1])
        parts = stays(~maybe & within, t_s)
        again = _maybe(rule, alone)
        if is_large and parts and _is_sure(rule, alone, parts[0]):
            yield _sure(rule, alone, parts, end_s)
        else:
            yield again
        # Where somebody may have come back to it, it may be told again.
        yield from [again] * max(len(parts) - 1, 0)


def _is_sure(rule: configuration.UnattendedObject, alone: Stay, first: Stay) -> bool:
    begins_clearly = first[0] - alone[0] <= 2 * LATE_S
    return begins_clearly and first[1] - first[0] >= rule.after_s + LATE_S


def _maybe(rule: configuration.UnattendedObject, alone: Stay) -> Due:
    first_s = alone[0] + rule.after_s
    return Due(
        rule="unattended_object",
        place=rule.zone,
        label="bag",
        direction=None,
        due_s=first_s,
        open_s=(first_s - LATE_S, alone[1] + LATE_S),
        close_s=None,
        must=False,
    )


def _sure(
    rule: configuration.UnattendedObject, alone: Stay, parts: Sequence[Stay], end_s: float
) -> Due:
    due_s = (alone[0] + parts[0][0]) / 2 + rule.after_s
    is_clear = len(parts) == 1 and alone[1] - parts[0][1] <= 2 * LATE_S
    ends = is_clear and alone[1] + _CLOSED_S < end_s
    return replace(
        _maybe(rule, alone),
        due_s=due_s,
        open_s=(due_s - LATE_S, due_s + LATE_S),
        close_s=(parts[0][1] - _SOON_S, alone[1] + _CLOSED_S) if ends else None,
        must=due_s + LATE_S < end_s,
    )


def _tended(
    thing: Whereabouts,
    people: Sequence[Whereabouts],
    t_s: Floats,
    *,
    away_m: float,
    sure: bool,
) -> NDArray[np.bool_]:
    """When somebody is within away_m who was there as it came and has not left, or who stays."""
    tended = np.zeros(len(t_s), np.bool_)
    radius_m, least_s = _STAY_M[0 if sure else 1], _STAYS_S[0 if sure else 1]
    for person in people:
        apart_m = _apart_m(person, thing, t_s)
        here = joined(stays(apart_m <= away_m, t_s), gap_s=_AWAY_S)
        near = [s for s in stays(apart_m <= radius_m, t_s) if s[1] - s[0] >= least_s]
        for begin_s, end_s in here:
            begins = [s[0] + least_s for s in near if begin_s <= s[0] <= end_s]
            if begin_s <= t_s[0] and apart_m[0] <= _PARTY_M:
                begins.append(begin_s)
            if begins:
                tended |= (t_s >= min(begins)) & (t_s <= end_s)
    return tended


def _apart_m(person: Whereabouts, thing: Whereabouts, t_s: Floats) -> Floats:
    """Distance on the ground; infinite while one of them is not there."""
    across = np.interp(t_s, person.t_s, person.x_m) - thing.x_m[0]
    ahead = np.interp(t_s, person.t_s, person.ahead_m) - thing.ahead_m[0]
    there = (t_s >= person.t_s[0] - 1e-9) & (t_s <= person.t_s[-1] + 1e-9)
    return np.where(there, np.hypot(across, ahead), np.inf)
