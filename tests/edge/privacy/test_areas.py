"""What lies in a privacy area is seen by nobody, not even by the models."""

import numpy as np
import pytest

from edge.perception.frame import Frame
from edge.perception.planes import Planes
from edge.privacy.areas import Areas
from edge.privacy.mask import FILL

SLANTED = ((0.21, 0.13), (0.58, 0.2), (0.5, 0.71), (0.3, 0.6))
CORNER = ((0.0, 0.0), (0.1, 0.0), (0.0, 0.1))
SIZES = [(320, 180), (161, 119), (63, 47), (1, 1)]


def noise(width_px: int, height_px: int) -> np.ndarray:
    """A picture in which no pixel happens to have the colour of the mask."""
    return np.random.default_rng(1).integers(0, 100, (height_px, width_px, 3), np.uint8)


def touched(polygon, width_px: int, height_px: int) -> np.ndarray:
    """(H, W) pixels that a convex polygon reaches into, by points on a fine grid of each."""
    fine = (np.arange(5) + 0.5) / 5
    x = (np.arange(width_px)[:, None] + fine).ravel() / width_px
    y = (np.arange(height_px)[:, None] + fine).ravel()[:, None] / height_px
    inside = np.ones((len(y), len(x)), bool)
    for (x_a, y_a), (x_b, y_b) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        inside &= (x_b - x_a) * (y - y_a) - (y_b - y_a) * (x - x_a) >= 0
    return inside.reshape(height_px, 5, width_px, 5).any(axis=(1, 3))


def burnt(pixels: np.ndarray) -> np.ndarray:
    return (pixels == FILL).all(axis=2)


@pytest.mark.parametrize("polygon", [SLANTED, CORNER])
@pytest.mark.parametrize("size_px", SIZES[:3])
def test_every_pixel_that_an_area_touches_is_burnt_and_few_beside_it(polygon, size_px):
    frame = Frame(noise(*size_px), mono_s=0.0)
    Areas([polygon]).burn(frame)
    within, filled = touched(polygon, *size_px), burnt(frame.pixels)
    assert filled[within].all()
    around = np.pad(within, 2)
    near = np.zeros_like(within)
    for down in range(5):
        for across in range(5):
            near |= around[down : down + within.shape[0], across : across + within.shape[1]]
    assert not filled[~near].any()


@pytest.mark.parametrize("size_px", SIZES)
def test_an_area_over_everything_leaves_nothing(size_px):
    frame = Frame(noise(*size_px), mono_s=0.0)
    Areas([((0, 0), (1, 0), (1, 1), (0, 1))]).burn(frame)
    assert burnt(frame.pixels).all()


def test_the_small_picture_is_made_of_what_is_left():
    frame = Frame(noise(1280, 720), mono_s=0.0)
    assert frame.lores.any()
    Areas([SLANTED]).burn(frame)
    assert burnt(frame.lores)[100:150, 220:280].all()


def test_a_picture_that_is_its_own_small_one_is_burnt_once():
    frame = Frame(noise(320, 240), mono_s=0.0)
    Areas([SLANTED]).burn(frame)
    assert frame.lores is frame.pixels
    assert burnt(frame.lores)[60:100, 120:150].all()


def test_the_cameras_own_small_picture_is_burnt_as_well():
    small = noise(400, 300)
    frame = Frame(noise(640, 360), mono_s=0.0, lores=small)
    Areas([SLANTED]).burn(frame)
    assert frame.lores is small
    assert burnt(small)[touched(SLANTED, 400, 300)].all()
    assert burnt(frame.pixels)[touched(SLANTED, 640, 360)].all()


def test_areas_may_overlap_and_lie_apart():
    frame = Frame(noise(640, 480), mono_s=0.0)
    Areas([SLANTED, CORNER, ((0.3, 0.3), (0.9, 0.3), (0.9, 0.4))]).burn(frame)
    filled = burnt(frame.pixels)
    assert filled[:5, :5].all()
    assert filled[160, 550]
    assert not filled[400:].any()


def test_a_camera_may_change_its_size():
    areas = Areas([SLANTED])
    for size_px in [*SIZES, *SIZES]:
        frame = Frame(noise(*size_px), mono_s=0.0)
        areas.burn(frame)
        assert burnt(frame.pixels)[touched(SLANTED, *size_px)].all()


@pytest.mark.parametrize("layout", [Planes.nv12, Planes.yuv420])
@pytest.mark.parametrize("size_px", [(64, 48), (63, 47)])
def test_all_planes_of_an_area_are_burnt(layout, size_px):
    width, height = size_px
    buffer = np.random.default_rng(2).integers(0, 60, (72, 80), np.uint8)
    frame = Frame(layout(buffer, width=width, height=height), mono_s=0.0)
    Areas([SLANTED]).burn(frame)
    assert burnt(frame.pixels)[touched(SLANTED, width, height)].all()
    assert (buffer < 60).any()


def test_without_areas_nothing_is_touched():
    pixels = noise(64, 48)
    before = pixels.copy()
    Areas([]).burn(Frame(pixels, mono_s=0.0))
    np.testing.assert_array_equal(pixels, before)
