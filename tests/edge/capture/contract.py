"""What every camera keeps to, whatever library is behind it; each class is held to it."""

import copy
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from edge.capture.camera import Camera, EndOfRecording
from edge.perception.frame import Frame, FrameSpentError
from edge.perception.planes import Picture, Pixels, Planes
from edge.privacy.mask import FILL, mask_whole
from tests.patience import PATIENCE_S, wait_until

# More than any camera has buffers.
MANY = 16


@dataclass(frozen=True, kw_only=True)
class Rig:
    """How a camera is opened, pulled out and plugged in again, and what it is to deliver."""

    open: Callable[[], Camera]
    size_px: tuple[int, int]
    planes: bool
    unplug: Callable[[], None] = lambda: None
    plug: Callable[[], None] = lambda: None


def read(camera: Camera) -> Frame:
    return wait_until(lambda: camera.read(PATIENCE_S), "a frame")


def memory_of(picture: Picture) -> list[Pixels]:
    return [picture.luma, *picture.chroma] if isinstance(picture, Planes) else [picture]


def raw(frame: Frame) -> Picture:
    """The picture as the camera gave it; the frame is spent."""
    return frame.spend(lambda picture: None)


class CameraContract:
    """A subclass has the fixture `rig`."""

    @pytest.fixture
    def camera(self, rig: Rig) -> Iterator[Camera]:
        camera = rig.open()
        yield camera
        camera.close()

    def test_pictures_are_of_the_size_and_the_shape_that_they_say(self, rig, camera):
        frame = read(camera)
        width, height = rig.size_px
        assert (frame.width, frame.height) == (width, height)
        assert (frame.pixels.shape, frame.pixels.dtype) == ((height, width, 3), np.uint8)

    def test_each_plane_has_room_for_the_picture(self, rig, camera):
        picture = raw(read(camera))
        width, height = rig.size_px
        assert isinstance(picture, Planes) == rig.planes
        if isinstance(picture, Planes):
            assert picture.luma.shape >= (height, width)
            assert picture.luma.strides[0] >= width
            assert all(plane.shape[:2] >= (height // 2, width // 2) for plane in picture.chroma)

    def test_the_small_picture_shows_the_same(self, camera):
        frame = read(camera)
        small, large = frame.lores, frame.pixels
        assert small.shape[0] <= large.shape[0]
        shapes = [picture.shape[1] / picture.shape[0] for picture in (small, large)]
        assert shapes[0] == pytest.approx(shapes[1], rel=0.02)
        assert small.mean(axis=(0, 1)) == pytest.approx(large.mean(axis=(0, 1)), abs=4)

    def test_stamps_always_grow(self, camera):
        stamps = [read(camera).mono_s for _ in range(10)]
        assert all(later > earlier for earlier, later in pairwise(stamps))

    def test_no_two_frames_share_memory(self, camera):
        pictures = [memory_of(raw(read(camera))) for _ in range(4)]
        for one, other in pairwise(pictures):
            assert not any(np.shares_memory(a, b) for a in one for b in other)

    def test_a_picture_is_masked_where_it_lies(self, camera):
        frame = read(camera)
        before: list[Picture] = []
        frame.burn(before.append)
        masked = mask_whole(frame)
        assert masked.picture is before[0]
        assert np.ptp(masked.pixels) == 0
        assert masked.pixels.flat[0] == pytest.approx(FILL, abs=1)
        with pytest.raises(FrameSpentError):
            frame.pixels  # noqa: B018

    def test_a_frame_is_neither_pickled_nor_copied(self, camera):
        frame = read(camera)
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                attempt(frame)

    def test_frames_that_nobody_masks_do_not_use_the_camera_up(self, camera):
        for _ in range(MANY):
            read(camera)

    def test_frames_that_are_kept_do_not_stop_the_camera(self, camera):
        kept = [read(camera) for _ in range(MANY)]
        assert len({frame.mono_s for frame in kept}) == MANY

    def test_a_frame_outlives_its_camera(self, camera):
        frame = read(camera)
        camera.close()
        assert np.ptp(mask_whole(frame).pixels) == 0

    def test_closing_twice_is_harmless(self, camera):
        read(camera)
        camera.close()
        camera.close()


class LiveContract(CameraContract):
    """Of a camera that goes on by itself, and can be pulled out."""

    def test_what_is_pulled_out_is_lost_and_comes_back(self, rig, camera):
        read(camera)
        rig.unplug()
        try:
            wait_until(lambda: camera.read(0.05) is None and camera.state == "lost", "the loss")
        finally:
            rig.plug()
        back = "a picture of a camera that is well"
        wait_until(lambda: camera.read(0.05) is not None and camera.state == "ok", back)

    def test_a_camera_that_is_not_there_at_first_comes_later(self, rig):
        rig.unplug()
        camera = rig.open()
        try:
            assert camera.read(0.05) is None
            assert camera.state == "lost"
        finally:
            rig.plug()
        read(camera)
        camera.close()


class RecordingContract(CameraContract):
    """Of a recording, which ends."""

    def test_the_end_is_told_however_often_it_is_asked_for(self, camera):
        with pytest.raises(EndOfRecording):
            while True:
                camera.read(PATIENCE_S)
        for _ in range(2):
            with pytest.raises(EndOfRecording):
                camera.read(PATIENCE_S)
