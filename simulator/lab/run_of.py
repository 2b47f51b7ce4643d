"""What a run of a scenario depends on beside the eyes of its device."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.lab.record import Level
from simulator.scenario.schema import Fault, Scenario


def _nobody(_: Fault) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """drop_share: of the frames, how many get lost. id_switches: as the rate of IdSwitches.

    on_fault: told of each fault as it begins.
    """

    scenario: Scenario
    seed: int
    level: Level
    drop_share: float = 0.0
    id_switches: float = 0.0
    on_fault: Callable[[Fault], None] = _nobody
