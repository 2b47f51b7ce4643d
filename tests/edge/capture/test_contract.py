"""The contract of cameras, of those that need nothing but Python's packages."""

import json

import cv2
import numpy as np
import pytest

from edge.capture.live import LiveCamera
from edge.capture.opencv import open_ffmpeg
from edge.capture.sources import open_camera
from edge.capture.streams import CaptureFeed
from edge.clock import ManualClock, SystemClock
from simulator.camera import Options, SceneCamera
from simulator.faults.by_hand import FaultFile
from simulator.scenario.read import read_scenario
from tests.edge.capture.conftest import SIZE_PX, grey_of, write_video
from tests.edge.capture.contract import MANY, LiveContract, RecordingContract, Rig

# Nobody, because people take long to be drawn.
EMPTY = """
name: Nobody there
about: An empty yard.
theme: loitering
kind: normal
duration_s: 60
camera: {width_px: 320, height_px: 240}
scene: {place: yard}
"""


def recorded(source, size_px) -> Rig:
    return Rig(
        open=lambda: open_camera(str(source), clock=SystemClock(), pace="recording"),
        size_px=size_px,
        planes=False,
    )


class TestFile(RecordingContract):
    @pytest.fixture
    def rig(self, clip) -> Rig:
        return recorded(clip, SIZE_PX)


class TestPictures(RecordingContract):
    @pytest.fixture
    def rig(self, tmp_path) -> Rig:
        for number in range(2 * MANY):
            picture = np.full((*SIZE_PX[::-1], 3), grey_of(number), np.uint8)
            assert cv2.imwrite(str(tmp_path / f"{number:02}.png"), picture)
        return recorded(tmp_path, SIZE_PX)


class TestOpenCV(LiveContract):
    """What OpenCV reads and goes on for ever: a file that is opened again at its end."""

    @pytest.fixture
    def rig(self, tmp_path) -> Rig:
        clip, away = write_video(tmp_path / "clip.avi", frames=40), tmp_path / "away.avi"
        return Rig(
            open=lambda: LiveCamera(
                lambda: CaptureFeed(open_ffmpeg(str(clip)), clock=SystemClock()),
                kind="usb",
                name="clip",
                first_pause_s=0.01,
            ),
            size_px=SIZE_PX,
            planes=False,
            unplug=lambda: clip.rename(away),
            plug=lambda: away.rename(clip),
        )


class TestSimulator(LiveContract):
    @pytest.fixture
    def rig(self, tmp_path) -> Rig:
        faults = tmp_path / "faults.json"

        def write(*, unplugged: bool) -> None:
            # A whole new file, so that nobody reads half of one.
            fresh = faults.with_suffix(".new")
            fresh.write_text(json.dumps({"trouble": {"unplugged": unplugged}}))
            fresh.replace(faults)

        def opened() -> SceneCamera:
            clock = ManualClock(mono_s=1.0)
            return SceneCamera(
                scenario,
                Options(faults=FaultFile(faults)),
                clock=clock,
                pace="live",
                sleep=clock.advance,
            )

        write(unplugged=False)
        (tmp_path / "empty.yaml").write_text(EMPTY)
        scenario = read_scenario(tmp_path / "empty.yaml")
        return Rig(
            open=opened,
            size_px=(scenario.camera.width_px, scenario.camera.height_px),
            planes=False,
            unplug=lambda: write(unplugged=True),
            plug=lambda: write(unplugged=False),
        )
