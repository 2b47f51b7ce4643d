"""Rotations in degrees, as 3x3 matrices that turn column vectors; y is up, z forward."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# The last bits of a cosine depend on the machine's library.
_DIGITS: Final = 12


def pitched(degrees: float) -> Matrix:
    """About x: what is ahead goes down."""
    c, s = _cos_sin(degrees)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def turned(degrees: float) -> Matrix:
    """About y: what is ahead goes to +x."""
    c, s = _cos_sin(degrees)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def rolled(degrees: float) -> Matrix:
    """About z: what is up goes to -x."""
    c, s = _cos_sin(degrees)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def hanging(limb: Matrix) -> Matrix:
    """The shortest rotation that lets a limb (3,) hang straight down (Rodrigues)."""
    along = limb / np.linalg.norm(limb)
    down = np.array([0.0, -1.0, 0.0])
    axis = np.cross(along, down)
    k = np.array([[0.0, -axis[2], axis[1]], [axis[2], 0.0, -axis[0]], [-axis[1], axis[0], 0.0]])
    shortest: Matrix = np.eye(3) + k + k @ k / (1 + along @ down)
    return shortest


def _cos_sin(degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return round(math.cos(angle), _DIGITS), round(math.sin(angle), _DIGITS)
