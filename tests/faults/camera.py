"""A whole camera on a street, its models included: vision, uplink and broker killed at random."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from edge.contract import topic
from edge.door.door import Door
from tests.brokers import Mosquitto
from tests.faults.kills import BROKERS_SHARE, Killed, judge_all
from tests.faults.ledger import last_seq
from tests.keys import enrol
from tests.patience import wait_until

CAMERA = "cam-1"
CONFIG = """
version: 1
zones: {everywhere: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {left: {from: [0.3, 0], to: [0.3, 1]}, right: {from: [0.7, 0], to: [0.7, 1]}}
rules:
  - {rule: restricted_zone, zone: everywhere, min_dwell_s: 0}
  - {rule: loitering, zone: everywhere, after_s: 1}
  - {rule: line_crossing, line: left}
  - {rule: line_crossing, line: right}
"""
_LIVES_S = (0.1, 0.3, 0.7, 1.5)
# So many visions are killed only once they have told something; how long that takes is up to the
# machine, and else most would be killed before. What a life tells comes in its first seconds:
# afterwards the throttle is silent for minutes, so nobody waits for more.
_AT_WORK = 0.5
_TALKATIVE_S = 1.0
# To load its models takes a machine that does much else besides a minute.
_PATIENCE_S = 600.0


class Process:
    """One of the camera's processes, started again at once when it was killed."""

    def __init__(self, log: Path, *words: str) -> None:
        self._log = log
        self._words = [sys.executable, "-m", "edge", *words]
        self.fell = 0
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(self._words, stdout=out, stderr=out)

    def kill_and_start(self) -> None:
        self.fell += self._process.poll() is not None
        self._process.kill()
        self._process.wait()
        self.start()

    def end(self) -> int:
        self._process.terminate()
        return self._process.wait(_PATIENCE_S)


def run(folder: Path, *, kills: int, seed: int) -> Killed:
    """Kill so often, end in order, and judge what came of it."""
    broker_folder = folder / "broker"
    broker_folder.mkdir()
    broker = Mosquitto(broker_folder, [CAMERA])
    door_path, config, log = folder / "door.sqlite", folder / "c.yaml", folder / "log"
    config.write_text(CONFIG)
    listener = broker.client("operator", kept=True).subscribe(topic(CAMERA, "event/#"))
    # Stopped in order once, it has the receiver's session on its disk.
    broker.stop()
    broker.start()
    settings = broker.settings(CAMERA)
    vision = Process(
        log, "vision", "--source", "sim:street", "--config", str(config),
        "--state", str(folder / "state"), "--door", str(door_path), *enrol(folder, camera=CAMERA),
    )  # fmt: skip
    uplink = Process(
        log, "uplink", "--camera", CAMERA, "--broker", settings.broker, "--door", str(door_path),
        "--ca", str(settings.ca), "--cert", str(settings.cert), "--key", str(settings.key),
    )  # fmt: skip
    chance, done = random.Random(seed), Counter[str]()
    wait_until(lambda: listener.messages, "a first event", at_most_s=_PATIENCE_S)
    told_before = 0
    for _ in range(kills):
        time.sleep(chance.choice(_LIVES_S))
        if chance.random() < BROKERS_SHARE:
            done["broker"] += 1
            broker.stop(signal.SIGKILL)
            broker.start()
        elif chance.random() < 0.5:
            done["uplink"] += 1
            uplink.kill_and_start()
        else:
            done["vision"] += 1
            if chance.random() < _AT_WORK:
                _wait_for_more_than(told_before, door_path)
                time.sleep(chance.uniform(0.0, _TALKATIVE_S))
            vision.kill_and_start()
            told_before = last_seq(door_path)
    # Who was killed last may be told to end before it has begun to listen.
    in_order = (0, -signal.SIGTERM)
    assert vision.end() in in_order, log.read_text()
    with Door(door_path) as door:
        wait_until(lambda: door.depth() == 0, "an empty door", at_most_s=_PATIENCE_S)
    assert uplink.end() in in_order, log.read_text()
    verdict = judge_all(CAMERA, door_path, listener)
    listener.close()
    broker.stop()
    return Killed(kills=done, fell=vision.fell + uplink.fell, verdicts=(verdict,))


def _wait_for_more_than(known: int, door: Path) -> None:
    wait_until(lambda: last_seq(door) > known, "an event", at_most_s=_PATIENCE_S)
