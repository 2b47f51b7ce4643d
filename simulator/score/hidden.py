"""Who is hidden for longer than anybody could be followed: what he does meanwhile is guesswork."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from simulator.scenario.schema import Scenario
from simulator.score.stays import Stay, stays
from simulator.truth.seen import KINDS
from simulator.truth.truth import Truth
from simulator.world.world import World

# A track is followed unseen for so long (edge/tracking), and so long every rule waits at least.
FOLLOWED_S: Final = 2.0
# Of those of whom a third is visible a detector finds half at every look (simulator/truth/errors).
_VISIBLE: Final = 0.35
_STEP_S: Final = 0.25
_CHUNK: Final = 400
# People in a crowd are hidden all the time; scenes of hours are judged by their counts.
_LONGEST_S: Final = 900.0


def hidden_spells(scenario: Scenario, world: World) -> Mapping[int, list[Stay]]:
    """Spans of more than FOLLOWED_S in which hardly anything of a body shows, by index of who.

    Other bodies, what stands in the way and the picture's edges hide. None for scenes of more
    than 15 minutes, and none for bags and what people ride.
    """
    if scenario.duration_s > _LONGEST_S:
        return {}
    times = np.arange(0.0, scenario.duration_s, _STEP_S)
    shown = np.zeros((len(world.people), len(times)), np.bool_)
    truth = Truth(scenario, world)
    for first in range(0, len(times), _CHUNK):
        seen = truth.seen(times[first : first + _CHUNK])
        bodies = seen.take((seen.share_visible >= _VISIBLE) & (seen.kind != KINDS.index("bag")))
        shown[bodies.who, bodies.frame + first] = True
    return {
        who: [
            (start_s - _STEP_S, end_s + _STEP_S)
            for start_s, end_s in stays(~row, times)
            if end_s - start_s > FOLLOWED_S
        ]
        for who, row in enumerate(shown)
    }
