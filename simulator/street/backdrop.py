"""A small town's street without people, by day: every pixel asked what its ray meets.

Ahead of the camera: a paved forecourt, a kerb, a road, the pavement beyond, a row of houses. On
the right stands the wall of a shop with its door. Ground in metres, as in Pinhole.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.street.facades import (
    HOUSES_M,
    SHOP_FROM_M,
    SHOP_M,
    SHOP_TO_M,
    Colours,
    Plane,
    bgr,
    build_houses,
    build_shop,
    grow_trees,
    shop_m,
)
from simulator.world.pinhole import Pinhole, Rays

_SAMPLES: Final = 2
KERB_M: Final = 17.5
FAR_KERB_M: Final = 24.0
_SKY: Final = (222.0, 206.0, 190.0)
_ZENITH: Final = (206.0, 172.0, 138.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """The empty street: pixels (H, W, 3) BGR; wall_m (H, W), how far ahead a wall stands.

    wall_m is infinite where none hides what lies behind.
    """

    pixels: NDArray[np.uint8]
    wall_m: NDArray[np.float32]


def backdrop(camera: Pinhole, rng: np.random.Generator) -> Backdrop:
    """Draw the street that this camera sees."""
    rays = camera.rays(samples=_SAMPLES)
    picture = _sky(rays[1])
    grow_trees(picture, camera, rays, rng)
    build_houses(picture, camera, rays, rng)
    _ground(picture, camera, rays, rng)
    build_shop(picture, camera, rays)
    small = cv2.resize(picture, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)
    pixels = np.clip(np.round(small), 0, 255).astype(np.uint8)
    return Backdrop(pixels=pixels, wall_m=shop_m(camera))


def _sky(up: Plane) -> Colours:
    high = np.clip(up / np.float32(0.25), 0, 1)[..., None]
    sky: Colours = (bgr(_SKY) * (1 - high) + bgr(_ZENITH) * high).astype(np.float32)
    return sky


def _ground(picture: Colours, camera: Pinhole, rays: Rays, rng: np.random.Generator) -> None:
    right, up, ahead = rays
    far = camera.height_m / np.maximum(-up, np.float32(1e-4))
    z, x = ahead * far, right * far
    # The camera does not roll: a row of pixels meets the ground at one distance.
    first = int(np.argmax((up < 0)[:, 0] & (z < HOUSES_M)[:, 0]))
    x, z = x[first:], z[first:]
    grain = _grain(x, z, rng)
    # What lies far is too fine for a pixel: fade it rather than let it flicker.
    fine = np.clip((20 - z) / 12, 0.15, 1)
    tone = _slabs(x, z, fine, rng)
    tone = np.where(z > KERB_M, _asphalt(x, z), tone)
    tone = np.where(z > FAR_KERB_M, 150 - 6 * _joints(x, z, 0.9), tone)
    for kerb in (KERB_M, FAR_KERB_M):
        tone = np.where(np.abs(z - kerb) < 0.16, 176, tone)
    tone = np.where((z > KERB_M + 0.16) & (z < KERB_M + 0.5), tone - 18, tone)
    tone = (tone + grain * fine) * _contact(x, z)
    picture[first:] = tone[..., None] * bgr([0.955, 0.985, 1.0])


def _slabs(x: Plane, z: Plane, fine: Plane, rng: np.random.Generator) -> Plane:
    """The forecourt: slabs of 60 cm, no two of quite the same grey."""
    wear = rng.normal(0, 5.0, (64, 64)).astype(np.float32)
    column, row = (np.floor(v / np.float32(0.6)).astype(np.int32) % 64 for v in (x, z))
    tone: Plane = 146 + (wear[row, column] - 20 * _joints(x, z, 0.6)) * fine
    return tone


def _joints(x: Plane, z: Plane, size_m: float) -> Plane:
    edge = np.minimum(*(np.abs((v / size_m + 0.5) % 1 - 0.5) * size_m for v in (x, z)))
    joint: Plane = np.clip(1.4 - edge / np.float32(0.012), 0, 1)
    return joint


def _asphalt(x: Plane, z: Plane) -> Plane:
    middle = (KERB_M + FAR_KERB_M) / 2
    dashes = (np.abs(z - middle) < 0.07) & (x % 4.0 < 2.2)
    wheels = 5 * np.cos((z - KERB_M) / (FAR_KERB_M - KERB_M) * 4 * np.pi)
    return np.where(dashes, 205, 98 + wheels).astype(np.float32)


def _contact(x: Plane, z: Plane) -> Plane:
    """Less light where the ground meets a wall."""
    shop = np.clip((SHOP_M - x) / 0.9, 0, 1)
    beside = (z > SHOP_FROM_M - 0.4) & (z < SHOP_TO_M)
    houses = np.clip((HOUSES_M - z) / 0.8, 0, 1)
    light: Plane = np.where(beside, 0.72 + 0.28 * shop, 1.0) * (0.75 + 0.25 * houses)
    return light


def _grain(x: Plane, z: Plane, rng: np.random.Generator) -> Plane:
    """Dirt and wear at three scales."""
    grain = np.zeros_like(x)
    for cell_m, strength in ((0.03, 5.0), (0.35, 4.0), (2.6, 8.0)):
        rough = rng.normal(0, 1, (256, 256)).astype(np.float32)
        smooth = cv2.GaussianBlur(rough, (0, 0), 1.2)
        smooth *= strength / smooth.std()
        grain += cv2.remap(
            smooth, x / cell_m, z / cell_m, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        )
    return grain
