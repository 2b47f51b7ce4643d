"""Samples to pixels, compiled: light on each sample, their mean in linear light, then sRGB."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.compiled import compiled
from simulator.people.raster import Floats, Fragments
from simulator.people.tone import level_of
from simulator.things.mesh import Mesh

# Samples across a pixel: edges get nine levels of coverage, shadows too.
SAMPLES: Final = 3
_MIDDLE: Final = 4
_TAKEN: Final = SAMPLES * SAMPLES
# Attributes of a vertex, by column.
_NORMAL: Final = 0
_SPOT: Final = 3
_COLOUR: Final = 6
_GLOSS: Final = 9
_COLUMNS: Final = 10
# Rows of the light.
_EYE: Final = 0
_SUN: Final = 1
_SUNLIGHT: Final = 2
_SKYLIGHT: Final = 3
_GROUNDLIGHT: Final = 4

_SHADOW_BIAS_M: Final = np.float32(0.035)
# Light bends a little round what it grazes: skin and cloth are not hard.
_WRAP: Final = np.float32(0.12)
_BEHIND: Final = np.float32(-0.05)
_TINY: Final = np.float32(1e-9)
_HALF: Final = np.float32(0.5)
_ONE: Final = np.float32(1)
_NONE: Final = np.float32(0)
_STEPS: Final = 4095
# sRGB levels of linear light in [0, 1], not rounded: coverage comes first.
_ENCODED: Final = np.array([255 * level_of(step / _STEPS) for step in range(_STEPS + 1)], "f4")


def resolve(
    fragments: Fragments,
    mesh: Mesh,
    attributes: Floats,
    light: Floats,
    soft_px: np.float32,
    reach: Floats,
    bgra: NDArray[np.uint8],
    part: NDArray[np.uint8],
) -> None:
    """Fill bgra (H, W, 4), premultiplied, and part (H, W) with what SAMPLES times finer was drawn.

    attributes: (V, 10) normal, spot as the sun sees it (px, px, metres away), colour, gloss;
    light: (5, 3) unit vectors to eye and sun, light of sun, sky, ground; soft_px: how far
    shadows fade; reach: (H', W') how far the sun reaches.
    """
    _resolve(
        fragments.triangle,
        fragments.second,
        fragments.third,
        mesh.triangles,
        mesh.part,
        attributes,
        light,
        soft_px,
        reach,
        _ENCODED,
        bgra,
        part,
    )


@compiled("f4(f4[::1], f4[:,::1])")
def _faced(mixed: Floats, light: Floats) -> np.float32:
    """Make the normal a unit vector that looks at the eye; how much it does."""
    x, y, z = mixed[0], mixed[1], mixed[2]
    length = max(np.sqrt(x * x + y * y + z * z), _TINY)
    facing = (x * light[_EYE, 0] + y * light[_EYE, 1] + z * light[_EYE, 2]) / length
    # A lining is seen from behind.
    if facing < _BEHIND:
        length, facing = -length, -facing
    mixed[0], mixed[1], mixed[2] = x / length, y / length, z / length
    return np.float32(facing)


@compiled("f4(f4[::1], f4[:,::1], f4[:,::1], f4, f4)")
def _sunny(
    mixed: Floats, light: Floats, reach: Floats, right_px: np.float32, down_px: np.float32
) -> np.float32:
    """How much of the sun a sample gets, in [0, 1]: by its slope, none in the shadow."""
    slope = mixed[0] * light[_SUN, 0] + mixed[1] * light[_SUN, 1] + mixed[2] * light[_SUN, 2]
    if slope + _WRAP <= _NONE:
        return _NONE
    column = min(max(int(mixed[_SPOT] + right_px), 0), reach.shape[1] - 1)
    row = min(max(int(mixed[_SPOT + 1] + down_px), 0), reach.shape[0] - 1)
    if mixed[_SPOT + 2] - reach[row, column] >= _SHADOW_BIAS_M:
        return _NONE
    return np.float32((slope + _WRAP) / (_ONE + _WRAP))


@compiled("void(f4[::1], f4[:,::1], f4, f4, f4[::1])")
def _add_light(
    mixed: Floats, light: Floats, sunny: np.float32, facing: np.float32, total: Floats
) -> None:
    """Add what a sample sends to the eye: sun, sky and ground on its colour, and a reflection."""
    sky = _HALF + _HALF * mixed[1]
    mirrored = _HALF + np.float32(2) * (np.float32(2) * facing * mixed[1] - light[_EYE, 1])
    mirrored = min(max(mirrored, _NONE), _ONE)
    for k in range(3):
        above, below = light[_SKYLIGHT, k], light[_GROUNDLIGHT, k]
        around = sky * above + (_ONE - sky) * below
        shine = mirrored * above + (_ONE - mirrored) * below
        lit = mixed[_COLOUR + k] * (sunny * light[_SUNLIGHT, k] + around)
        total[k] += lit + mixed[_GLOSS] * shine


@compiled("void(f4[::1], i8, f4[::1], u1[::1])")
def _encode(total: Floats, covered: int, encoded: Floats, pixel: NDArray[np.uint8]) -> None:
    share = np.float32(covered) / np.float32(_TAKEN)
    for k in range(3):
        mean = min(total[k] / np.float32(covered), _ONE)
        step = int(mean * np.float32(_STEPS) + _HALF)
        pixel[2 - k] = int(encoded[step] * share + _HALF)
    pixel[3] = int(np.float32(255) * share + _HALF)


@compiled(
    "void(i4[:,::1], f4[:,::1], f4[:,::1], i4[:,::1], u1[::1], f4[:,::1], f4[:,::1], f4,"
    " f4[:,::1], f4[::1], u1[:,:,::1], u1[:,::1])"
)
def _resolve(
    drawn: NDArray[np.int32],
    second: Floats,
    third: Floats,
    triangles: NDArray[np.int32],
    part: NDArray[np.uint8],
    attributes: Floats,
    light: Floats,
    soft_px: np.float32,
    reach: Floats,
    encoded: Floats,
    bgra: NDArray[np.uint8],
    label: NDArray[np.uint8],
) -> None:
    mixed, total = np.zeros(_COLUMNS, np.float32), np.zeros(3, np.float32)
    for row in range(bgra.shape[0]):
        for column in range(bgra.shape[1]):
            total[:] = 0
            covered = 0
            for sample in range(_TAKEN):
                # Each sample looks for shadow in another direction: their mean is soft.
                down, right = sample // SAMPLES, sample % SAMPLES
                y, x = SAMPLES * row + down, SAMPLES * column + right
                index = drawn[y, x]
                if index < 0:
                    continue
                covered += 1
                if sample == _MIDDLE:
                    label[row, column] = part[index]
                a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
                of_b, of_c = second[y, x], third[y, x]
                of_a = _ONE - of_b - of_c
                for k in range(_COLUMNS):
                    near = of_a * attributes[a, k] + of_b * attributes[b, k]
                    mixed[k] = near + of_c * attributes[c, k]
                facing = _faced(mixed, light)
                aside_px, below_px = soft_px * (right - 1), soft_px * (down - 1)
                sunny = _sunny(mixed, light, reach, aside_px, below_px)
                _add_light(mixed, light, sunny, facing, total)
            if covered:
                _encode(total, covered, encoded, bgra[row, column])
