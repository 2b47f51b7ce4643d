"""Recordings as the scene, or behind people."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.capture.camera import CameraError
from simulator.picture.recording import Recording
from simulator.picture.studio import Studio
from simulator.scenario.schema import Occluder, Sensor
from tests.simulator.picture.scenes import Still, body, scenario

FRAMES, FPS = 5, 10.0
QUIET = Sensor(noise=0.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of five greys, 20, 60, ... 180."""
    path = tmp_path_factory.mktemp("recordings")
    writer = cv2.VideoWriter(str(path / "grey.avi"), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (64, 48))
    for number in range(FRAMES):
        writer.write(np.full((48, 64, 3), 20 + 40 * number, np.uint8))
    writer.release()
    return path


def grey(pixels: np.ndarray) -> int:
    return round((float(np.median(pixels)) - 20) / 40)


def test_a_recording_is_looked_at_in_any_order_and_begins_anew(folder: Path):
    recording = Recording(folder / "grey.avi", (64, 48))
    times_s = [0.31, 0.0, 0.45, 0.1, 0.52, 1.21]
    assert [grey(recording.at(t)) for t in times_s] == [3, 0, 4, 1, 0, 2]
    assert recording.length_s == pytest.approx(0.5)


def test_footage_is_the_whole_scene(folder: Path):
    players = Still((body("a", 0.0, 6.0),))
    one = Studio(scenario(footage="grey.avi", sensor=QUIET), players, folder=folder)
    picture = one.picture(0.2)
    assert picture.pixels.shape == (288, 384, 3)
    assert grey(picture.pixels) == 2
    assert picture.sights == ()


def test_people_walk_before_a_recorded_background(folder: Path):
    hedge = Occluder(kind="hedge", at=(1.5, 6.0), size=(2.0, 2.4))
    players = Still((body("a", -1.0, 8.0), body("b", 1.5, 8.0)))
    one = Studio(
        scenario(background="grey.avi", occluders=(hedge,), sensor=QUIET), players, folder=folder
    )
    picture = one.picture(0.3)
    # The hedge is in the recording: it hides whoever is behind it, and is not drawn.
    assert [sight.name for sight in picture.sights] == ["a"]
    assert grey(picture.pixels) == 3
    assert one.picture(0.3).pixels.std() > 5


def test_a_recording_that_is_none_is_named(tmp_path: Path):
    with pytest.raises(CameraError, match=r"gone\.avi"):
        Studio(scenario(footage="gone.avi"), Still(), folder=tmp_path)
