"""Twenty-five kills, a broker that comes and goes: nothing committed is lost or out of order."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from edge.contract import topic
from edge.door import SENDING_ROWS, Door
from edge.privacy.event import Event
from tests.brokers import Mosquitto, wait_until
from tests.uplink_process import start_uplink

KILLS = 25
SEED = 7
CAMERA = "cam-1"
ROOT = Path(__file__).resolve().parents[2]
# Each start of the writer numbers its events in a range of its own: ids never repeat.
RANGE = 1_000_000


class Writer:
    """The writer process, started again after each kill; remembers what it has committed."""

    def __init__(self, door: Path) -> None:
        self.committed: list[str] = []
        self._door = door
        self._starts = 0

    def start(self) -> None:
        self._starts += 1
        first = self._starts * RANGE
        words = [str(self._door), str(first), str(SEED + self._starts), str(first + RANGE)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.writer", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill(self) -> None:
        self._process.kill()
        said, _ = self._process.communicate()
        # The last line may be cut: it was committed, but nobody was told.
        whole = said[: said.rfind("\n") + 1]
        self.committed += [word.partition(":")[0] for word in whole.split()]


@pytest.fixture
def broker(tmp_path):
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, [CAMERA])
    yield broker
    broker.stop()


def run_with_kills(broker, writer, door, log):
    """Kill either process at random moments; every fifth time stop the broker for a while too."""
    chance = random.Random(SEED)
    settings = broker.settings(CAMERA)
    writer.start()
    uplink = start_uplink(settings, door, log)
    for kill in range(KILLS):
        time.sleep(chance.uniform(0.3, 1.5))
        if kill % 5 == 4:
            broker.stop()
            time.sleep(chance.uniform(0.1, 0.5))
            broker.start()
        if chance.random() < 0.5:
            writer.kill()
            writer.start()
        else:
            uplink.kill()
            uplink.wait()
            uplink = start_uplink(settings, door, log)
    writer.kill()
    return uplink


def test_kills_lose_nothing_and_keep_the_order(tmp_path, broker, capsys):
    door_path = tmp_path / "door.sqlite"
    listener = broker.client("operator", kept=True).subscribe(topic(CAMERA, "event/#"))
    writer = Writer(door_path)
    uplink = run_with_kills(broker, writer, door_path, tmp_path / "uplink.log")
    with Door(door_path) as door:
        wait_until(lambda: door.depth() == 0, "an empty door", at_most_s=30)
    last = writer.committed[-1].encode()
    wait_until(lambda: any(last in raw for _, raw, _ in listener.messages), "the last event")
    uplink.terminate()
    uplink.wait(10)
    listener.close()

    raws = [raw for _, raw, _ in listener.messages]
    events = [msgspec.json.decode(raw, type=Event) for raw in raws]
    by_id = dict(zip((e.id for e in events), raws, strict=True))
    fresh, repeated, highest = [], 0, 0
    for event, raw in zip(events, raws, strict=True):
        if event.seq > highest:
            highest = event.seq
            fresh.append(event)
        else:
            repeated += 1
            assert raw == by_id[event.id], "a repetition with other bytes"
    lost = set(writer.committed) - set(by_id)
    with capsys.disabled():
        print(
            f"\n{KILLS} kills: {len(writer.committed)} events committed, {len(lost)} lost,"
            f" {repeated} repeated ({repeated / len(events):.2%}), {len(fresh)} after deduplication"
        )
    assert lost == set()
    assert len({event.session for event in events}) == 1
    assert [event.seq for event in fresh] == list(range(1, highest + 1))
    assert max(Counter(event.id for event in fresh).values()) == 1
    assert [e.id for e in fresh if e.id in set(writer.committed)] == writer.committed
    assert repeated <= KILLS * SENDING_ROWS
