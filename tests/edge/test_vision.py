"""The frame loop over a real door, with a camera and detectors that do as they are told."""

import logging
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import pytest

from edge.assemble import Bench
from edge.capture.camera import EndOfRecording
from edge.clock import ManualClock
from edge.config import parse_config
from edge.contract import ConfigFault, ConfigReport, VisionHealth
from edge.door.door import Door, DoorError
from edge.errors import Fault
from edge.loop.heat import Chip
from edge.loop.pipeline import Pipeline
from edge.perception.frame import Frame
from edge.preview import Preview
from edge.privacy.mask import Masker
from edge.terms import SourceKind
from edge.vision import HEALTH_EVERY_S, Vision
from tests.edge.governed import desired
from tests.edge.unthrottled import Unthrottled
from tests.edge.white_people import NoFaces, WhitePeople
from tests.keys import signed
from tests.patience import PATIENCE_S

FPS = 10
SIZE_PX = (320, 240)
START_UTC_S = 1_800_000_000.0
LINES = [f"line-{number}" for number in range(12)]
CONFIG = "version: 5\nlines:\n" + "".join(
    f"  {name}: {{from: [{0.3 + 0.03 * number}, 0], to: [{0.3 + 0.03 * number}, 1]}}\n"
    for number, name in enumerate(LINES)
)
CONFIG += "rules:\n" + "".join(f"  - {{rule: line_crossing, line: {name}}}\n" for name in LINES)
# Twelve lines passed from left to right, each at a look of its own and at a walk: none is stood on.
WALK = [0.1 + 0.03 * step for step in range(25)]
# Two ways in which a card takes nothing more, and back.
READ_ONLY = "PRAGMA query_only = ON", "PRAGMA query_only = OFF"
DISK_FULL = "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"


class Actor:
    """A camera in front of which one person stands where it is told to. None: nothing comes."""

    kind: SourceKind = "usb"
    state: Literal["ok", "lost"] = "ok"
    dropped = 0
    ended = False
    late_s = 0.0

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.places: list[float | None] = []

    def read(self, timeout_s: float) -> Frame | None:
        if self.ended:
            raise EndOfRecording("over")
        self._clock.advance(1 / FPS)
        place = self.places.pop(0)
        if place is None:
            return None
        pixels = np.full((SIZE_PX[1], SIZE_PX[0], 3), 40, np.uint8)
        left_px = round(place * SIZE_PX[0])
        pixels[80:200, left_px : left_px + 40] = 255
        mono_s, utc_s = self._clock.mono_s(), self._clock.utc_s()
        self._clock.advance(self.late_s)
        return Frame(pixels, mono_s=mono_s, utc_s=utc_s)

    def close(self) -> None:
        self.ended = True


