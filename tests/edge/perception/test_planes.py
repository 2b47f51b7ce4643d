"""Pictures in planes are shown as they are, whatever pads them."""

import cv2
import numpy as np
import pytest

from edge.perception.frame import Frame
from edge.perception.planes import Planes

LAYOUTS = {"nv12": Planes.nv12, "yuv420": Planes.yuv420}
SIZES = [(64, 48), (63, 47), (2, 2), (1, 1), (5, 4), (4, 5)]


def buffer_of(width: int, height: int, *, stride: int, rows: int = 0) -> np.ndarray:
    """rows: of brightness, with those that pad it."""
    tall = max(height, rows)
    return np.random.default_rng(3).integers(0, 256, (tall + (tall + 1) // 2, stride), np.uint8)


def by_opencv(pixels: np.ndarray, layout: str) -> np.ndarray:
    """BGR as I420 or NV12 without padding."""
    planar = cv2.cvtColor(pixels, cv2.COLOR_BGR2YUV_I420)
    if layout == "yuv420":
        return planar
    height = len(pixels)
    u, v = planar[height:].reshape(2, -1)
    return np.concatenate([planar[:height], np.stack([u, v], 1).reshape(height // 2, -1)])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_colours_are_those_of_the_picture(layout):
    squares = np.repeat(
        np.repeat(np.random.default_rng(4).integers(40, 216, (6, 8, 3)), 8, 0), 8, 1
    )
    pixels = squares.astype(np.uint8)
    planes = LAYOUTS[layout](by_opencv(pixels, layout), width=64, height=48)
    assert np.abs(planes.bgr().astype(int) - pixels).max() <= 4


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size_px", SIZES)
@pytest.mark.parametrize("full_range", [True, False])
def test_padding_is_not_part_of_the_picture(layout, size_px, full_range):
    width, height = size_px
    stride, tall = (width + 1) // 2 * 2, (height + 1) // 2 * 2
    seen = []
    for wider, taller in ((0, 0), (32, 6)):
        planes = LAYOUTS[layout](
            np.full((3 * (tall + taller) // 2, stride + wider), 255, np.uint8),
            width=width,
            height=height,
            full_range=full_range,
        )
        planes.luma[:height, :width] = 70
        for plane in planes.chroma:
            plane[: (height + 1) // 2, : (width + 1) // 2] = 140
        seen.append(planes.bgr())
        assert seen[-1].shape == (height, width, 3)
        assert (seen[-1] == seen[-1][0, 0]).all()
    np.testing.assert_array_equal(*seen)


@pytest.mark.parametrize("full_range", [True, False])
def test_every_grey_is_shown_as_itself(full_range):
    for grey in range(256):
        planes = Planes.nv12(
            np.full((3, 2), 128, np.uint8), width=2, height=2, full_range=full_range
        )
        planes.luma.fill(planes.level(grey))
        assert abs(int(planes.bgr()[0, 0, 0]) - grey) <= (0 if full_range else 1)
    assert planes.level(128) == (128 if full_range else 126)


def test_a_frame_of_planes_has_pixels_and_a_small_picture():
    frame = Frame(
        Planes.yuv420(buffer_of(1280, 720, stride=1344), width=1280, height=720), mono_s=0
    )
    assert (frame.width, frame.height) == (1280, 720)
    assert frame.pixels.shape == (720, 1280, 3)
    assert frame.lores.shape == (360, 640, 3)
    assert frame.pixels is frame.pixels
    assert frame.lores is frame.lores


def test_the_small_picture_of_planes_is_their_picture_made_small():
    gradient = np.linspace(40, 200, 1280 * 720 * 3 // 2).reshape(1080, 1280).astype(np.uint8)
    frame = Frame(Planes.nv12(gradient, width=1280, height=720), mono_s=0.0)
    area = cv2.resize(frame.pixels, (640, 360), interpolation=cv2.INTER_AREA)
    assert np.abs(frame.lores.astype(int) - area).max() <= 8


def test_a_camera_may_give_both_sizes_in_planes():
    small = Planes.yuv420(buffer_of(320, 240, stride=320), width=320, height=240)
    large = Planes.yuv420(buffer_of(1280, 720, stride=1280), width=1280, height=720)
    assert Frame(large, mono_s=0.0, lores=small).lores.shape == (240, 320, 3)


@pytest.mark.parametrize(
    ("shape", "size_px"), [((6, 4), (5, 4)), ((5, 4), (4, 4)), ((6, 5), (4, 4)), ((6, 4), (0, 4))]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_buffer_that_cannot_hold_the_picture_is_refused(layout, shape, size_px):
    with pytest.raises(ValueError, match="expected"):
        LAYOUTS[layout](np.zeros(shape, np.uint8), width=size_px[0], height=size_px[1])


def test_planes_of_other_kinds_are_refused():
    luma, chroma = np.zeros((4, 4), np.uint8), np.zeros((2, 2), np.uint8)
    for wrong in ((chroma,), (), (chroma, chroma, chroma), (chroma, chroma[:1])):
        with pytest.raises(ValueError, match="expected"):
            Planes(luma, wrong, width=4, height=4)
    with pytest.raises(ValueError, match="expected"):
        Planes(luma.astype(np.int16), (chroma, chroma), width=4, height=4)
