"""Pixels as an encoder wants them."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import fitted_px
from edge.perception.frame import Pixels

# More pixels say no more of what happened, and coding them takes time that the masks need.
LARGEST_PX: Final = (1280, 720)
# What every encoder takes.
_SMALLEST_PX: Final = 32


def coded_size(pixels: Pixels) -> tuple[int, int]:
    """Width and height to code (H, W, 3) pixels in: of their shape, even, 1280x720 at most."""
    size = pixels.shape[1], pixels.shape[0]
    if size[0] > LARGEST_PX[0] or size[1] > LARGEST_PX[1]:
        size = fitted_px(size, LARGEST_PX)
    width, height = (max(side // 2 * 2, _SMALLEST_PX) for side in size)
    return width, height


def i420(pixels: Pixels, size: tuple[int, int]) -> NDArray[np.uint8]:
    """(H, W, 3) BGR as (height * 3 / 2, width) luma, then both chroma planes at half the size.

    size: width and height. An odd last row or column is left out; anything else is scaled.
    """
    width, height = size
    if pixels.shape[1] // 2 * 2 == width and pixels.shape[0] // 2 * 2 == height:
        pixels = pixels[:height, :width]
    else:
        pixels = cv2.resize(pixels, size).astype(np.uint8, copy=False)
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2YUV_I420).astype(np.uint8, copy=False)