class Stage:
    """A vision process without the process."""

    def __init__(
        self,
        folder: Path,
        *,
        preview: bool = False,
        door: str = "door.sqlite",
        config: str | None = CONFIG,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        self.clock = ManualClock(mono_s=50.0, utc_s=START_UTC_S)
        self.chip = Chip(temperature_c=48.5, throttled=None)
        self.camera = Actor(self.clock)
        self.people = WhitePeople()
        self.door = Door(folder / door)
        self.uplink = Door(folder / door)
        self.socket = folder / "preview.sock"
        build = Bench(random_bytes=os.urandom).build
        started = None if config is None else parse_config(config.encode())
        self.vision = Vision(
            camera=self.camera,
            pipeline=Pipeline(
                objects=self.people,
                faces=NoFaces(),
                masker=Masker(),
                judges=replace(
                    build(None if config is None else parse_config(config.encode())),
                    throttle=Unthrottled(),
                ),
            ),
            door=self.door,
            desired=desired(folder, door=self.door, build=build, config=started, faults=faults),
            preview=Preview(self.socket) if preview else None,
            clock=self.clock,
            chip=lambda: self.chip,
        )
        self.vision.start()

    def play(self, *places: float | None) -> None:
        self.camera.places += places
        while self.camera.places:
            self.vision.step()

    def settle(self) -> None:
        """Let half a second pass in which no frame comes: the door is used every now and then."""
        self.play(*[None] * 5)

    def pragma(self, text: str) -> None:
        """Set something on the connection of vision alone."""
        self.door._file._current().execute(text)

    def events(self) -> list[dict[str, Any]]:
        parcels = self.uplink.parcels(after=0, limit=10_000)
        return [msgspec.json.decode(p.payload) for p in parcels if p.suffix.startswith("event/")]

    def report(self) -> ConfigReport:
        (raw,) = [
            parcel.payload
            for parcel in self.uplink.parcels(after=0, limit=10_000)
            if parcel.suffix == "config/reported"
        ]
        return msgspec.json.decode(raw, type=ConfigReport)

    def health(self) -> VisionHealth:
        found = self.uplink.health()
        assert found is not None
        return found[0]

    def close(self) -> None:
        self.door.close()
        self.uplink.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.close()


def test_it_starts_by_telling_which_configuration_is_at_work(stage: Stage) -> None:
    report = stage.report()
    assert (report.state, report.version, report.desired_version) == ("applied", 5, None)
    assert [watched.place for watched in report.places] == LINES
    assert stage.uplink.boot == 1


def test_what_happens_goes_through_the_door_in_order(stage: Stage) -> None:
    stage.play(*WALK)
    stage.settle()
    passed = [(event["seq"], event["line"]) for event in stage.events()]
    assert passed == list(enumerate(LINES, start=1))


def test_a_door_that_is_closed_at_the_start_opens_later_and_gets_all_in_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    in_the_way = tmp_path / "state"
    in_the_way.touch()
    stage = Stage(tmp_path, door="state/door.sqlite")
    stage.play(*WALK, *reversed(WALK))
    in_the_way.unlink()
    stage.play(*[None] * 25)
    assert (stage.uplink.boot, stage.report().version) == (1, 5)
    assert [event["seq"] for event in stage.events()] == list(range(1, 2 * len(LINES) + 1))
    assert [event["line"] for event in stage.events()] == [*LINES, *reversed(LINES)]
    told = [record.message for record in caplog.records if record.name == "edge.vision"]
    assert len(told) == 2
    assert told[0].startswith("the door takes nothing: ")
    assert told[1] == "the door is open again"
    stage.close()


def test_behind_a_closed_door_a_bounded_amount_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.door.waiting._MOST", 5)
    in_the_way = tmp_path / "state"
    in_the_way.touch()
    stage = Stage(tmp_path, door="state/door.sqlite")
    stage.play(*WALK)
    in_the_way.unlink()
    stage.play(*[None] * 25)
    assert [event["line"] for event in stage.events()] == LINES[-5:]
    assert stage.health().rejected_events == len(LINES) - 5
    stage.close()


def test_behind_a_closed_door_masked_pictures_are_shown(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    stage = Stage(tmp_path, preview=True, door="state/door.sqlite")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as viewer:
        viewer.settimeout(PATIENCE_S)
        viewer.connect(str(stage.socket))
        stage.play(0.1)
        header = msgspec.json.decode(_part(viewer))
    assert (header["state"], header["whole"]) == ("ok", False)
    with pytest.raises(DoorError):
        stage.vision.finish()
    stage.close()


def test_a_door_that_begins_afresh_is_told_boot_and_configuration_again(
    stage: Stage, tmp_path: Path
) -> None:
    first = stage.uplink.session
    for ending in ("-wal", "-shm", ""):
        (tmp_path / f"door.sqlite{ending}").replace(tmp_path / f"old{ending}")
    stage.play(*WALK)
    stage.settle()
    assert stage.uplink.session != first
    assert (stage.uplink.boot, stage.uplink.config_version) == (1, 5)
    assert [event["seq"] for event in stage.events()] == list(range(1, len(LINES) + 1))


@pytest.mark.parametrize("pragmas", [READ_ONLY, DISK_FULL], ids=["read-only", "full"])
def test_what_a_closed_door_does_not_take_waits_and_passes_later_in_order(
    stage: Stage, pragmas: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stage.pragma(pragmas[0])
    for _ in range(3):
        stage.play(*WALK, *reversed(WALK))
    taken = len(stage.events())
    stage.pragma(pragmas[1])
    stage.settle()
    events = stage.events()
    assert taken < len(events) == 6 * len(LINES)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    once = [event["line"] for event in events[: 2 * len(LINES)]]
    assert once == [*LINES, *reversed(LINES)]
    told = [record.message for record in caplog.records if "the door" in record.message]
    assert len(told) == 2
    assert told[0].startswith("the door takes nothing: ")
    assert told[1] == "the door is open again"


def test_what_waits_is_bounded_and_what_was_dropped_is_counted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.door.waiting._MOST", 5)
    stage.pragma(READ_ONLY[0])
    stage.play(*WALK)
    stage.pragma(READ_ONLY[1])
    stage.clock.advance(HEALTH_EVERY_S)
    stage.settle()
    assert [event["line"] for event in stage.events()] == LINES[-5:]
    assert stage.health().rejected_events == len(LINES) - 5


def test_health_tells_what_was_looked_at(stage: Stage) -> None:
    stage.play(*[None] * 200, *[0.1] * 150)
    health = stage.health()
    assert (health.source, health.camera, health.detector, health.clock) == (
        "usb", "ok", "ok", "set",
    )  # fmt: skip
    assert health.fps == pytest.approx(FPS, abs=0.2)
    assert health.frames == health.masked_frames > 100
    assert health.seen_bytes == health.frames * SIZE_PX[0] * SIZE_PX[1] * 3
    assert 25 <= health.uptime_s <= 35
    assert health.t is not None
    assert health.t - START_UTC_S == pytest.approx(health.uptime_s, abs=1)
    assert (health.failed_closed_frames, health.rejected_events) == (0, 0)
    assert 0 <= health.latency_ms_p50 <= health.latency_ms_p95


def test_a_first_health_comes_soon_after_the_start(stage: Stage) -> None:
    stage.play(*[0.1] * 25)
    assert 18 <= stage.health().frames <= 22


def test_health_tells_how_the_chip_is(stage: Stage) -> None:
    stage.play(*[0.1] * 25)
    assert (stage.health().temperature_c, stage.health().throttled) == (48.5, None)
    stage.chip = Chip(temperature_c=91.0, throttled=True)
    stage.play(*[0.1] * 110)
    assert (stage.health().temperature_c, stage.health().throttled) == (91.0, True)


def test_without_a_clock_health_says_so(stage: Stage) -> None:
    stage.clock.set_utc(None)
    stage.play(*[0.1] * 25)
    assert (stage.health().t, stage.health().clock) == (None, "unset")


def test_a_lost_camera_is_seen_in_health(stage: Stage) -> None:
    stage.play(*[0.1] * 25)
    stage.camera.state = "lost"
    stage.play(*[None] * 210)
    health = stage.health()
    assert (health.camera, health.fps, health.frames) == ("lost", 0.0, 25)
    stage.camera.state = "ok"
    stage.play(*[0.1] * 100)
    assert stage.health().camera == "ok"


def test_a_detector_that_breaks_is_seen_in_health_and_recovers(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stage.people.broken = True
    stage.play(*[0.1] * 50)
    stage.clock.advance(HEALTH_EVERY_S)
    stage.settle()
    assert (stage.health().detector, stage.health().masked_whole) == ("failed", "detector")
    assert stage.health().failed_closed_frames == stage.health().frames == 50
    stage.people.broken = False
    stage.play(*[0.1] * 11)
    stage.clock.advance(HEALTH_EVERY_S)
    stage.settle()
    assert (stage.health().detector, stage.health().masked_whole) == ("ok", None)
    assert (stage.health().masked_frames, stage.health().failed_closed_frames) == (1, 60)
    assert [record.message for record in caplog.records if record.name == "edge.vision"] == [
        "pictures are masked whole: detector failed",
        "people are known: they are masked, and the rest is shown",
    ]


def test_a_detector_that_breaks_is_seen_on_the_preview_and_recovers(tmp_path: Path) -> None:
    stage = Stage(tmp_path, preview=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as viewer:
        viewer.settimeout(PATIENCE_S)
        viewer.connect(str(stage.socket))
        seen = []
        for broken in [False, True, *[False] * 11]:
            stage.people.broken = broken
            stage.play(0.1)
            header = msgspec.json.decode(_part(viewer))
            _part(viewer)
            seen.append((header["state"], header["whole"]))
    assert seen == [("ok", False), *[("detector failed", True)] * 11, ("ok", False)]
    stage.vision.finish()
    assert not stage.socket.exists()
    stage.close()


def _part(viewer: socket.socket) -> bytes:
    (length,) = struct.unpack(">I", viewer.recv(4, socket.MSG_WAITALL))
    return viewer.recv(length, socket.MSG_WAITALL)


def test_the_end_of_a_recording_passes_on_what_was_left(stage: Stage) -> None:
    stage.pragma(READ_ONLY[0])
    stage.play(*WALK)
    stage.pragma(READ_ONLY[1])
    stage.camera.ended = True
    with pytest.raises(EndOfRecording):
        stage.vision.step()
    stage.vision.finish()
    assert len(stage.events()) == len(LINES)
    assert stage.health().frames == len(WALK)


def test_an_end_that_loses_something_is_an_error(stage: Stage) -> None:
    stage.pragma(READ_ONLY[0])
    stage.play(*WALK)
    with pytest.raises(DoorError):
        stage.vision.finish()


def test_a_configuration_from_afar_is_soon_at_work(stage: Stage) -> None:
    stage.settle()
    stage.uplink.deliver_config(signed("version: 6"))
    stage.settle()
    stage.play(*WALK)
    stage.settle()
    assert stage.events() == []
    assert stage.report().version == 6


def test_a_configuration_that_came_to_a_closed_door_is_reported_once_it_opens(
    stage: Stage,
) -> None:
    stage.settle()
    stage.uplink.deliver_config(signed("version: 6"))
    stage.pragma(READ_ONLY[0])
    stage.settle()
    stage.pragma(READ_ONLY[1])
    stage.settle()
    assert (stage.report().state, stage.report().version) == ("trial", 6)


WRONG = (Fault(path="rules[0].zone", reason="there is no zone 'yard'"),)
TOLD = (ConfigFault(path="rules[0].zone", reason="there is no zone 'yard'"),)


def test_without_a_configuration_everything_is_masked_whole_and_told(tmp_path: Path) -> None:
    stage = Stage(tmp_path, config=None, faults=WRONG)
    stage.play(*WALK)
    stage.settle()
    report = stage.report()
    assert (report.state, report.version, report.faults) == ("rejected", None, TOLD)
    assert (stage.health().masked_whole, stage.health().masked_frames) == ("config", 0)
    assert stage.events() == []
    stage.close()


@pytest.mark.parametrize("version", [1, 9])
def test_without_a_configuration_the_first_from_afar_is_taken(tmp_path: Path, version: int) -> None:
    stage = Stage(tmp_path, config=None, faults=WRONG)
    stage.play(*[0.1] * 5)
    stage.uplink.deliver_config(signed(CONFIG.replace("version: 5", f"version: {version}")))
    stage.settle()
    assert (stage.report().state, stage.report().version) == ("trial", version)
    stage.play(*[0.1] * 12, *WALK)
    stage.settle()
    assert [event["line"] for event in stage.events()] == LINES
    stage.clock.advance(HEALTH_EVERY_S)
    stage.settle()
    assert stage.health().masked_whole is None
    stage.close()


def test_a_bad_file_beside_a_last_good_configuration_is_told_and_the_good_one_is_at_work(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, faults=WRONG)
    report = stage.report()
    assert (report.state, report.version, report.faults) == ("rejected", 5, TOLD)
    stage.play(*WALK)
    stage.settle()
    assert [event["line"] for event in stage.events()] == LINES
    stage.close()


def test_a_camera_without_a_configuration_still_refuses_a_wrong_one(tmp_path: Path) -> None:
    stage = Stage(tmp_path, config=None, faults=WRONG)
    stage.settle()
    stage.uplink.deliver_config(signed("version: 0"))
    stage.settle()
    assert (stage.report().state, stage.report().version) == ("rejected", None)
    stage.close()


def test_a_frame_that_comes_too_late_is_masked_whole(stage: Stage) -> None:
    stage.play(*[0.1] * 5)
    stage.camera.late_s = 2.5
    stage.play(0.1)
    stage.clock.advance(HEALTH_EVERY_S)
    stage.settle()
    assert stage.health().masked_whole == "overload"
