"""One device through one scenario with given eyes, from its power-on to its last message."""

import time
from pathlib import Path

from simulator.lab.boot import Parts
from simulator.lab.clock import LabClock
from simulator.lab.device import Device
from simulator.lab.eyes import Eyes
from simulator.lab.folder import lab_folder
from simulator.lab.lab import Lab
from simulator.lab.memory_broker import MemoryBroker
from simulator.lab.mixing import trackers
from simulator.lab.record import Record
from simulator.lab.run_of import Run
from simulator.lab.watching import Witness
from simulator.scenario.read import start_utc_s
from simulator.world.places import config_of


def play(run: Run, eyes: Eyes) -> Record:
    """Let a device live through a scenario.

    Raises DocumentError for a configuration that no camera would take.
    """
    start_s = time.perf_counter()
    with lab_folder() as name:
        clock = LabClock(start_utc_s=start_utc_s(run.scenario))
        witness, broker = Witness(clock.mono_s), MemoryBroker(clock)
        config = config_of(run.scenario)
        device = Device(
            Parts(
                folder=Path(name),
                clock=clock,
                broker=broker,
                eyes=eyes,
                config=config,
                seed=run.seed,
                witness=witness,
                tracker=trackers(run.id_switches, seed=run.seed),
            )
        )
        lab = Lab(run, device=device, clock=clock, broker=broker, eyes=eyes)
        try:
            lab.play()
            waiting = device.waiting()
        finally:
            device.switch_off()
    return Record(
        scenario=run.scenario,
        seed=run.seed,
        level=run.level,
        broker="memory",
        config=config,
        happened=tuple(witness.happened),
        heard=tuple(lab.heard),
        shown=witness.shown,
        waiting=waiting,
        frames=len(witness.shown),
        wall_s=time.perf_counter() - start_s,
    )
