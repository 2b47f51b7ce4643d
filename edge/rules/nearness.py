"""How far somebody is from something on the ground, judged by how tall people are in the picture.

Nobody tells a camera its height, tilt or lens, so a metre is what 1.7 m of a person says it is.
"""

from math import hypot
from typing import Final

from edge.geometry import Box

TALL_M: Final = 1.7
# Of a lens that sees 64 degrees across, in widths of the picture: 0.6 at 80 degrees, 1.07 at 50.
_FOCAL: Final = 0.8
# How high cameras hang.
_HIGH_M: Final = 3.0
_LEAST: Final = 1e-3


def tall_at(person: Box, thing: Box) -> float:
    """How tall a person would be in the picture where a thing stands: feet tell how far it is."""
    high = person.y_max - person.y_min
    return max(high + (thing.y_max - person.y_max) * TALL_M / _HIGH_M, _LEAST)


def apart_m(person: Box, thing: Box, *, tall: float, aspect: float) -> float:
    """Distance on the ground between a person's feet and a thing's, in metres, roughly.

    tall: height in shares of the picture of a person who stands where the thing does. aspect:
    width of the picture over its height.

    Into the depth two estimates are made, and the nearer one is believed: by size, which a bow or
    a seat makes smaller, and by where the feet are, which furniture hides.
    """
    high, tall = max(person.y_max - person.y_min, _LEAST), max(tall, _LEAST)
    across_m = abs(person.foot[0] - thing.foot[0]) * aspect * TALL_M / max(high, tall)
    focal_m = _FOCAL * aspect * TALL_M
    # How tall somebody would be where his feet are: feet and height shrink towards the horizon.
    by_feet = max(tall + (person.y_max - thing.y_max) * TALL_M / _HIGH_M, _LEAST)
    into_m = focal_m * min(abs(1 / high - 1 / tall), abs(1 / by_feet - 1 / tall))
    return hypot(across_m, into_m)
