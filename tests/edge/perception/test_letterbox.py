import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.frame import Frame, Pixels
from edge.perception.letterbox import Letterbox
from edge.perception.manifest import ModelInput


def wanted(**changes) -> ModelInput:
    usual = {"width": 416, "height": 320, "channels": "bgr", "resize": "letterbox", "pad": 114}
    return ModelInput(**{**usual, **changes})


class Input:
    """A letterbox with the memory of the network behind it."""

    def __init__(self, **changes) -> None:
        model = wanted(**changes)
        self.letterbox = Letterbox(model)
        self.room = np.zeros((model.height, model.width, 3), np.uint8)

    def place(self, pixels: Pixels) -> Pixels:
        self.letterbox.place(Frame(pixels, mono_s=0.0), self.room)
        return self.room


def picture(width_px: int, height_px: int, colour=(0, 0, 0)) -> np.ndarray:
    pixels = np.empty((height_px, width_px, 3), np.uint8)
    pixels[...] = colour
    return pixels


def extent(seen: np.ndarray) -> np.ndarray:
    """Box around all pixels that are true, in px."""
    rows, columns = np.nonzero(seen.any(axis=2))
    box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    return np.array([box], np.float32)


@given(
    size_px=st.tuples(st.integers(1, 700), st.integers(1, 700)),
    corners=st.tuples(*[st.floats(0, 1)] * 4),
    resize=st.sampled_from(["letterbox", "stretch"]),
)
def test_a_box_comes_back_within_one_network_pixel(size_px, corners, resize):
    width_px, height_px = size_px
    network = Input(resize=resize, pad=0)
    x_min, x_max = sorted(round(c * width_px) for c in corners[:2])
    y_min, y_max = sorted(round(c * height_px) for c in corners[2:])
    x_min, y_min = min(x_min, width_px - 1), min(y_min, height_px - 1)
    x_max, y_max = max(x_max, x_min + 1), max(y_max, y_min + 1)
    whole = network.place(picture(width_px, height_px, (255, 255, 255)))
    inside = extent(whole > 127)[0]
    one_px = np.tile(1 / (inside[2:] - inside[:2]), 2)
    source_px = 0.5 / np.array([width_px, height_px] * 2)
    pixels = picture(width_px, height_px)
    pixels[y_min:y_max, x_min:x_max] = 255
    placed = network.place(pixels)
    if not (placed > 127).any():
        return  # thinner than a network pixel: linear resizing may step over it
    truth = np.array([x_min, y_min, x_max, y_max]) / ([width_px, height_px] * 2)
    found = network.letterbox.to_picture(extent(placed > 127))[0]
    assert np.all(np.abs(found - truth) <= one_px + source_px + 1e-5)


@given(size_px=st.tuples(st.integers(1, 2000), st.integers(1, 2000)))
def test_the_whole_picture_comes_back_exactly(size_px):
    network = Input(pad=0)
    placed = network.place(picture(*size_px, (255, 255, 255)))
    np.testing.assert_allclose(network.letterbox.to_picture(extent(placed > 127)), [[0, 0, 1, 1]])


def test_a_portrait_picture_gets_borders_left_and_right():
    placed = Input().place(picture(100, 200, (1, 2, 3)))
    assert (placed[:, 0] == 114).all()
    assert (placed[:, -1] == 114).all()
    assert (placed[:, 208] == (1, 2, 3)).all()


def test_a_second_picture_of_another_shape_leaves_nothing_of_the_first():
    network = Input()
    network.place(picture(100, 200, (9, 9, 9)))
    placed = network.place(picture(400, 50, (9, 9, 9)))
    assert (placed[0] == 114).all()
    assert (placed[-1] == 114).all()
    assert (placed[160] == 9).all()


def test_a_second_picture_of_the_same_size_is_all_that_is_written():
    letterbox, room = Letterbox(wanted()), np.zeros((320, 416, 3), np.uint8)
    frame = Frame(picture(640, 360), mono_s=0.0)
    assert letterbox.place(frame, room) is room
    room[...] = 7
    written = letterbox.place(frame, room)
    assert np.shares_memory(written, room)
    assert written.shape == (234, 416, 3)
    assert not written.any()
    assert (room[:43] == 7).all()
    assert (room[277:] == 7).all()


@pytest.mark.parametrize("resize", ["letterbox", "stretch"])
def test_a_model_for_rgb_sees_red_first(resize):
    placed = Input(channels="rgb", resize=resize).place(picture(416, 320, (10, 20, 30)))
    assert (placed == (30, 20, 10)).all()


def test_the_picture_itself_is_not_touched():
    pixels = picture(416, 320, (10, 20, 30))
    Input(channels="rgb").place(pixels)[...] = 0
    assert (pixels == (10, 20, 30)).all()


@pytest.mark.parametrize(
    ("width", "height", "lores_px", "sees"),
    [
        (416, 320, (640, 360), "lores"),
        (640, 480, (640, 360), "lores"),
        (640, 640, (640, 360), "lores"),
        (960, 960, (640, 360), "pixels"),
        (416, 320, (320, 180), "pixels"),
    ],
)
def test_the_small_picture_is_looked_at_where_it_is_enough(width, height, lores_px, sees):
    lores = picture(*lores_px, (1, 1, 1))
    frame = Frame(picture(1280, 720, (2, 2, 2)), mono_s=0.0, lores=lores)
    room = np.zeros((height, width, 3), np.uint8)
    Letterbox(wanted(width=width, height=height)).place(frame, room)
    assert room[height // 2, width // 2, 0] == {"lores": 1, "pixels": 2}[sees]
