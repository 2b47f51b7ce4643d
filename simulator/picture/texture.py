"""Patterns that surfaces are made of; arithmetic alone, so that every processor draws the same."""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]
Colours = NDArray[np.float32]
Mask = NDArray[np.bool_]

_NOISE_CELLS: Final = 256
# What a Gaussian of 1.2 cells leaves of the deviation of white noise: 1 / (2 sigma sqrt(pi)).
_LEFT: Final = 0.235


def bgr(colour: Sequence[float]) -> Colours:
    """Three levels to multiply planes with."""
    return np.array(colour, np.float32)


def wave(turns: Plane) -> Plane:
    """A sine by two parabolas, in [-1, 1]; `turns` counts whole periods."""
    share = turns - np.floor(turns)
    half = np.where(share < 0.5, share, share - 0.5)
    bow = 16 * half * (0.5 - half)
    wave: Plane = np.where(share < 0.5, bow, -bow).astype(np.float32)
    return wave


def joints(a: Plane, b: Plane, size: tuple[float, float], *, width_m: float = 0.012) -> Plane:
    """1 in the joints of a grid of slabs, 0 on the slabs."""
    apart = [np.abs((v / s + 0.5) % 1 - 0.5) * s for v, s in zip((a, b), size, strict=True)]
    joint: Plane = np.clip(1.4 - np.minimum(*apart) / np.float32(width_m), 0, 1)
    return joint.astype(np.float32)


def bricks(along: Plane, up: Plane, *, course_m: float = 0.16) -> Plane:
    """1 in the mortar of a brick wall."""
    row = np.floor(up / course_m)
    mortar: Mask = up % course_m < 0.02
    mortar = mortar | ((along + 0.75 * course_m * row) % (3 * course_m) < 0.02)
    return mortar.astype(np.float32)


def patches(a: Plane, b: Plane, size: tuple[float, float], rng: np.random.Generator) -> Plane:
    """One normal number for every slab of a grid."""
    wear = rng.standard_normal((64, 64), np.float32)
    column, row = (
        np.floor(v / np.float32(s)).astype(np.int32) % 64 for v, s in zip((a, b), size, strict=True)
    )
    worn: Plane = wear[row, column]
    return worn


def rough(a: Plane, b: Plane, cell_m: float, rng: np.random.Generator) -> Plane:
    """Smooth noise of deviation 1, one bump about every two cells."""
    white = rng.standard_normal((_NOISE_CELLS, _NOISE_CELLS), np.float32)
    around = np.pad(white, 8, mode="wrap")
    smooth = cv2.GaussianBlur(around, (0, 0), 1.2)[8:-8, 8:-8] / np.float32(_LEFT)
    at = [np.mod(v / np.float32(cell_m), _NOISE_CELLS).astype(np.float32) for v in (a, b)]
    return cv2.remap(smooth, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP).astype(
        np.float32, copy=False
    )


def grain(a: Plane, b: Plane, rng: np.random.Generator) -> Plane:
    """Dirt and wear at three scales, in levels."""
    scales = ((0.03, 5.0), (0.35, 4.0), (2.6, 8.0))
    dirt: Plane = np.zeros(a.shape, np.float32)
    for cell_m, levels in scales:
        dirt += rough(a, b, cell_m, rng) * np.float32(levels)
    return dirt


def fade(range_m: Plane) -> Plane:
    """What lies far is too fine for a pixel: fade it rather than let it flicker."""
    return np.clip((20 - range_m) / 12, 0.15, 1).astype(np.float32)
