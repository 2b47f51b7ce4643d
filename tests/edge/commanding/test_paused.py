"""A camera that obeys: paused it sees, tells and counts nothing, and opens by itself."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge.assemble import Bench
from edge.clock import ManualClock
from edge.commanding.pause import Pause, Paused
from edge.config import parse_config
from edge.contract import Answer, Command
from edge.desired.memory import Memory
from edge.door.door import Asked, Door
from edge.governance.authority import Authority
from edge.governance.signing import seal
from edge.kept import Kept
from edge.loop.heat import Chip
from edge.loop.pipeline import Pipeline
from edge.perception.frame import Frame
from edge.privacy.mask import FILL, Masker
from edge.vision import RestartAskedError, Vision
from tests.edge.governed import desired
from tests.edge.white_people import NoFaces, WhitePeople
from tests.keys import CAMERA, KEYS

START_UTC_S = 1_800_000_000.0
CONFIG = """
version: 5
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
lines: {middle: {from: [0.5, 0], to: [0.5, 1]}}
counts: {window_s: 60}
rules:
  - {rule: restricted_zone, zone: all}
  - {rule: line_crossing, line: middle}
"""


class Counting(WhitePeople):
    """Counts how often it is asked."""

    asked = 0

    def detect(self, frame):
        self.asked += 1
        return super().detect(frame)


class Walker:
    """A camera in front of which somebody walks to and fro, five frames a second."""

    kind, state, dropped = "pictures", "ok", 0

    def __init__(self, clock):
        self._clock = clock
        self._taken = 0

    def read(self, timeout_s):
        self._clock.advance(0.2)
        self._taken += 1
        pixels = np.full((240, 320, 3), 40, np.uint8)
        left_px = 20 + 10 * abs(self._taken % 48 - 24)
        pixels[80:200, left_px : left_px + 40] = 255
        now_s = self._clock.mono_s()
        return Frame(pixels, mono_s=now_s, utc_s=self._clock.utc_s())

    def close(self):
        pass


OPEN: list[Door] = []


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


class Stage:
    """A vision process without the process; another one over the same folder is a restart."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.clock, self.people = clock, Counting()
        self.uplink, self.door = Door(folder / "door.sqlite"), Door(folder / "door.sqlite")
        OPEN.extend((self.uplink, self.door))
        build = Bench(random_bytes=os.urandom).build
        config = parse_config(CONFIG.encode())
        self.pipeline = Pipeline(
            objects=self.people, faces=NoFaces(), masker=Masker(), judges=build(config)
        )
        self.vision = Vision(
            camera=Walker(clock),
            pipeline=self.pipeline,
            door=self.door,
            desired=desired(folder, door=self.door, build=build, config=config),
            preview=None,
            clock=clock,
            chip=lambda: Chip(temperature_c=None, throttled=None),
            authority=Authority(trust=KEYS.trust(CAMERA), kept=Memory(folder).policy),
            pause=Pause(Kept(folder / "pause.json", Paused), clock, boot="a"),
        )
        self.vision.start()

    def ask(self, name: str, **fields: int) -> None:
        t = int(self.clock.utc_s() or 0)
        command = Command(id=str(uuid.uuid4()), name=name, t=t, **fields)
        body = msgspec.json.encode(command).decode()
        raw = seal(body, purpose="command", audience=[CAMERA], by=[KEYS.operator])
        self.uplink.deliver_command(Asked(name=name, raw=raw, reply=f"response/{name}"))

    def live(self, seconds: float) -> None:
        end_s = self.clock.mono_s() + seconds
        while self.clock.mono_s() < end_s:
            self.vision.step()

    def told(self, start: str) -> list[bytes]:
        parcels = self.uplink.parcels(after=0, limit=10_000)
        return [parcel.payload for parcel in parcels if parcel.suffix.startswith(start)]

    def answers(self) -> list[Answer]:
        return [msgspec.json.decode(raw, type=Answer) for raw in self.told("response/")]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(mono_s=50.0, utc_s=START_UTC_S)


