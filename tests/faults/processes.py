"""A camera's two processes without models, forked from one that has loaded all: kills are cheap."""

import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from edge.clock import SystemClock
from edge.door.door import Door, DoorError
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import run_uplink
from tests.edge.samples import count, event

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])
# Each start of a writer numbers its events in a range of its own: ids never repeat.
RANGE = 1_000_000
# About what four busy rules tell, so that a kill finds something under way.
_PAUSE_S = 0.05


class Process:
    """One process, started again at once when it was killed. fell: ends that nobody asked for."""

    def __init__(self, run: Callable[..., None], *values: Any) -> None:
        self._run = run
        self._values = values
        self._starts = 0
        self.fell = 0
        self.start()

    def start(self) -> None:
        self._starts += 1
        self._process: ForkServerProcess = CONTEXT.Process(
            target=self._run, args=(self._starts, *self._values), daemon=True
        )
        self._process.start()

    def kill(self) -> None:
        self.fell += self._process.exitcode is not None
        self._process.kill()
        self._process.join()

    def kill_and_start(self) -> None:
        self.kill()
        self.start()


def write(start: int, door_path: Path, told: "Synchronized[int]") -> None:
    """Stands in for vision: fills the door in small transactions. told: the last number of one."""
    chance = random.Random(start)
    number = start * RANGE
    with Door(door_path) as door:
        door.begin_boot()
        while True:
            batch = range(number, number + chance.randint(1, 5))
            try:
                stored = door.put([event(n) for n in batch], [count()] * (number % 7 == 0))
            except DoorError:
                continue
            told.value = stored[-1].seq
            number = batch[-1] + 1
            time.sleep(chance.uniform(0.0, 2 * _PAUSE_S))


def carry(start: int, settings: UplinkSettings, door_path: Path) -> None:
    """The uplink as it is, but that it waits for the shortest time before it tries again."""
    run_uplink(settings, door_path, SystemClock(), lambda: False, random=lambda: 0.0)
