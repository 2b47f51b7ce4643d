"""The real picamera2 and libcamera, on libcamera's virtual camera: `make picamera2` runs this."""

import importlib.util
import time

import numpy as np
import pytest

if importlib.util.find_spec("libcamera") is None:
    pytest.skip("libcamera is not here: make picamera2 has it", allow_module_level=True)

from edge.capture import picamera
from edge.capture.camera import CameraError
from edge.capture.picamera import PicameraFeed
from edge.capture.picamera_controls import Wish
from edge.capture.sources import open_camera
from edge.clock import SystemClock
from edge.perception.planes import Planes
from edge.privacy.mask import FILL, mask_whole
from tests.edge.capture.chroot import virtual
from tests.edge.capture.chroot.virtual import CompletedRequest, MappedArray, Picamera2
from tests.edge.capture.contract import LiveContract, Rig, read
from tests.patience import wait_until

# picamera2 says so to each thread that it starts.
pytestmark = pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning")


@pytest.fixture(autouse=True, scope="module")
def _virtual() -> None:
    virtual.install()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch) -> None:
    monkeypatch.setattr(picamera, "SILENCE_S", 1.0)


def open_picamera(rest="0"):
    return open_camera(f"picamera:{rest}", clock=SystemClock())


def feed(**wish) -> PicameraFeed:
    return PicameraFeed(0, Wish(**wish), name="picamera:0", clock=SystemClock())


class TestPicamera2(LiveContract):
    @pytest.fixture
    def rig(self) -> Rig:
        return Rig(
            open=open_picamera,
            size_px=(1280, 720),
            planes=True,
            unplug=virtual.unplug,
            plug=virtual.plug,
        )


def test_the_small_picture_lies_where_the_camera_wrote_it():
    one = feed()
    frame = one.next()
    pictures: list[Planes] = []
    frame.burn(pictures.append)
    sizes = [(picture.width, picture.height) for picture in pictures]
    assert sizes == [(1280, 720), (640, 360)]
    assert one._lending._lent == 1
    assert not any(picture.luma.flags.owndata for picture in pictures)
    one.close()


def test_the_mask_is_in_the_cameras_memory_when_its_request_is_released(monkeypatch):
    released: list[tuple[object, int, int]] = []
    release = CompletedRequest.release

    def look_and_release(request: CompletedRequest) -> None:
        if request.stream_map:
            with MappedArray(request, "main", reshape=False, write=False) as main:
                luma = main.array[: 1280 * 720]
                released.append((request, int(luma.min()), int(luma.max())))
        release(request)

    monkeypatch.setattr(CompletedRequest, "release", look_and_release)
    one = feed()
    masked = mask_whole(one.next())
    level = masked.picture.level(FILL)
    assert not [found for found in released if found[1:] == (level, level)]
    del masked
    wait_until(lambda: [found for found in released if found[1:] == (level, level)], "its release")
    one.close()


def test_what_is_kept_beyond_the_cameras_buffers_is_copied():
    one = feed()
    frames = [one.next() for _ in range(picamera.LENT + 4)]
    assert one._lending._lent == picamera.LENT
    assert one._lending.is_full
    assert not any(np.ptp(mask_whole(frame).pixels) for frame in frames)
    frames.clear()
    wait_until(lambda: not one._lending.is_full, "the return of all buffers")
    one.close()


def test_a_camera_that_gives_fewer_buffers_than_asked_for_goes_on(monkeypatch):
    monkeypatch.setattr(virtual.MemoryFiles, "at_least", 0)
    one = feed()
    assert picamera._buffers(one._camera) == 4
    frames = [one.next() for _ in range(8)]
    assert (one._lending._lent, len(frames)) == (4 - picamera.SPARE, 8)
    one.close()


def test_a_frame_may_be_masked_after_its_camera_is_gone():
    one = feed()
    frame = one.next()
    one.close()
    picture = mask_whole(frame).picture
    assert (picture.luma == picture.level(FILL)).all()


def test_a_stamp_is_when_the_sensor_began():
    one, before_s = feed(), time.monotonic()
    frame = one.next()
    after_s = time.monotonic()
    one.close()
    assert before_s - 1 < frame.mono_s < after_s
    assert frame.utc_s == pytest.approx(time.time(), abs=3600)


def test_a_size_that_the_camera_has_not_is_told_and_taken_as_it_came(caplog):
    camera = open_picamera("0?size=1000x700")
    frame = read(camera)
    camera.close()
    assert (frame.width, frame.height) == (1280, 720)
    assert "picamera:0: (1000, 700) px were asked for, (1280, 720) came" in caplog.text


@pytest.mark.parametrize("text", ["focus=3", "exposure_s=0.01", "gain=2", "flicker_hz=50"])
def test_what_this_camera_cannot_do_is_told_to_who_reads(text):
    camera = open_picamera(f"0?{text}")
    key = text.partition("=")[0]
    with pytest.raises(CameraError, match=f"picamera:0: {key}: this camera has no"):
        read(camera)
    camera.close()
    # And it is free for others.
    feed().close()


def test_a_second_camera_is_lost_where_there_is_one(caplog):
    camera = open_picamera("1")
    wait_until(lambda: "lost" in caplog.text, "the loss")
    assert "picamera:1: lost (there is no camera 1)" in caplog.text
    camera.close()


def test_a_camera_that_falls_silent_is_opened_again():
    camera = open_picamera()
    read(camera)
    for running in [*Picamera2._cm.cameras.values()]:
        running.stop()
    wait_until(lambda: camera.read(0.05) is None and camera.state == "lost", "the loss")
    assert read(camera) is not None
    camera.close()
