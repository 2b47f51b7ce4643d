"""The fault buttons of the view, as the camera finds them in its file."""

import time

from edge.capture.sources import open_camera
from edge.clock import ManualClock
from simulator.camera import FaultFile
from simulator.faults.trouble import NO_TROUBLE
from simulator.web.troubles import OF_THE_VIEW, ViewTroubles


def test_without_trouble_the_file_says_so(tmp_path):
    file = tmp_path / "troubles.json"
    ViewTroubles(file, start_mono_s=0.0)
    assert FaultFile(file).trouble() == NO_TROUBLE


def test_every_trouble_reaches_the_camera_and_ends(tmp_path):
    file = tmp_path / "troubles.json"
    troubles = ViewTroubles(file, start_mono_s=time.monotonic())
    camera = FaultFile(file)
    for name in OF_THE_VIEW:
        troubles.make(name, on=True)
        assert camera.trouble() != NO_TROUBLE
        assert troubles.on == (name,)
        troubles.make(name, on=False)
        assert camera.trouble() == NO_TROUBLE


def test_a_picture_stays_frozen_at_the_moment_of_the_first_press(tmp_path):
    file = tmp_path / "troubles.json"
    troubles = ViewTroubles(file, start_mono_s=time.monotonic() - 30.0)
    troubles.make("frozen", on=True)
    first = FaultFile(file).trouble().frozen_at_s
    troubles.make("frozen", on=True)
    assert FaultFile(file).trouble().frozen_at_s == first
    assert first is not None
    assert first >= 30.0


def test_a_camera_that_is_unplugged_by_hand_delivers_nothing(tmp_path):
    file = tmp_path / "troubles.json"
    troubles = ViewTroubles(file, start_mono_s=0.0)
    camera = open_camera(
        f"sim:street?faults={file}", clock=ManualClock(mono_s=5.0), pace="recording"
    )
    troubles.make("unplugged", on=True)
    assert camera.read(1.0) is None
    assert camera.state == "lost"
