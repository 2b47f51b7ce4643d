"""How the two processes of a device start in the lab: as on the street, of the same parts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from edge.config import Config
from edge.desired.beginning import begin
from edge.desired.desired import Desired
from edge.desired.memory import Memory
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.loop.heat import Chip
from edge.loop.judges import Bench
from edge.loop.last_view import since_then
from edge.privacy.mask import Masker
from edge.tracking.following import Following
from edge.tracking.tracker import Tracker
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import Uplink
from edge.vision import Vision
from simulator.keyring import Keyring
from simulator.lab.camera import LabCamera
from simulator.lab.clock import LabClock
from simulator.lab.disk import Disk, LabLastView
from simulator.lab.eyes import Eyes
from simulator.lab.memory_broker import MemoryBroker
from simulator.lab.memory_link import dialling
from simulator.lab.watching import WatchedPipeline, Witness
from simulator.lab.wire import Wire

CAMERA: Final = "lab"
# The same in every run: what they sign is the same bytes.
KEYS: Final = Keyring.of(b"lab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one device is made of. folder: its disk; tracker: makes one for each start."""

    folder: Path
    clock: LabClock
    broker: MemoryBroker
    eyes: Eyes
    config: Config
    seed: int
    witness: Witness
    tracker: Callable[[], Following] = Tracker


@dataclass(slots=True, kw_only=True)
class Machine:
    """What the processes share. ids, backoff: their chance."""

    parts: Parts
    disk: Disk
    camera: LabCamera
    chip: Chip
    ids: np.random.Generator
    backoff: np.random.Generator

    def open_door(self) -> Door:
        return Door(
            self.parts.folder / "door.sqlite",
            random_bytes=self.ids.bytes,
            mono_s=self.parts.clock.mono_s,
            connect=self.disk.connect,
        )


@dataclass(slots=True, kw_only=True)
class Running:
    """A process that runs, and what the kernel closes when it is killed."""

    door: Door
    step: Callable[[], object]
    wire: Wire | None = None

    def drop(self) -> None:
        self.door.close()
        if self.wire is not None:
            self.wire.leave()


def start_vision(machine: Machine) -> Running:
    """Raises ModelError: what ends the process at once."""
    parts = machine.parts
    memory = Memory(parts.folder, write=machine.disk.keep)
    authority = Authority(trust=KEYS.trust(CAMERA), kept=memory.policy)
    beginning = begin(
        lambda: parts.config, memory=memory, authority=authority, utc_s=parts.clock.utc_s()
    )
    last_view = LabLastView(parts.folder / "view.json", disk=machine.disk)
    view = since_then(last_view.load(), beginning.report.version)
    bench = Bench(random_bytes=machine.ids.bytes)
    detectors = parts.eyes.detectors(view)
    pipeline = WatchedPipeline(
        parts.witness,
        objects=detectors.objects,
        faces=detectors.faces,
        masker=Masker(),
        judges=bench.build(beginning.within),
        tracker=parts.tracker(),
        attention=detectors.attention,
        sight=detectors.sight,
        things=detectors.things,
        remembered=() if view is None else view.causes,
    )
    door = machine.open_door()
    vision = Vision(
        camera=machine.camera,
        pipeline=pipeline,
        door=door,
        desired=Desired(
            door=door,
            memory=memory,
            build=bench.build,
            authority=authority,
            beginning=beginning,
        ),
        preview=None,
        clock=parts.clock,
        chip=lambda: machine.chip,
        last_view=last_view,
    )
    vision.start()
    return Running(door=door, step=vision.step)


def start_uplink(machine: Machine) -> Running:
    parts, door = machine.parts, machine.open_door()
    running = Running(door=door, step=lambda: uplink.step(0.0))

    def on_dial(wire: Wire) -> None:
        running.wire = wire

    uplink = Uplink(
        UplinkSettings(camera=CAMERA, broker="mqtt://localhost"),
        door,
        parts.clock,
        random=machine.backoff.random,
        dial=dialling(parts.broker, parts.clock.mono_s, on_dial=on_dial),
        wait=_wait_for_the_lab,
    )
    return running


def _wait_for_the_lab(_: float) -> None:
    """Time passes between the steps, not in them."""
