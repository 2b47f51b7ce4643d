"""A scenario as a camera: its pace, its clock, its troubles, and what it can be asked for."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from edge.capture.camera import Camera, CameraError, EndOfRecording
from edge.clock import ManualClock
from edge.errors import DocumentError
from simulator.camera import open_camera

NOW_S = 1_800_000_000.0
START_UTC_S = 1_777_896_000.0
FPS = 4
SCENARIO = """
name: a short scene
about: Somebody stands in a small picture for three seconds, and the plug is pulled for one.
theme: camera
kind: normal
duration_s: 3
start: 2026-05-04T12:00:00Z
camera: {width_px: 64, height_px: 64, fps: 4}
scene: {place: plain}
actors:
  - {name: a, start: [0, 8], way: [{do: wait, for_s: 20}]}
faults: [%s]
"""
PULLED = "{kind: camera_unplugged, at_s: 1, for_s: 1}"

Opens = Callable[..., Camera]


@pytest.fixture
def opened(tmp_path: Path) -> Opens:
    def opens(
        query: str = "", *, clock: ManualClock | None = None, pace: str = "live", faults: str = ""
    ) -> Camera:
        path = tmp_path / "short.yaml"
        path.write_text(SCENARIO % faults)
        pace = "live" if pace == "live" else "recording"
        return open_camera(f"{path}{query}", clock=clock or ManualClock(), pace=pace)

    return opens


def test_a_recording_comes_as_fast_as_it_is_asked_for_in_its_own_time(opened: Opens):
    camera = opened(clock=ManualClock(mono_s=50.0, utc_s=NOW_S), pace="recording")
    frames = [frame for _ in range(3) if (frame := camera.read(0.0))]
    assert [frame.mono_s for frame in frames] == [0.0, 1 / FPS, 2 / FPS]
    assert [frame.utc_s for frame in frames] == [START_UTC_S + n / FPS for n in range(3)]
    assert (camera.kind, camera.state) == ("simulator", "ok")


def test_a_recording_ends_with_its_scenario(opened: Opens):
    camera = opened(pace="recording")
    assert sum(camera.read(0.0) is not None for _ in range(3 * FPS)) == 3 * FPS
    with pytest.raises(EndOfRecording, match="a short scene"):
        camera.read(0.0)


def test_live_a_scene_begins_anew_at_its_end(opened: Opens):
    clock = ManualClock()
    camera = opened(clock=clock)
    first = camera.read(0.0)
    clock.advance(3.0)
    again = camera.read(0.0)
    assert first is not None
    assert again is not None
    assert again.mono_s == 3.0
    assert (first.pixels == again.pixels).all()


def test_a_live_picture_that_is_not_due_yet_is_not_handed_out(opened: Opens):
    camera = opened()
    assert camera.read(0.0) is not None
    assert camera.read(0.0) is None


def test_a_live_picture_carries_both_times_of_its_capture(opened: Opens):
    frame = opened(clock=ManualClock(mono_s=5.0, utc_s=NOW_S)).read(0.0)
    assert frame is not None
    assert (frame.mono_s, frame.utc_s) == (5.0, NOW_S)


def test_who_is_late_misses_pictures_and_sees_the_present(opened: Opens):
    clock = ManualClock()
    late = opened(clock=clock)
    late.read(0.0)
    clock.advance(1.05)
    seen = late.read(0.0)
    recording = opened(pace="recording")
    present = [recording.read(0.0) for _ in range(FPS + 1)][-1]
    assert seen is not None
    assert present is not None
    assert seen.mono_s == present.mono_s == 1.0
    assert (seen.pixels == present.pixels).all()


def test_another_process_can_say_when_the_scene_began(opened: Opens):
    frame = opened("?start_mono_s=18.5", clock=ManualClock(mono_s=20.1)).read(0.0)
    recording = opened(pace="recording")
    same = [recording.read(0.0) for _ in range(7)][-1]
    assert frame is not None
    assert same is not None
    assert (frame.mono_s, same.mono_s) == (20.0, 1.5)
    assert (frame.pixels == same.pixels).all()


def test_an_unplugged_camera_is_lost_and_comes_back(opened: Opens):
    camera = opened(pace="recording", faults=PULLED)
    seen = [(camera.read(0.0) is not None, camera.state) for _ in range(3 * FPS)]
    assert seen == [(True, "ok")] * FPS + [(False, "lost")] * FPS + [(True, "ok")] * FPS


def test_the_same_seed_shows_the_same_scene_and_another_seed_another(opened: Opens):
    first, same, other = (opened(f"?seed={seed}", pace="recording").read(0.0) for seed in (3, 3, 4))
    assert first is not None
    assert same is not None
    assert other is not None
    assert (first.pixels == same.pixels).all()
    assert (first.pixels != other.pixels).any()


def test_every_picture_is_the_frames_own(opened: Opens):
    camera = opened(pace="recording")
    first, second = camera.read(0.0), camera.read(0.0)
    assert first is not None
    assert second is not None
    first.pixels[:] = 0
    assert second.pixels.any()


def test_troubles_come_and_go_with_a_file(opened: Opens, tmp_path: Path):
    file = tmp_path / "odd name & more.json"
    file.write_text("{}")
    clock = ManualClock()
    camera = opened(f"?faults={quote(str(file))}", clock=clock)

    def brightness(fault: str) -> float | None:
        part = file.with_suffix(".part")
        part.write_text(fault)
        part.replace(file)
        clock.advance(1 / FPS)
        frame = camera.read(0.0)
        return None if frame is None else float(frame.pixels.mean())

    plain = brightness('{"trouble": {}}')
    covered = brightness('{"trouble": {"covered": true}}')
    assert plain is not None
    assert covered is not None
    assert covered < plain / 3
    assert brightness('{"trouble": {"unplugged": true}}') is None
    assert camera.state == "lost"
    assert brightness("{not json") is None
    assert brightness("{}") == pytest.approx(plain, abs=2)
    assert camera.state == "ok"


def test_a_street_is_in_the_library():
    frame = open_camera("street", clock=ManualClock(), pace="recording").read(0.0)
    assert frame is not None
    assert (frame.width, frame.height) == (768, 576)


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("", "no such scenario"),
        ("stret", "did you mean street"),
        ("gone.yaml", "no such file"),
        ("street?seed=x", "seed: expected a whole number"),
        ("street?seed=", "seed: expected a whole number"),
        ("street?speed=2", "speed: no such option, known are seed, start_mono_s, faults"),
        ("street?start_mono_s=nan", "start_mono_s: expected a number"),
        ("street?faults=gone.json", r"gone\.json: No such file"),
    ],
)
def test_what_is_not_known_is_refused_by_name(rest: str, told: str):
    with pytest.raises(CameraError, match=told):
        open_camera(rest, clock=ManualClock(), pace="live")


def test_a_fault_file_that_says_something_else_is_refused(tmp_path: Path):
    file = tmp_path / "faults.json"
    file.write_text('{"trouble": {"covered": 7}}')
    with pytest.raises(CameraError, match=r"faults\.json: .*covered"):
        open_camera(f"street?faults={quote(str(file))}", clock=ManualClock(), pace="live")


def test_a_scenario_with_a_fault_names_its_place(tmp_path: Path):
    path = tmp_path / "odd.yaml"
    path.write_text((SCENARIO % "").replace("fps: 4", "fps: fast"))
    with pytest.raises(DocumentError, match=r"camera\.fps"):
        open_camera(str(path), clock=ManualClock(), pace="live")
