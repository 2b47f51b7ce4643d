"""A row of houses across the street, a yard between some of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.picture.places.walls import Wall, plastered, wall_across
from simulator.picture.shot import Shot
from simulator.picture.texture import Colours, Mask, Plane, bgr, wave

HOUSES_M: Final = 28.0
_FIRST_M: Final = -34.0
_HOUSES: Final = 13
_ROOF_M: Final = 1.9
_LAMPLIGHT: Final = bgr([96, 168, 214])
# Plaster, brick and stone, BGR.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    left_m: float
    width_m: float
    eaves_m: float
    colour: Colours


def build_houses(shot: Shot, rng: np.random.Generator) -> None:
    left_m = _FIRST_M
    order = rng.permutation(len(_WALLS))
    for number in range(_HOUSES):
        house = _House(
            left_m=left_m,
            width_m=float(rng.uniform(5.0, 7.5)),
            eaves_m=float(rng.uniform(4.6, 6.2)),
            colour=bgr(_WALLS[order[number % len(_WALLS)]]),
        )
        _build(shot, house)
        # A gap to the next one now and then: a yard with a tree in it.
        left_m += house.width_m + (1.6 if number % 3 == 1 else 0.0)


def _build(shot: Shot, house: _House) -> None:
    right_m, top_m = house.left_m + house.width_m, house.eaves_m + _ROOF_M
    wall = wall_across(shot, HOUSES_M, from_m=house.left_m, to_m=right_m, height_m=top_m)
    if wall is None:
        return
    x = wall.along - np.float32(house.left_m)
    slope_m = house.eaves_m + _ROOF_M - 0.15 * np.abs(x - house.width_m / 2)
    tiles = 0.9 + 0.1 * wave(wall.up / 0.28 + 0.25)
    roof = wall.here & (wall.up >= house.eaves_m) & (wall.up < slope_m)
    shot.paint(wall.hit, roof, bgr([74, 84, 118]) * tiles[..., None])
    front = Wall(hit=wall.hit, along=x, here=wall.here & (wall.up < house.eaves_m))
    plastered(shot, front, house.colour)
    shot.paint(wall.hit, front.here & (wall.up > house.eaves_m - 0.12), house.colour * 0.62)
    _windows(shot, front, house.width_m)


def _windows(shot: Shot, front: Wall, width_m: float) -> None:
    columns = max(2, int(width_m // 1.9))
    pitch_m = width_m / columns
    along, column = front.along % pitch_m - pitch_m / 2, np.floor(front.along / pitch_m)
    for sill_m in (0.95, 3.25):
        is_door = (column == 1) & (sill_m < 1)
        low = np.where(is_door, 0.0, sill_m)
        tall = np.where(is_door, 2.15, 1.3)
        # Somebody is at home behind one window in three.
        home = (column * 2 + np.floor(width_m * 7) + (sill_m > 1)) % 3 == 0
        _window(shot, front, along, (low, tall), is_door, home & shot.evening)


def _window(
    shot: Shot,
    front: Wall,
    along: Plane,
    span: tuple[Plane, Plane],
    is_door: Mask,
    lit: Mask,
) -> None:
    (low, tall), up = span, front.up
    frame = (np.abs(along) < 0.56) & (up > low - 0.1) & (up < low + tall + 0.1)
    pane = (np.abs(along) < 0.46) & (up > low) & (up < low + tall)
    bar = pane & ~is_door & ((np.abs(along) < 0.04) | (np.abs(up - low - 0.8) < 0.035))
    glass = bgr([92, 84, 74]) + 46 * ((up - low) / tall)[..., None]
    shot.paint(front.hit, front.here & frame, bgr([214, 218, 220]))
    shot.paint(front.hit, front.here & pane, np.where(is_door[..., None], bgr([62, 70, 58]), glass))
    shot.paint(front.hit, front.here & pane & ~is_door & lit, _LAMPLIGHT, glows=True)
    shot.paint(front.hit, front.here & bar, bgr([208, 212, 214]))
