"""Scenes drawn by lot, for one rule each: the same seed, the same scene."""

from collections.abc import Callable, Mapping
from typing import Final

from edge.errors import BadInputError
from simulator.scenario.lot.line_crossing import line_crossing
from simulator.scenario.lot.loitering import loitering
from simulator.scenario.lot.occupancy import occupancy
from simulator.scenario.lot.restricted_zone import restricted_zone
from simulator.scenario.lot.tampering import tampering
from simulator.scenario.lot.unattended_object import unattended_object
from simulator.scenario.lot.wrong_way import wrong_way
from simulator.scenario.schema import Scenario

LOTS: Final[Mapping[str, Callable[[int], Scenario]]] = {
    "restricted_zone": restricted_zone,
    "loitering": loitering,
    "line_crossing": line_crossing,
    "occupancy": occupancy,
    "wrong_way": wrong_way,
    "tampering": tampering,
    "unattended_object": unattended_object,
}


def drawn(rule: str, *, seed: int) -> Scenario:
    """Draw one. Raises BadInputError for a rule that has no such scenes."""
    if rule not in LOTS:
        raise BadInputError(f"lot:{rule}: scenes are drawn for {', '.join(LOTS)}")
    return LOTS[rule](seed)
