"""A sprite where it belongs: turned and scaled about its foot, cut to the picture."""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.people.sprite import Sprite

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Window = tuple[slice, slice]
Px = tuple[float, float]

# Below this scale a sprite is first shrunk by areas: a warp would leave out pixels.
_SHRINK_BELOW: Final = 0.6
# A sprite is drawn from afar. A near camera sees the upper part of a body larger; but from right
# above, foot and crown meet, and tell nothing about the size.
_STRETCH: Final = (0.75, 1.4)
_LONGEST_SMEAR_PX: Final = 41.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose2:
    """Where a sprite goes. crown_px: of its upright height; px_per_m: for one metre of the
    figure's own, across, at its middle.

    smear_px: how far it moves while the shutter is open.
    """

    foot_px: Px
    crown_px: Px
    px_per_m: float
    smear_px: Px = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The part of a placed sprite that lies in the picture. window: of the picture.

    bgra: premultiplied; part: labels; grown: area of a pixel of the sprite in the picture;
    inside: whether nothing of it lies beside the picture.
    """

    window: Window
    bgra: Pixels
    part: Pixels
    grown: float
    inside: bool


def place(sprite: Sprite, pose: Pose2, size_px: tuple[int, int]) -> Placed | None:
    """Put a sprite into a picture of (width, height); None where it lies beside it."""
    turn = _turn(sprite, pose)
    height, width = sprite.part.shape
    box = _bounds(turn, sprite.foot_px, pose.foot_px, (width, height))
    margin = max(abs(pose.smear_px[0]), abs(pose.smear_px[1])) / 2 + 1
    window = cut((box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin), size_px)
    if window is None:
        return None
    bgra, ratio = _shrunk(sprite.bgra, math.sqrt(abs(_determinant(turn))))
    feet = sprite.foot_px, pose.foot_px
    return Placed(
        window=window,
        bgra=smeared(warp(bgra, turn, ratio, feet, window), pose.smear_px),
        part=warp(sprite.part, turn, (1.0, 1.0), feet, window, nearest=True),
        grown=abs(_determinant(turn)),
        inside=box[0] >= 0 and box[1] >= 0 and box[2] <= size_px[0] and box[3] <= size_px[1],
    )


def warp(
    picture: Pixels,
    turn: Matrix,
    ratio: tuple[float, float],
    feet: tuple[Px, Px],
    window: Window,
    *,
    nearest: bool = False,
) -> Pixels:
    """Turn a picture into a window: feet[0] of the original comes to feet[1].

    ratio: by how much `picture` is smaller than the original, (x, y), in which turn and feet are.
    """
    linear = turn * np.array([ratio])
    foot = np.array(feet[0]) / np.array(ratio)
    origin = np.array([window[1].start, window[0].start])
    # Pixel centres lie at half px.
    shift = turned(linear, 0.5 - foot) + np.array(feet[1]) - origin - 0.5
    size = window[1].stop - window[1].start, window[0].stop - window[0].start
    flags = cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR
    drawn = cv2.warpAffine(picture, np.column_stack([linear, shift]), size, flags=flags)
    return drawn.astype(np.uint8, copy=False)


def turned(turn: Matrix, points: Matrix) -> Matrix:
    """Points (..., 2) turned. Sums one by one: a matrix product's last bits depend on machines."""
    across: Matrix = points[..., 0, None] * turn[:, 0] + points[..., 1, None] * turn[:, 1]
    return across


def cut(box: tuple[float, float, float, float], size_px: tuple[int, int]) -> Window | None:
    """The part of the picture that a box covers; None for nothing."""
    left, right = max(math.floor(box[0]), 0), min(math.ceil(box[2]), size_px[0])
    top, bottom = max(math.floor(box[1]), 0), min(math.ceil(box[3]), size_px[1])
    return None if left >= right or top >= bottom else (slice(top, bottom), slice(left, right))


def smeared(bgra: Pixels, smear_px: Px) -> Pixels:
    """Averaged along the way it moves."""
    length = min(math.hypot(*smear_px), _LONGEST_SMEAR_PX)
    if length < 1.0:
        return bgra
    share = length / math.hypot(*smear_px)
    half_x, half_y = (math.ceil(abs(v) * share / 2) for v in smear_px)
    kernel = np.zeros((2 * half_y + 1, 2 * half_x + 1), np.float32)
    steps = 2 * math.ceil(length) + 1
    for step in range(steps):
        along = (step / (steps - 1) - 0.5) * share
        kernel[half_y + round(along * smear_px[1]), half_x + round(along * smear_px[0])] += 1
    return cv2.filter2D(bgra, -1, kernel / steps).astype(np.uint8, copy=False)


def _turn(sprite: Sprite, pose: Pose2) -> Matrix:
    """What one px of the sprite, to its right and down, becomes in the picture."""
    across = pose.px_per_m / sprite.px_per_m
    x, y = pose.crown_px[0] - pose.foot_px[0], pose.crown_px[1] - pose.foot_px[1]
    length, own = math.hypot(x, y), sprite.foot_px[1] - sprite.crown_y_px
    up = (x / length, y / length) if length > 0.5 else (0.0, -1.0)
    along = length / own if own > 2 else across
    along = min(max(along, _STRETCH[0] * across), _STRETCH[1] * across)
    return np.array([[-up[1] * across, -up[0] * along], [up[0] * across, -up[1] * along]])


def _bounds(
    turn: Matrix, own: Px, foot: Px, size: tuple[int, int]
) -> tuple[float, float, float, float]:
    corners = [(x - own[0], y - own[1]) for x in (0, size[0]) for y in (0, size[1])]
    xs = [foot[0] + turn[0, 0] * x + turn[0, 1] * y for x, y in corners]
    ys = [foot[1] + turn[1, 0] * x + turn[1, 1] * y for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _shrunk(picture: Pixels, scale: float) -> tuple[Pixels, tuple[float, float]]:
    if scale >= _SHRINK_BELOW:
        return picture, (1.0, 1.0)
    height, width = picture.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return small, (width / size[0], height / size[1])


def _determinant(turn: Matrix) -> float:
    return float(turn[0, 0] * turn[1, 1] - turn[0, 1] * turn[1, 0])
