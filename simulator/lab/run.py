"""One scenario through the device's own code: what left the camera, and what it judged."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

from simulator.lab.eyes import Eyes, TruthEyes, tiny
from simulator.lab.folder import lab_folder
from simulator.lab.play import play
from simulator.lab.record import Level, Record
from simulator.lab.run_of import Run
from simulator.lab.trace import FaultLine, Header, TraceWriter
from simulator.lab.traced import TracedEyes
from simulator.scenario.schema import Fault, Push, Scenario
from simulator.truth.detector import TruthDetector
from simulator.truth.errors import Errors
from simulator.truth.things import TruthThings
from simulator.world.places import pushed_document
from simulator.world.world import World

_NAMED: Final = ("passerby", "numpy", "msgspec")


def run_scenario(
    scenario: Scenario,
    *,
    level: Level = "truth",
    seed: int | None = None,
    trace: Path | None = None,
    errors: Errors | None = None,
    id_switches: float = 0.0,
    drop_share: float = 0.0,
) -> Record:
    """Let a camera live through a scenario on a virtual clock; the same seed, the same bytes.

    seed: the scenario's own unless given. trace: written for replay(). errors: of the detector
    at truth level. id_switches: share of meetings after which two tracks swap numbers.
    drop_share: of the frames, how many get lost. Raises BadInputError.
    """
    seed = scenario.seed if seed is None else seed
    with ExitStack() as stack:
        folder = Path(stack.enter_context(lab_folder()))
        eyes = _eyes(scenario, level=level, seed=seed, errors=errors, folder=folder)
        run = Run(
            scenario=scenario,
            seed=seed,
            level=level,
            drop_share=drop_share,
            id_switches=id_switches,
        )
        if trace is None:
            return play(run, eyes)
        writer = TraceWriter(trace, _header(run, eyes))
        stack.callback(writer.close)
        return play(_told(run, writer), TracedEyes(eyes, writer))


def _eyes(
    scenario: Scenario, *, level: Level, seed: int, errors: Errors | None, folder: Path
) -> Eyes:
    world = World(scenario, seed=seed)
    if level == "truth":
        known = TruthDetector(scenario, world, seed=seed, errors=errors)
        exact = errors is not None and errors.exact
        return TruthEyes(
            known,
            size_px=tiny(scenario.camera),
            faults=scenario.faults,
            things=TruthThings(scenario, world, seed=seed, exact=exact),
        )
    # Only here: what draws and what looks takes seconds to load.
    from simulator.lab.pixel_eyes import PixelEyes
    from simulator.picture.studio import Studio

    return PixelEyes(Studio(scenario, world), scenario.camera, folder=folder)


def _header(run: Run, eyes: Eyes) -> Header:
    return Header(
        scenario=run.scenario,
        seed=run.seed,
        level=run.level,
        size_px=eyes.size_px,
        needs_restart=eyes.needs_restart,
        drop_share=run.drop_share,
        id_switches=run.id_switches,
        made_with={"python": sys.version.split()[0], **{name: version(name) for name in _NAMED}},
    )


def _told(run: Run, writer: TraceWriter) -> Run:
    """The same run, whose faults are written down."""

    def on_fault(fault: Fault) -> None:
        document = None
        if isinstance(fault, Push):
            document = pushed_document(run.scenario, fault).decode()
        writer.write(FaultLine(fault=fault, document=document))

    return replace(run, on_fault=on_fault)
