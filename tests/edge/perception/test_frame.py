import copy
import pickle

import cv2
import numpy as np
import pytest

from edge.perception.frame import Frame, FrameSpentError


def picture(width_px: int, height_px: int) -> np.ndarray:
    return np.full((height_px, width_px, 3), 9, np.uint8)


@pytest.mark.parametrize(
    ("size_px", "small_px"),
    [
        ((1280, 720), (640, 360)),
        ((720, 1280), (270, 480)),
        ((4056, 3040), (640, 480)),
        ((1300, 5), (640, 2)),
    ],
)
def test_the_small_picture_keeps_the_shape_of_the_large_one(size_px, small_px):
    lores = Frame(picture(*size_px), mono_s=0.0).lores
    assert lores.shape == (small_px[1], small_px[0], 3)
    assert lores.flags.c_contiguous


@pytest.mark.parametrize("size_px", [(320, 240), (640, 480), (768, 576), (1279, 719)])
def test_a_picture_that_is_less_than_twice_as_large_is_its_own_small_one(size_px):
    frame = Frame(picture(*size_px), mono_s=0.0)
    assert frame.lores is frame.pixels


def test_the_small_picture_is_made_once():
    frame = Frame(picture(1280, 720), mono_s=0.0)
    assert frame.lores is frame.lores


def test_half_a_picture_has_seen_all_its_pixels():
    pixels = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    area = cv2.resize(pixels, (640, 360), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(Frame(pixels, mono_s=0.0).lores, area)


def test_the_cameras_own_small_picture_is_used_as_it_is():
    small = picture(123, 45)
    assert Frame(picture(1280, 720), mono_s=0.0, lores=small).lores is small


@pytest.mark.parametrize("looked_before", [True, False])
def test_a_spent_frame_shows_neither_picture(looked_before):
    frame = Frame(picture(1280, 720), mono_s=0.0)
    if looked_before:
        assert frame.lores.any()
    frame.spend(lambda raw: raw.fill(128))
    with pytest.raises(FrameSpentError):
        frame.pixels  # noqa: B018
    with pytest.raises(FrameSpentError):
        frame.lores  # noqa: B018


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused_in_either_size(wrong):
    with pytest.raises(ValueError, match="expected"):
        Frame(wrong, mono_s=0.0)
    with pytest.raises(ValueError, match="expected"):
        Frame(picture(8, 8), mono_s=0.0, lores=wrong)


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_frame_can_be_neither_copied_nor_serialised(leak):
    with pytest.raises(TypeError):
        leak(Frame(picture(8, 8), mono_s=0.0))
