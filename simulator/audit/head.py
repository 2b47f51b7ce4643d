"""Heads cut out of portraits.

The cut is the same shape for everybody, told by the face's box alone: a cut that follows hair and
skin would itself succeed more often for some than for others.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box

Pixels = NDArray[np.uint8]

# The cut in widths and heights of the face from its middle: hair around, neck and collar below.
_HEAD: Final = (0.68, 0.75)
_HEAD_UP: Final = 0.12
_NECK_HALF: Final = 0.42
_NECK_DOWN: Final = 0.80
_FEATHER: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A portrait ready to be placed: (h, w, 3) pixels, (h, w) coverage, the face in its px."""

    pixels: Pixels
    coverage: Pixels
    face: Box


def cut(pixels: Pixels, face: Box) -> Cut:
    """Cut head and neck out of a portrait, with a soft edge. face: in px."""
    height, width = pixels.shape[:2]
    x, y = face.centre
    wide, high = face.x_max - face.x_min, face.y_max - face.y_min
    coverage = np.zeros((height, width), np.uint8)
    axes = _HEAD[0] * wide, _HEAD[1] * high
    middle = round(x), round(y - _HEAD_UP * high)
    cv2.ellipse(coverage, middle, (round(axes[0]), round(axes[1])), 0, 0, 360, 255, -1)
    low = round(x - _NECK_HALF * wide), round(y)
    cv2.rectangle(
        coverage, low, (round(x + _NECK_HALF * wide), round(y + _NECK_DOWN * high)), 255, -1
    )
    soft = cv2.GaussianBlur(coverage, (0, 0), max(0.5, _FEATHER * wide))
    # The portrait's own edges are no edges of a head.
    soft[[0, -1]] = 0
    soft[:, [0, -1]] = 0
    return Cut(pixels=pixels, coverage=soft.astype(np.uint8, copy=False), face=face)
