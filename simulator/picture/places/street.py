"""A small town's street: a paved forecourt, a kerb, a road, the pavement beyond, houses.

On the right stands the wall of a shop with its door.
"""

from typing import Final

import numpy as np

from simulator.picture.places.horizon import open_sky, trees
from simulator.picture.places.houses import HOUSES_M, build_houses
from simulator.picture.places.walls import bricked, pane, panel, wall_along
from simulator.picture.shot import Shot
from simulator.picture.texture import Plane, bgr, fade, grain, joints, patches, wave

KERB_M: Final = 17.5
FAR_KERB_M: Final = 24.0
SHOP_M: Final = 4.7
SHOP_FROM_M: Final = 8.5
SHOP_TO_M: Final = 15.0
_SHOP_HEIGHT_M: Final = 3.6


def street(shot: Shot, rng: np.random.Generator) -> None:
    crowns, fronts, ground = rng.spawn(3)
    shot.sky(open_sky(shot.up))
    trees(shot, crowns, away_m=HOUSES_M + 6, height_m=7.5)
    build_houses(shot, fronts)
    _ground(shot, ground)
    _shop(shot)


def _ground(shot: Shot, rng: np.random.Generator) -> None:
    hit = shot.meet_level(0.0)
    if hit is None:
        return
    x, z = hit.x, hit.ahead
    fine = fade(hit.reach)
    tone = 146 + (5 * patches(x, z, (0.6, 0.6), rng) - 20 * joints(x, z, (0.6, 0.6))) * fine
    tone = np.where(z > KERB_M, _asphalt(x, z), tone)
    tone = np.where(z > FAR_KERB_M, 150 - 6 * joints(x, z, (0.9, 0.9)), tone)
    for kerb in (KERB_M, FAR_KERB_M):
        tone = np.where(np.abs(z - kerb) < 0.16, 176, tone)
    tone = np.where((z > KERB_M + 0.16) & (z < KERB_M + 0.5), tone - 18, tone)
    tone = (tone + grain(x, z, rng) * fine) * _contact(x, z)
    shot.lay(hit, hit.met, tone[..., None] * bgr([0.955, 0.985, 1.0]))


def _asphalt(x: Plane, z: Plane) -> Plane:
    middle = (KERB_M + FAR_KERB_M) / 2
    dashes = (np.abs(z - middle) < 0.07) & (x % 4.0 < 2.2)
    wheels = 5 * wave((z - KERB_M) / (FAR_KERB_M - KERB_M) * 2 + 0.25)
    return np.where(dashes, 205, 98 + wheels).astype(np.float32)


def _contact(x: Plane, z: Plane) -> Plane:
    """Less light where the ground meets a wall."""
    shop = np.clip(np.abs(SHOP_M - x) / 0.9, 0, 1)
    beside = (z > SHOP_FROM_M - 0.4) & (z < SHOP_TO_M)
    houses = np.clip(np.abs(HOUSES_M - z) / 0.8, 0, 1)
    light: Plane = np.where(beside, 0.72 + 0.28 * shop, 1.0) * (0.75 + 0.25 * houses)
    return light


def _shop(shot: Shot) -> None:
    wall = wall_along(shot, SHOP_M, from_m=SHOP_FROM_M, to_m=SHOP_TO_M, height_m=_SHOP_HEIGHT_M)
    if wall is None:
        return
    bricked(shot, wall, bgr([138, 158, 188]))
    panel(shot, wall, (SHOP_FROM_M, SHOP_TO_M, 0.0, 0.35), bgr([112, 114, 116]))
    panel(shot, wall, (SHOP_FROM_M, SHOP_TO_M, _SHOP_HEIGHT_M - 0.18, 9.0), bgr([92, 94, 98]))
    panel(shot, wall, (9.2, 14.2, 2.55, 3.1), bgr([78, 92, 52]))
    for begin, end, low in ((9.3, 11.0, 0.75), (13.0, 14.3, 0.75), (11.5, 12.6, 0.0)):
        pane(shot, wall, (begin, end, low, 2.34))
    panel(shot, wall, (11.59, 11.65, 0.94, 1.26), bgr([190, 196, 200]))
