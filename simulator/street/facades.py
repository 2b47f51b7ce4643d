"""What stands around the street: a row of houses, the trees behind them, the shop's wall."""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.world.pinhole import Pinhole, Rays

Plane = NDArray[np.floating[Any]]
Colours = NDArray[np.float32]

HOUSES_M: Final = 28.0
SHOP_M: Final = 4.7
SHOP_FROM_M: Final = 8.5
SHOP_TO_M: Final = 15.0
_SHOP_HEIGHT_M: Final = 3.6
# Plaster, brick and stone of the houses, BGR.
_WALLS: Final = (
    (168, 190, 205),
    (105, 128, 172),
    (186, 190, 190),
    (140, 172, 192),
    (150, 160, 148),
    (176, 196, 214),
    (98, 116, 150),
    (190, 186, 178),
)


def bgr(colour: Sequence[float]) -> Colours:
    """Three levels to multiply planes with."""
    return np.array(colour, np.float32)


def build_houses(picture: Colours, camera: Pinhole, rays: Rays, rng: np.random.Generator) -> None:
    right, up, ahead = rays
    far = np.float32(HOUSES_M) / ahead
    x, y = right * far, camera.height_m + up * far
    rows = int(np.count_nonzero(y[:, 0] >= 0))
    picture, x, y = picture[:rows], x[:rows], y[:rows]
    left = -16.0
    order = rng.permutation(len(_WALLS))
    for number in range(12):
        width = float(rng.uniform(5.0, 7.5))
        eaves = float(rng.uniform(4.6, 6.2))
        inside = (x >= left) & (x < left + width)
        columns = np.flatnonzero(inside.any(0))
        wall = bgr(_WALLS[order[number % len(_WALLS)]])
        if len(columns):
            cut = np.s_[:, columns[0] : columns[-1] + 1]
            _house(picture[cut], inside[cut], (x[cut] - left, y[cut]), (width, eaves), wall)
        # A gap to the next one now and then: a yard with a tree in it.
        left += width + (1.6 if number % 3 == 1 else 0.0)


def grow_trees(picture: Colours, camera: Pinhole, rays: Rays, rng: np.random.Generator) -> None:
    """What grows in the yards behind the houses: one ragged hedge of crowns."""
    right, up, ahead = rays
    far = np.float32(HOUSES_M + 6) / ahead
    x, y = right * far, camera.height_m + up * far
    leaves = cv2.GaussianBlur(rng.normal(0, 1, (256, 256)).astype(np.float32), (0, 0), 1.0)
    leaf = cv2.remap(leaves, x / 0.09, y / 0.09, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    crown = 4.3 + 0.9 * np.sin(x * 1.1) + 0.5 * np.sin(x * 2.7 + 1) + 0.5 * leaf
    tree = y < crown
    shade = np.clip(0.62 + 0.10 * y + 0.5 * leaf, 0.3, 1.5)[..., None]
    picture[tree] = (bgr([52, 96, 84]) * shade)[tree]


def _house(
    picture: Colours,
    inside: NDArray[np.bool_],
    place: tuple[Plane, Plane],
    size: tuple[float, float],
    wall: Colours,
) -> None:
    x, y = place
    width, eaves = size
    roof = inside & (y >= eaves) & (y < eaves + 1.9 - 0.15 * np.abs(x - width / 2))
    tiles = 0.9 + 0.1 * np.cos(y * 2 * np.pi / 0.28)
    picture[roof] = (bgr([74, 84, 118]) * tiles[..., None])[roof]
    front = inside & (y < eaves)
    light = np.float32(0.94) + np.float32(0.012) * y - 0.10 * (y < 0.5)
    picture[front] = (wall * light[..., None])[front]
    picture[front & (np.abs(y - eaves) < 0.12)] = wall * 0.62
    columns = max(2, int(width // 1.9))
    pitch = width / columns
    along, column = x % pitch - pitch / 2, np.floor(x / pitch)
    for sill in (0.95, 3.25):
        is_door = (column == 1) & (sill < 1)
        low, half = np.where(is_door, 0.0, sill), 0.46
        tall = np.where(is_door, 2.15, 1.3)
        frame = front & (np.abs(along) < half + 0.1) & (y > low - 0.1) & (y < low + tall + 0.1)
        pane = front & (np.abs(along) < half) & (y > low) & (y < low + tall)
        picture[frame] = (214, 218, 220)
        glass = bgr([92, 84, 74]) + 46 * ((y - low) / tall)[..., None]
        picture[pane] = np.where(is_door[..., None], bgr([62, 70, 58]), glass)[pane]
        bar = pane & ~is_door & ((np.abs(along) < 0.04) | (np.abs(y - low - 0.8) < 0.035))
        picture[bar] = (208, 212, 214)


def build_shop(picture: Colours, camera: Pinhole, rays: Rays) -> None:
    z, y, wall = _shop_wall(camera, rays)
    columns = np.flatnonzero(wall.any(0))
    if not len(columns):
        return
    cut = np.s_[:, columns[0] : columns[-1] + 1]
    picture, z, y, wall = picture[cut], z[cut], y[cut], wall[cut]
    courses = ((y % 0.16 < 0.02) | ((z + 0.12 * np.floor(y / 0.16)) % 0.5 < 0.02)) * 12
    tone = (0.80 + 0.04 * y)[..., None] * bgr([138, 158, 188]) - courses[..., None]
    picture[wall] = tone[wall]
    picture[wall & (y < 0.35)] = (112, 114, 116)
    picture[wall & (y > _SHOP_HEIGHT_M - 0.18)] = (92, 94, 98)
    sign = wall & (y > 2.55) & (y < 3.1) & (z > 9.2) & (z < 14.2)
    picture[sign] = (78, 92, 52)
    for start, end, low in ((9.3, 11.0, 0.75), (13.0, 14.3, 0.75), (11.5, 12.6, 0.0)):
        frame = wall & (z > start - 0.08) & (z < end + 0.08) & (y > low - 0.08) & (y < 2.42)
        pane = wall & (z > start) & (z < end) & (y > low) & (y < 2.34)
        picture[frame] = (70, 76, 80)
        glass = bgr([96, 88, 78]) + 30 * (y + 0.4 * z)[..., None] % 46
        picture[pane] = glass[pane]
    handle = wall & (np.abs(z - 11.62) < 0.03) & (np.abs(y - 1.1) < 0.16)
    picture[handle] = (190, 196, 200)


def shop_m(camera: Pinhole) -> NDArray[np.float32]:
    """How far ahead the shop's wall stands in every pixel, infinite beside it, (H, W)."""
    z, _, wall = _shop_wall(camera, camera.rays(samples=1))
    return np.where(wall, z, np.inf).astype(np.float32)


def _shop_wall(camera: Pinhole, rays: Rays) -> tuple[Plane, Plane, NDArray[np.bool_]]:
    """Where a ray meets the shop's side: how far ahead, how high, and whether it does."""
    right, up, ahead = rays
    far = np.float32(SHOP_M) / np.maximum(right, np.float32(1e-4))
    z, y = ahead * far, camera.height_m + up * far
    wall = (right > 0) & (z > SHOP_FROM_M) & (z < SHOP_TO_M) & (y > 0) & (y < _SHOP_HEIGHT_M)
    return z, y, wall
