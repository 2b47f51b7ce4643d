"""What somebody who goes against the way of a zone owes."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge import config as configuration
from edge.config import Config, Line
from simulator.score.due import Due
from simulator.score.stays import Stay, joined, stays
from simulator.score.whereabouts import Floats, Whereabouts
from simulator.score.zones import EARLY_S, LATE_S, UNSURE_S, closing, inside

# edge/rules/wrong_way.py: an episode ends after this long.
EMPTY_S: Final = 3.0
# edge/rules/heading.py: against is within 60 degrees; sure within 45, out of the question at 75.
_SURE: Final = math.cos(math.radians(45))
_MAYBE: Final = math.cos(math.radians(75))
# What a box's trembling hides in a second, in shares of it across and down; twice it shows.
_TREMBLE: Final = (0.2, 0.085)
_SPAN_S: Final = 1.0


def wrong_ways(
    rule: configuration.WrongWay, config: Config, bodies: Sequence[Whereabouts], *, end_s: float
) -> list[Due]:
    """One event for each time that somebody goes against the way for long enough."""
    polygon, way = np.array(config.zones[rule.zone].polygon), config.lines[rule.along]
    going: list[Stay] = []
    certain: list[Stay] = []
    for body in bodies:
        spots = inside(polygon, body)
        for told, sure, after_s in (
            (going, False, rule.after_s - UNSURE_S),
            (certain, True, rule.after_s + UNSURE_S),
        ):
            within = spots & body.well_seen if sure else spots
            against = _goes(way, body, -1.0, sure=sure) & within
            along = _goes(way, body, 1.0, sure=not sure)
            pause_s = EMPTY_S - UNSURE_S if sure else EMPTY_S + UNSURE_S
            spent_s = _adds_up(against, along, within, body.t_s, pause_s=pause_s)
            told += stays(against & (spent_s >= after_s), body.t_s)
    sure_parts = joined(certain, gap_s=EMPTY_S - UNSURE_S)
    due: list[Due] = []
    left_s = -math.inf
    for episode in joined(going, gap_s=EMPTY_S - UNSURE_S):
        parts = [part for part in sure_parts if episode[0] <= part[0] <= episode[1]]
        found = _episode(rule, episode, parts, end_s)
        # Whether a pause of about EMPTY_S parts two episodes is a matter of a tenth of a second.
        if episode[0] - left_s < EMPTY_S + UNSURE_S:
            due[-1], found[0] = replace(due[-1], close_s=None), replace(found[0], must=False)
        due += found
        left_s = episode[1]
    return due


def _episode(
    rule: configuration.WrongWay, episode: Stay, parts: Sequence[Stay], end_s: float
) -> list[Due]:
    """What must come, once for sure, and again where the truth itself comes and goes."""
    maybe = Due(
        rule="wrong_way",
        place=rule.zone,
        label=rule.labels[0],
        direction=None,
        due_s=episode[0],
        open_s=(episode[0] - EARLY_S, episode[1] + LATE_S),
        close_s=None,
        must=False,
    )
    if not parts:
        return [maybe]
    unsure_s = episode[1] - episode[0] - 3 * UNSURE_S - sum(end - start for start, end in parts)
    again = len(parts) - 1 + math.ceil(max(unsure_s, 0.0) / EMPTY_S)
    due_s = parts[0][0] - UNSURE_S
    must = replace(
        maybe,
        due_s=due_s,
        open_s=(maybe.open_s[0], due_s + LATE_S),
        close_s=None if again else closing(episode[1], EMPTY_S, end_s, at_once=False),
        must=True,
    )
    return [*[maybe] * again, must]


def _adds_up(
    against: NDArray[np.bool_],
    along: NDArray[np.bool_],
    within: NDArray[np.bool_],
    t_s: Floats,
    *,
    pause_s: float,
) -> Floats:
    """Time spent against the way in the zone since the last pause, less that along it."""
    step_s = float(t_s[1] - t_s[0]) if len(t_s) > 1 else 0.0
    spent_s, paused_s, adding = 0.0, 0.0, np.zeros(len(t_s))
    for index, steps in enumerate((step_s * (against * 1.0 - along)).tolist()):
        paused_s = 0.0 if steps > 0 else paused_s + step_s
        goes_on = within[index] and paused_s <= pause_s
        spent_s = max(spent_s + steps, 0.0) if goes_on else 0.0
        adding[index] = spent_s
    return adding


def _goes(way: Line, body: Whereabouts, sign: float, *, sure: bool) -> NDArray[np.bool_]:
    """When a body goes along a way (sign 1) or against it (-1), by where it was a second before."""
    across, down = way.end[0] - way.start[0], way.end[1] - way.start[1]
    along_x, along_y = across / math.hypot(across, down), down / math.hypot(across, down)
    before_x, before_y = (_before(places, body.t_s) for places in (body.x, body.y))
    moved_x, moved_y = body.x - before_x, body.y - before_y
    straight = np.hypot(moved_x, moved_y)
    along = sign * (moved_x * along_x + moved_y * along_y)
    tremble = _TREMBLE[0] * body.breadth * abs(along_x) + _TREMBLE[1] * body.height * abs(along_y)
    share, least = (_SURE, 2 * tremble) if sure else (_MAYBE, tremble / 2)
    found: NDArray[np.bool_] = (along >= share * straight) & (straight >= least)
    return found


def _before(places: Floats, t_s: Floats) -> Floats:
    """Where it was a second ago, or as long as it has been there."""
    before: Floats = np.interp(t_s - _SPAN_S, t_s, places)
    return before
