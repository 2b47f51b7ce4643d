"""What somebody in a zone owes: restricted zones and loitering, from where people stand."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from edge import config as configuration
from edge.config import Config
from edge.label import Label
from edge.rules.schedule import WeeklySchedule
from simulator.scenario.schema import Span
from simulator.score.due import Due
from simulator.score.hidden import FOLLOWED_S
from simulator.score.stays import Stay, joined, overlap_s, stays
from simulator.score.whereabouts import LABELS_OF, Floats, Whereabouts

UtcOf = Callable[[float], float | None]

# edge/rules/restricted_zone.py: a zone is empty after this long, a stay broken after GAP_S.
EMPTY_S: Final = 3.0
GAP_S: Final = 1.0
# What tracking may need before it believes in somebody; a box touches a zone sooner than a heel.
LATE_S: Final = 2.5
EARLY_S: Final = 0.7
# A step more or less: no truth about feet is finer.
UNSURE_S: Final = 1.2
# edge/rules/dwell.py: so near to a zone's edge, in shares of its box, a foot may be seen on both
# sides of it.
ACROSS: Final = 0.15
DOWN: Final = 0.06


def intrusions(
    rule: configuration.RestrictedZone,
    config: Config,
    bodies: Sequence[Whereabouts],
    *,
    utc_of: UtcOf,
    end_s: float,
) -> list[Due]:
    """One event for each time the zone stops being empty in its hours."""
    polygon = np.array(config.zones[rule.zone].polygon)
    hours = _hours(rule, config, utc_of)
    noticed: list[Stay] = []
    certain: list[Stay] = []
    lost: list[Stay] = []
    for body in bodies:
        lost += stays(~body.well_seen & maybe_inside(polygon, body), body.t_s)
        now = hours(body.t_s)
        for told, spots, least_s in (
            (noticed, maybe_inside(polygon, body), rule.min_dwell_s - UNSURE_S / 2),
            (certain, surely_inside(polygon, body) & body.well_seen, rule.min_dwell_s + UNSURE_S),
        ):
            parts = joined(stays(spots & now, body.t_s), gap_s=GAP_S)
            told += [stay for stay in parts if stay[1] - stay[0] >= least_s]
    certain.sort()
    due: list[Due] = []
    left_s = -math.inf
    for episode in joined(noticed, gap_s=EMPTY_S - UNSURE_S):
        sure = [stay for stay in certain if episode[0] <= stay[0] <= episode[1]]
        found = _intrusion(rule, episode, sure, end_s=end_s)
        # Whether an absence of about EMPTY_S parts two episodes is a matter of a tenth of a second.
        if episode[0] - left_s < EMPTY_S + UNSURE_S:
            due[-1], found = replace(due[-1], close_s=None), replace(found, must=False)
        gaps = [gap for gap in lost if overlap_s(gap, episode) > 0]
        if gaps:
            # Who is hidden for so long has left, as far as anybody knows, and may come back.
            again = replace(found, open_s=(found.open_s[0], episode[1] + LATE_S), must=False)
            found = replace(found, close_s=None)
            due += [replace(again, close_s=None)] * len(gaps)
        due.append(found)
        left_s = episode[1]
    return due


def _intrusion(
    rule: configuration.RestrictedZone, episode: Stay, sure: Sequence[Stay], *, end_s: float
) -> Due:
    due_s = (sure[0] if sure else episode)[0] + rule.min_dwell_s
    latest_s = due_s if sure else episode[1]
    at_once = rule.schedule is not None
    close_s = closing(episode[1], EMPTY_S, end_s, at_once=at_once)
    if sure and close_s is not None:
        soonest_s = closing(max(stay[1] for stay in sure), EMPTY_S, end_s, at_once=at_once)
        close_s = None if soonest_s is None else (soonest_s[0], close_s[1])
    return Due(
        rule="restricted_zone",
        place=rule.zone,
        label=rule.labels[0],
        direction=None,
        due_s=due_s,
        open_s=(episode[0] + rule.min_dwell_s - EARLY_S, latest_s + LATE_S),
        close_s=close_s if sure else None,
        must=bool(sure),
    )


def loiterings(
    rule: configuration.Loitering,
    config: Config,
    bodies: Sequence[Whereabouts],
    *,
    end_s: float,
) -> list[Due]:
    """One event for each thing whose time in the zone reaches the limit; absences do not count.

    Time on the very edge may count and need not.
    """
    polygon = np.array(config.zones[rule.zone].polygon)
    due: list[Due] = []
    for body in bodies:
        spots = maybe_inside(polygon, body), inside(polygon, body), surely_inside(polygon, body)
        noticed, exact, certain = (stays(spot, body.t_s) for spot in spots)
        hidden = stays(~body.well_seen, body.t_s)
        for visit in joined(noticed, gap_s=rule.grace_s):
            told = [
                [part for part in parts if visit[0] <= part[0] <= visit[1]]
                for parts in (noticed, exact, certain)
            ]
            found = _loitering(rule, body, *told, end_s=end_s)
            grace_s = max(rule.grace_s, FOLLOWED_S) - UNSURE_S
            lost = [gap for gap in hidden if overlap_s(gap, visit) > grace_s]
            if found is not None:
                due += _after_hiding(found, visit, lost)
    return due


def _after_hiding(found: Due, visit: Stay, lost: Sequence[Stay]) -> list[Due]:
    """Who is hidden for longer than the grace has left, as far as anybody knows, and come back."""
    if not lost:
        return [found]
    maybe = replace(found, open_s=(found.open_s[0], visit[1] + LATE_S), close_s=None, must=False)
    again = [maybe] * len(lost)
    if lost[0][0] < found.due_s + LATE_S:
        return [maybe, *again]
    return [*again, replace(found, close_s=None)]


def _loitering(
    rule: configuration.Loitering,
    body: Whereabouts,
    noticed: Sequence[Stay],
    exact: Sequence[Stay],
    certain: Sequence[Stay],
    *,
    end_s: float,
) -> Due | None:
    label = _label(body, rule.labels)
    after_s = rule.limit_s(label)
    if _total_s(noticed) < after_s - UNSURE_S:
        return None
    gaps = [b[0] - a[1] for a, b in pairwise(certain)]
    is_sure = _total_s(certain) >= after_s + UNSURE_S + 0.3 and all(
        gap < max(rule.grace_s - UNSURE_S, rule.grace_s / 2) for gap in gaps
    )
    latest_s = _reached(certain if is_sure else noticed, after_s)
    close_s = closing(noticed[-1][1], rule.grace_s, end_s, at_once=False)
    if is_sure and close_s is not None:
        soonest_s = closing(certain[-1][1], rule.grace_s, end_s, at_once=False)
        close_s = None if soonest_s is None else (soonest_s[0], close_s[1])
    return Due(
        rule="loitering",
        place=rule.zone,
        label=label,
        direction=None,
        due_s=_reached(exact or noticed, after_s),
        open_s=(_reached(noticed, after_s) - UNSURE_S, latest_s + LATE_S),
        close_s=close_s,
        must=is_sure,
    )


def _total_s(parts: Sequence[Stay]) -> float:
    return sum(end - start for start, end in parts)


def _reached(parts: Sequence[Stay], after_s: float) -> float:
    """When the time spent inside comes to after_s, or the end of it where it falls just short."""
    left_s = after_s
    for start, end in parts:
        if end - start >= left_s:
            return start + left_s
        left_s -= end - start
    return parts[-1][1]


def closing(left_s: float, wait_s: float, end_s: float, *, at_once: bool) -> Span | None:
    """When an episode may close whose last thing left then; None where the scene ends first.

    at_once: hours that end close it without the wait.
    """
    soonest_s = left_s - EARLY_S if at_once else left_s + wait_s - UNSURE_S
    latest_s = left_s + max(wait_s, 2.0) + LATE_S
    return None if latest_s >= end_s else (soonest_s, latest_s)


def _label(body: Whereabouts, labels: Sequence[Label]) -> Label:
    return next(label for label in LABELS_OF[body.kind] if label in labels)


def inside(polygon: Floats, body: Whereabouts) -> NDArray[np.bool_]:
    """Whether each spot lies in a polygon (even-odd); who is cut off below stands on the edge."""
    x, y = body.x, np.where(body.in_view, np.minimum(body.y, 1.0 - 1e-6), 2.0)
    inside = np.zeros(len(x), np.bool_)
    for (x_a, y_a), (x_b, y_b) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if y_a == y_b:
            continue
        meets = (y_a > y) != (y_b > y)
        inside ^= meets & (x < (x_b - x_a) * (y - y_a) / (y_b - y_a) + x_a)
    return inside


def surely_inside(polygon: Floats, body: Whereabouts) -> NDArray[np.bool_]:
    """Whether each spot lies in a polygon and clear of its edges."""
    sure: NDArray[np.bool_] = np.logical_and.reduce([inside(polygon, n) for n in _about(body)])
    return sure


def maybe_inside(polygon: Floats, body: Whereabouts) -> NDArray[np.bool_]:
    """Whether each spot lies in a polygon or so near to it that a foot may be seen in it."""
    maybe: NDArray[np.bool_] = np.logical_or.reduce([inside(polygon, n) for n in _about(body)])
    return maybe


def _about(body: Whereabouts) -> list[Whereabouts]:
    across, down = ACROSS * body.breadth, DOWN * body.height
    moved = ((0.0, 0.0), (across, 0.0), (-across, 0.0), (0.0, down), (0.0, -down))
    return [replace(body, x=body.x + right, y=body.y + below) for right, below in moved]


def _hours(
    rule: configuration.RestrictedZone, config: Config, utc_of: UtcOf
) -> Callable[[Floats], NDArray[np.bool_]]:
    schedule = rule.schedule
    if schedule is None:
        return lambda t_s: np.ones(len(t_s), np.bool_)
    weekly = WeeklySchedule(schedule, timezone=ZoneInfo(config.timezone))

    def covered(t_s: float) -> bool:
        utc_s = utc_of(t_s)
        return utc_s is not None and weekly.covers(utc_s)

    return lambda t_s: np.array([covered(float(t)) for t in t_s], np.bool_)
