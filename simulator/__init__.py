"""What replaces hardware on a desk: a world with people, a lab for the device, a page to watch.

For tests and tools of others:

    from simulator import library, read_scenario, run_scenario
    from simulator.score import score

    verdict = score(run_scenario(read_scenario(library()["two-visits"]), level="truth"))
    assert verdict.passed, verdict.failures
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simulator.faults.proxy import Proxy
    from simulator.lab.real import run_real
    from simulator.lab.record import Record
    from simulator.lab.replay import replay
    from simulator.lab.run import run_scenario
    from simulator.picture.studio import Studio
    from simulator.scenario.library import find, library
    from simulator.scenario.read import read_scenario
    from simulator.scenario.schema import Scenario
    from simulator.score import Verdict
    from simulator.truth.truth import Truth
    from simulator.world.world import World

__all__ = [
    "Proxy",
    "Record",
    "Scenario",
    "Studio",
    "Truth",
    "Verdict",
    "World",
    "find",
    "library",
    "read_scenario",
    "replay",
    "run_real",
    "run_scenario",
]

_HOMES: Final = {
    "Proxy": "simulator.faults.proxy",
    "Record": "simulator.lab.record",
    "Scenario": "simulator.scenario.schema",
    "Studio": "simulator.picture.studio",
    "Truth": "simulator.truth.truth",
    "Verdict": "simulator.score",
    "World": "simulator.world.world",
    "find": "simulator.scenario.library",
    "library": "simulator.scenario.library",
    "read_scenario": "simulator.scenario.read",
    "replay": "simulator.lab.replay",
    "run_real": "simulator.lab.real",
    "run_scenario": "simulator.lab.run",
}


def __getattr__(name: str) -> Any:
    # Found when asked for: a camera that is played from a file needs none of the rasteriser.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
