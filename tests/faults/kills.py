"""SIGKILL, to a writer at the door, to an uplink or to the broker, at random moments."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Generic, TypeVar

from edge.contract import topic
from edge.door.door import Door
from tests.brokers import Listener, Mosquitto
from tests.faults.ledger import Verdict, judge, last_seq
from tests.faults.processes import CONTEXT, Process, carry, write
from tests.patience import wait_until

# The rest is shared evenly by writers and uplinks.
BROKERS_SHARE = 0.1
DRAIN_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """fell: processes that ended without being killed."""

    kills: dict[str, int]
    fell: int
    verdicts: tuple[Verdict, ...]


Uplink = TypeVar("Uplink")


class Camera(Generic[Uplink]):
    """A door with a writer before it and an uplink behind it. start_uplink: at that door."""

    def __init__(self, folder: Path, name: str, start_uplink: Callable[[Path], Uplink]) -> None:
        self.name = name
        self.door = folder / f"{name}.sqlite"
        self.told: Synchronized[int] = CONTEXT.Value("q", 0, lock=False)
        self.writer = Process(write, self.door, self.told)
        self.uplink = start_uplink(self.door)

    def drain(self) -> None:
        self.writer.kill()
        with Door(self.door) as door:
            wait_until(lambda: door.depth() == 0, f"{self.name} to be empty", at_most_s=DRAIN_S)

    def verdict(self, listener: Listener) -> Verdict:
        """Judge what came, once the last event did."""
        assert last_seq(self.door) >= self.told.value, "the door has forgotten what it told"
        return judge_all(self.name, self.door, listener)


def judge_all(camera: str, door: Path, listener: Listener) -> Verdict:
    """Wait for the last event at the receiver, as long as that may take, and judge all of them."""
    committed = last_seq(door)
    start, mark = topic(camera, "event/"), b'"seq":%d,' % committed
    end_s, seen = time.monotonic() + DRAIN_S, 0
    while committed and time.monotonic() < end_s:
        fresh = listener.messages[seen:]
        seen += len(fresh)
        if any(mark in raw for name, raw, _ in fresh if start in name):
            break
        time.sleep(0.1)
    arrived = [raw for name, raw, _ in listener.messages if name.startswith(start)]
    return judge(arrived, committed=committed)


def run(folder: Path, *, kills: int, cameras: int, seed: int, gap_s: float = 0.3) -> Killed:
    """Kill so often, and judge what came of it. gap_s: between two kills, at most."""
    chance = random.Random(seed)
    names = [f"cam-{n}" for n in range(1, cameras + 1)]
    broker = Mosquitto(folder, names)
    listener = broker.client("operator", kept=True).subscribe(topic("+", "event/#"))
    # Stopped in order once, it has the receiver's session on its disk.
    broker.stop()
    broker.start()
    park = [_camera(folder, name, broker) for name in names]
    done = {"writer": 0, "uplink": 0, "broker": 0}
    for _ in range(kills):
        time.sleep(chance.uniform(0.0, gap_s))
        camera = chance.choice(park)
        what = chance.choice(["writer", "uplink"])
        if chance.random() < BROKERS_SHARE:
            what = "broker"
            if chance.random() < 0.5:
                # It saves, as it does every minute, and may be killed while it does.
                os.kill(broker.process_id, signal.SIGUSR1)
                time.sleep(chance.uniform(0.0, gap_s))
            broker.stop(signal.SIGKILL)
            broker.start()
        else:
            (camera.writer if what == "writer" else camera.uplink).kill_and_start()
        done[what] += 1
    for camera in park:
        camera.drain()
    verdicts = tuple(camera.verdict(listener) for camera in park)
    for camera in park:
        camera.uplink.kill()
    listener.close()
    broker.stop()
    fell = sum(camera.writer.fell + camera.uplink.fell for camera in park)
    return Killed(kills=done, fell=fell, verdicts=verdicts)


def _camera(folder: Path, name: str, broker: Mosquitto) -> Camera[Process]:
    return Camera(folder, name, lambda door: Process(carry, broker.settings(name), door))