@pytest.fixture
def stage(tmp_path: Path, clock: ManualClock) -> Stage:
    return Stage(tmp_path, clock)


def test_while_paused_nothing_is_looked_at_and_nothing_is_told(stage: Stage) -> None:
    stage.live(10.0)
    assert stage.told("event/")
    stage.ask("pause", minutes=5)
    stage.live(1.0)
    assert stage.pipeline.causes == ("paused",)
    looks, events = stage.people.asked, stage.told("event/")
    stage.live(200.0)
    assert (stage.people.asked, stage.told("event/")) == (looks, events)
    health = stage.uplink.health()
    assert health is not None
    assert (health[0].masked_whole, health[0].detector) == ("paused", "ok")


def test_while_paused_every_picture_is_masked_whole() -> None:
    build = Bench(random_bytes=os.urandom).build
    pipeline = Pipeline(
        objects=WhitePeople(),
        faces=NoFaces(),
        masker=Masker(),
        judges=build(parse_config(CONFIG.encode())),
    )
    pipeline.paused = True
    pixels = np.full((240, 320, 3), 40, np.uint8)
    pixels[80:200, 100:140] = 255
    (view,) = pipeline.look(Frame(pixels, mono_s=0.0)).views
    assert view.cause == "paused"
    # But for the words that say why.
    assert (view.masked.pixels == FILL).all(axis=2).mean() > 0.8
    assert not (view.masked.pixels[80:200, 100:140] == 40).any()


def test_windows_of_a_pause_have_no_counts_never_false_ones(stage: Stage) -> None:
    stage.live(70.0)
    stage.ask("pause", minutes=3)
    stage.live(400.0)
    counts = [msgspec.json.decode(raw) for raw in stage.told("count/")]
    assert [count["count_in"] is None for count in counts[1:5]] == [True] * 4
    assert counts[5]["count_in"] is not None


def test_a_pause_ends_by_itself_and_once_people_are_known_again(stage: Stage) -> None:
    stage.live(5.0)
    stage.ask("pause", minutes=1)
    stage.live(59.0)
    assert stage.pipeline.causes == ("paused",)
    stage.live(1.2)
    assert stage.pipeline.causes == ("paused",)
    stage.live(3.0)
    assert stage.pipeline.causes == ()


def test_a_pause_survives_a_restart(stage: Stage, tmp_path: Path, clock: ManualClock) -> None:
    stage.ask("pause", minutes=5)
    stage.live(1.0)
    again = Stage(tmp_path, clock)
    again.live(60.0)
    assert again.pipeline.causes[-1] == "paused"
    assert again.people.asked == 0
    again.live(300.0)
    assert again.pipeline.causes == ()


def test_a_restart_is_answered_before_it_comes_and_comes_once(
    stage: Stage, tmp_path: Path, clock: ManualClock
) -> None:
    stage.ask("restart")
    with pytest.raises(RestartAskedError):
        stage.live(1.0)
    stage.vision.finish()
    assert [(answer.name, answer.state) for answer in stage.answers()] == [("restart", "done")]
    again = Stage(tmp_path, clock)
    again.live(5.0)
    assert len(again.answers()) == 1


def test_a_self_test_asks_the_models_themselves(stage: Stage) -> None:
    stage.ask("self-test")
    stage.live(1.0)
    stage.people.broken = True
    stage.ask("self-test")
    stage.live(1.0)
    checks = [answer.checks for answer in stage.answers()]
    assert [check.objects for check in checks if check] == ["ok", "failed"]
    assert [check.faces for check in checks if check] == ["ok", "ok"]


def test_a_command_that_nobody_who_may_signed_is_counted_in_health(stage: Stage) -> None:
    stage.uplink.deliver_command(Asked(name="ping", raw=b"{}", reply="response/ping"))
    stage.live(15.0)
    health = stage.uplink.health()
    assert health is not None
    assert health[0].refused_commands == 1
    assert stage.answers() == []
