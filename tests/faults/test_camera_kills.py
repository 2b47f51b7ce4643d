"""A whole camera on a street: its two processes killed 25 times, its broker restarted."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge.contract import topic
from edge.door import Door
from edge.privacy.event import Event
from tests.brokers import Mosquitto, wait_until

KILLS = 25
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


class Process:
    """One of the camera's processes, started again at once when it was killed."""

    def __init__(self, log: Path, *words: str) -> None:
        self._log = log
        self._words = [sys.executable, "-m", "edge", *words]
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(self._words, stdout=out, stderr=out)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        self._process.terminate()
        return self._process.wait(20)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, [CAMERA])
    yield broker
    broker.stop()


def test_a_camera_loses_no_event_and_tells_none_twice(
    broker: Mosquitto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    door_path, config, log = tmp_path / "door.sqlite", tmp_path / "c.yaml", tmp_path / "log"
    config.write_text(CONFIG)
    listener = broker.client("operator", kept=True).subscribe(topic(CAMERA, "event/#"))
    settings = broker.settings(CAMERA)
    vision = Process(
        log, "vision", "--source", "sim:street", "--config", str(config),
        "--state", str(tmp_path / "state"), "--door", str(door_path),
    )  # fmt: skip
    uplink = Process(
        log, "uplink", "--camera", CAMERA, "--broker", settings.broker, "--door", str(door_path),
        "--ca", str(settings.ca), "--cert", str(settings.cert), "--key", str(settings.key),
    )  # fmt: skip
    chance = random.Random(11)
    wait_until(lambda: listener.messages, "a first event", at_most_s=60)
    for kill in range(KILLS):
        # Vision needs some seconds to look and find anything: let some lives be long enough.
        time.sleep(chance.choice([0.2, 0.7, 2.0, 4.0]))
        if kill % 6 == 5:
            broker.stop()
            time.sleep(chance.uniform(0.1, 1.0))
            broker.start()
        victim = chance.choice([vision, uplink])
        victim.kill()
        victim.start()
    assert vision.end() == 0, log.read_text()
    with Door(door_path) as door:
        wait_until(lambda: door.depth() == 0, "an empty door", at_most_s=60)
    assert uplink.end() == 0
    committed = last_seq(door_path)
    wait_until(
        lambda: any(b'"seq":%d,' % committed in raw for _, raw, _ in listener.messages), "all"
    )
    listener.close()

    events = [msgspec.json.decode(raw, type=Event) for _, raw, _ in listener.messages]
    fresh, repeated = [], 0
    for event in events:
        if not fresh or event.seq > fresh[-1].seq:
            fresh.append(event)
        else:
            repeated += 1
            assert event in fresh, "a repetition that is no repetition"
    with capsys.disabled():
        print(f"\n{KILLS} kills of a whole camera: {len(fresh)} events, {repeated} repeated")
    assert committed > 0
    assert [event.seq for event in fresh] == list(range(1, committed + 1))
    assert len({event.id for event in fresh}) == len(fresh)


def last_seq(door_path: Path) -> int:
    """The number of the last event that was ever committed to this door."""
    database = sqlite3.connect(f"file:{door_path}?mode=ro", uri=True)
    try:
        (seq,) = database.execute("SELECT seq FROM meta").fetchone()
    finally:
        database.close()
    return int(seq)
