"""How many are in a zone at any time, and what that owes when it is too many."""

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
from simulator.score.zones import EARLY_S, LATE_S, UNSURE_S, inside

# edge/rules/steady.py and occupancy.py: lapses forgiven, the shortest leave, who is out of sight.
GAP_S: Final = 1.0
LEFT_S: Final = 3.0
HOLD_S: Final = 2.2
_STEP_S: Final = 0.1
# A count is promised within one; whether one or two are there must be right.
_EXACT_UP_TO: Final = 2


def headcount(
    rule: configuration.Occupancy, config: Config, bodies: Sequence[Whereabouts], t_s: Floats
) -> NDArray[np.int64]:
    """How many of the rule's things stand in its zone at each of (K,) ascending times."""
    polygon = np.array(config.zones[rule.zone].polygon)
    count = np.zeros(len(t_s), np.int64)
    for body in bodies:
        first, last = np.searchsorted(t_s, [body.t_s[0] - 1e-9, body.t_s[-1] + 1e-9])
        nearest = np.searchsorted(body.t_s, t_s[first:last] - 1e-9).clip(0, len(body.t_s) - 1)
        count[first:last] += inside(polygon, body)[nearest]
    return count


def crowdings(
    rule: configuration.Occupancy, config: Config, bodies: Sequence[Whereabouts], *, end_s: float
) -> list[Due]:
    """One event for each time that the lowest limit is reached for long enough.

    Where the number is nearer to the limit than counts are exact it may come, also again.
    """
    if not rule.limits:
        return []
    t_s = np.arange(0.0, end_s, _STEP_S)
    count = headcount(rule, config, bodies, t_s)
    shown = headcount(rule, config, [_shown(body) for body in bodies], t_s)
    lowest = rule.limits[0]
    by = 0 if lowest <= _EXACT_UP_TO else 1
    sure = list(_reached(shown >= lowest + by, t_s, rule, after_s=rule.after_s + UNSURE_S))
    maybe = _reached(count >= lowest - by, t_s, rule, after_s=rule.after_s - UNSURE_S)
    return [due for span in maybe for due in _owed(rule, span, sure, end_s)]


def _shown(body: Whereabouts) -> Whereabouts:
    """The same, out of the picture where it is hidden for long."""
    return replace(body, in_view=body.in_view & body.well_seen)


def _reached(
    enough: NDArray[np.bool_], t_s: Floats, rule: configuration.Occupancy, *, after_s: float
) -> Iterator[Stay]:
    """Spans in which a limit is reached, from its first moment to its last."""
    lasting = [s for s in joined(stays(enough, t_s), gap_s=GAP_S) if s[1] - s[0] >= after_s]
    yield from joined(lasting, gap_s=_leave_s(rule))


def _owed(
    rule: configuration.Occupancy, span: Stay, certain: Sequence[Stay], end_s: float
) -> Iterator[Due]:
    sure = [s for s in certain if span[0] <= s[0] <= span[1]]
    start_s = (sure[0] if sure else span)[0]
    again = Due(
        rule="occupancy",
        place=rule.zone,
        label=rule.labels[0],
        direction=None,
        due_s=start_s + rule.after_s,
        open_s=(span[0] + rule.after_s - EARLY_S - UNSURE_S, span[1] + rule.after_s + LATE_S),
        close_s=None,
        must=False,
    )
    if not sure:
        yield from [again] * _times(rule, span[1] - span[0])
        return
    latest_s = span[1] + _leave_s(rule) + HOLD_S + LATE_S
    soonest_s = sure[-1][1] + _leave_s(rule) - UNSURE_S
    steady = len(sure) == 1
    yield Due(
        rule="occupancy",
        place=rule.zone,
        label=rule.labels[0],
        direction=None,
        due_s=start_s + rule.after_s,
        open_s=(again.open_s[0], start_s + rule.after_s + LATE_S),
        close_s=(soonest_s, latest_s) if steady and latest_s < end_s else None,
    )
    yield from [again] * _times(rule, span[1] - span[0] - sum(b - a for a, b in sure))


def _times(rule: configuration.Occupancy, unsure_s: float) -> int:
    """How often an episode may end and begin anew in so much time that is not clear."""
    return 1 + int(unsure_s / (rule.after_s + _leave_s(rule)))


def _leave_s(rule: configuration.Occupancy) -> float:
    return max(rule.after_s, LEFT_S)
