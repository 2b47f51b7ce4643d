"""The frame loop with models that take long, on a clock that only they and the camera move."""

import os
from collections.abc import Callable, Iterator
from math import floor
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from edge.assemble import Bench
from edge.clock import ManualClock
from edge.config import parse_config
from edge.contract import VisionHealth
from edge.door.door import Door
from edge.geometry import Boxes
from edge.loop.heat import Chip
from edge.loop.load import BUSY
from edge.loop.pipeline import Known, Pipeline
from edge.perception.attention import Attention
from edge.perception.detector import Detections
from edge.perception.frame import Frame
from edge.privacy.mask import Masker
from edge.terms import SourceKind
from edge.vision import Vision
from tests.edge.governed import desired
from tests.edge.white_people import NoFaces, WhitePeople

FPS = 25
SIZE_PX = (320, 240)
# What a frame costs without a model, and the models at their best.
CARRY_S = 0.003
OBJECTS_S = 0.02
FACES_COST_S = 0.03


class Street:
    """A camera that keeps its newest frame; one person walks to and fro before it."""

    kind: SourceKind = "usb"
    state: Literal["ok", "lost"] = "ok"

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._start_s = clock.mono_s()
        self._number = -1
        self.dropped = 0

    def read(self, timeout_s: float) -> Frame | None:
        newest = floor((self._clock.mono_s() - self._start_s) * FPS + 1e-6)
        if newest <= self._number:
            newest = self._number + 1
            self._clock.advance(self._start_s + newest / FPS - self._clock.mono_s())
        self.dropped += newest - self._number - 1
        self._number = newest
        pixels = np.full((SIZE_PX[1], SIZE_PX[0], 3), 40, np.uint8)
        left_px = round(10 + abs(newest * 50 / FPS % 480 - 240))
        pixels[80:200, left_px : left_px + 40] = 255
        mono_s = self._start_s + newest / FPS
        return Frame(pixels, mono_s=mono_s, utc_s=self._clock.utc_s())

    def close(self) -> None:
        """Nothing is held."""


class SlowPeople(WhitePeople):
    def __init__(self, spend: Callable[[float], None]) -> None:
        super().__init__()
        self._spend = spend

    def detect(self, frame: Frame) -> Detections:
        self._spend(OBJECTS_S)
        return super().detect(frame)


class SlowFaces(NoFaces):
    def __init__(self, spend: Callable[[float], None]) -> None:
        self._spend = spend

    def detect(self, frame: Frame) -> Boxes:
        self._spend(FACES_COST_S)
        return super().detect(frame)


class SlowMasker(Masker[Known]):
    def __init__(self, spend: Callable[[float], None]) -> None:
        super().__init__()
        self._spend = spend

    def mask(self, frame: Frame, tag: Known, **known: Any) -> None:
        self._spend(CARRY_S)
        super().mask(frame, tag, **known)


class Post:
    """A camera in the street. slow: how much longer than at their best its models take.

    models_s: how long they took in all.
    """

    def __init__(self, folder: Path) -> None:
        self.slow = 1.0
        self.models_s = 0.0
        self.chip = Chip(temperature_c=50.0, throttled=False)
        self._clock = ManualClock(mono_s=100.0, utc_s=1_800_000_000.0)
        self._door = Door(folder / "door.sqlite")
        build = Bench(random_bytes=os.urandom).build
        config = parse_config(b"version: 1")
        self._vision = Vision(
            camera=Street(self._clock),
            pipeline=Pipeline(
                objects=SlowPeople(self._spend),
                faces=SlowFaces(self._spend),
                masker=SlowMasker(self._clock.advance),
                judges=build(config),
                attention=Attention(),
            ),
            door=self._door,
            desired=desired(folder, door=self._door, build=build, config=config),
            preview=None,
            clock=self._clock,
            chip=lambda: self.chip,
        )
        self._vision.start()

    def after(self, seconds: float) -> VisionHealth:
        """Let time pass and return what vision last said of itself."""
        end_s = self._clock.mono_s() + seconds
        while self._clock.mono_s() < end_s:
            self._vision.step()
        found = self._door.health()
        assert found is not None
        return found[0]

    def close(self) -> None:
        self._door.close()

    def _spend(self, cost_s: float) -> None:
        self.models_s += cost_s * self.slow
        self._clock.advance(cost_s * self.slow)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    post = Post(tmp_path)
    yield post
    post.close()


def test_models_that_are_fast_enough_look_as_often_as_is_meant(post: Post) -> None:
    health = post.after(25)
    assert (health.load, health.fps) == ("ok", pytest.approx(FPS, rel=0.05))
    assert (health.failed_closed_frames, health.dropped_frames) == (0, 0)


@pytest.mark.parametrize("slow", [10.0, 14.0])
def test_slow_models_look_more_rarely_and_every_frame_handed_out_is_masked(
    post: Post, slow: float
) -> None:
    usual = post.after(25)
    post.slow = slow
    health = post.after(45)
    assert health.load == "shedding"
    assert health.looks_per_s < 0.8 * usual.looks_per_s
    assert health.frames == health.masked_frames
    assert health.dropped_frames > 0


@pytest.mark.parametrize("slow", [10.0, 30.0])
def test_no_frame_is_older_than_one_look_and_one_frame(post: Post, slow: float) -> None:
    post.slow = slow
    health = post.after(45)
    look_s = slow * (OBJECTS_S + FACES_COST_S)
    assert health.latency_ms_p50 <= health.latency_ms_p95 <= 1000 * (look_s + 1 / FPS + CARRY_S)


def test_with_rarer_looks_a_quarter_of_the_time_stays_free(post: Post) -> None:
    post.slow = 8.0
    post.after(25)
    models_s = post.models_s
    health = post.after(60)
    carried_s = CARRY_S * health.fps
    assert (post.models_s - models_s) / 60 + carried_s == pytest.approx(BUSY, abs=0.08)


def test_when_the_models_are_fast_again_all_is_as_before(post: Post) -> None:
    before = post.after(25)
    post.slow = 14.0
    assert post.after(45).load == "shedding"
    post.slow = 1.0
    health = post.after(25)
    assert (health.load, health.fps) == ("ok", pytest.approx(before.fps, rel=0.05))
    assert health.looks_per_s > 0.7 * before.looks_per_s


def test_a_hot_chip_looks_more_rarely_before_it_is_throttled_and_masks_as_many_frames(
    post: Post,
) -> None:
    before = post.after(25)
    post.chip = Chip(temperature_c=79.0, throttled=False)
    health = post.after(25)
    assert (health.load, health.throttled, health.temperature_c) == ("hot", False, 79.0)
    assert health.looks_per_s < 0.6 * before.looks_per_s
    assert health.fps == pytest.approx(before.fps, rel=0.05)
    assert health.frames == health.masked_frames
    post.chip = Chip(temperature_c=60.0, throttled=False)
    assert post.after(25).load == "ok"
