"""Pixels of any size into planes that every encoder takes."""

import numpy as np
import pytest

from edge.clips.planes import coded_size, i420


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1280, 720, (1280, 720)),
        (641, 481, (640, 480)),
        (1920, 1080, (1280, 720)),
        (3840, 2160, (1280, 720)),
        (1080, 1920, (404, 720)),
        (7, 5, (32, 32)),
    ],
)
def test_the_size_is_even_keeps_its_shape_and_is_bounded(width, height, size):
    assert coded_size(np.zeros((height, width, 3), np.uint8)) == size


@pytest.mark.parametrize("shape", [(240, 320, 3), (241, 321, 3), (480, 640, 3), (7, 5, 3)])
def test_grey_stays_grey_in_every_size(shape):
    planes = i420(np.full(shape, 128, np.uint8), (320, 240))
    assert planes.shape == (360, 320)
    assert set(np.unique(planes[:240])) == {126}
    assert set(np.unique(planes[240:])) == {128}
