import numpy as np
import pytest

from edge.capture.layout import Layout
from edge.perception.frame import Frame
from edge.perception.planes import Planes

WIDTH, HEIGHT = 6, 4


def counted(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.uint8)


@pytest.mark.parametrize("stride", [6, 8, 64])
def test_nv12_is_read_past_its_padding(stride):
    buffer = np.zeros(stride * HEIGHT * 3 // 2, np.uint8)
    rows = buffer.reshape(-1, stride)
    rows[:HEIGHT, :WIDTH] = counted(24).reshape(HEIGHT, WIDTH)
    rows[HEIGHT:, 0:WIDTH:2], rows[HEIGHT:, 1:WIDTH:2] = 90, 160
    planes = Layout.packed("NV12", width=WIDTH, height=HEIGHT, stride=stride).picture(buffer)
    assert planes.luma[:, :WIDTH].ravel().tolist() == [*range(24)]
    assert planes.chroma[0][:, : WIDTH // 2].reshape(-1, 2).tolist() == [[90, 160]] * 6
    assert planes.luma.shape == (HEIGHT, stride)


@pytest.mark.parametrize("stride", [8, 64])
def test_i420_has_colour_in_rows_of_half_the_stride(stride):
    buffer = np.zeros(stride * HEIGHT * 3 // 2, np.uint8)
    luma, colours = buffer[: stride * HEIGHT], buffer[stride * HEIGHT :].reshape(2, 2, stride // 2)
    luma.reshape(HEIGHT, stride)[:, :WIDTH] = 7
    colours[0, :, : WIDTH // 2], colours[1, :, : WIDTH // 2] = 90, 160
    planes = Layout.packed("I420", width=WIDTH, height=HEIGHT, stride=stride).picture(buffer)
    u, v = planes.chroma
    assert (planes.luma[:, :WIDTH] == 7).all()
    assert (u[:, : WIDTH // 2] == 90).all()
    assert (v[:, : WIDTH // 2] == 160).all()


@pytest.mark.parametrize("stride", [18, 20, 64])
def test_bgr_is_a_view_without_its_padding(stride):
    buffer = np.zeros(stride * HEIGHT, np.uint8)
    buffer.reshape(HEIGHT, stride)[:, : 3 * WIDTH] = counted(18)
    picture = Layout.packed("BGR", width=WIDTH, height=HEIGHT, stride=stride).picture(buffer)
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert picture[2].ravel().tolist() == [*range(18)]
    picture[...] = 1
    assert buffer.sum() == picture.size


def test_rows_between_two_planes_belong_to_the_first_so_that_they_are_filled_too():
    # Hardware that reckons in blocks of 8 rows.
    layout = Layout(
        format="NV12", width=WIDTH, height=HEIGHT, strides=(8, 8), offsets=(0, 64), full_range=True
    )
    planes = layout.picture(np.zeros(64 + 32, np.uint8))
    assert isinstance(planes, Planes)
    assert (planes.luma.shape, planes.chroma[0].shape) == ((8, 8), (4, 4, 2))
    assert planes.full_range


@pytest.mark.parametrize(("format", "missing"), [("NV12", 8), ("I420", 8), ("BGR", 1)])
def test_a_buffer_that_is_too_small_is_refused(format, missing):
    layout = Layout.packed(format, width=WIDTH, height=HEIGHT, stride=24)
    size = layout.offsets[-1] + layout.strides[-1] * (HEIGHT if format == "BGR" else HEIGHT // 2)
    layout.picture(np.zeros(size, np.uint8))
    with pytest.raises(ValueError):
        layout.picture(np.zeros(size - 24 * missing, np.uint8))


@pytest.mark.parametrize(("format", "count"), [("NV12", 36), ("I420", 36), ("BGR", 72)])
def test_a_frame_says_how_many_bytes_its_camera_gave_without_its_padding(format, count):
    layout = Layout.packed(format, width=WIDTH, height=HEIGHT, stride=64)
    frame = Frame(layout.picture(np.zeros(64 * HEIGHT * 2, np.uint8)), mono_s=0.0)
    assert frame.raw_bytes == count
