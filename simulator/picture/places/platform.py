"""A platform: paving, a white edge with a tactile strip, the track bed, the opposite wall."""

from typing import Final

import numpy as np

from simulator.picture.places.horizon import open_sky, trees
from simulator.picture.places.walls import Wall, bricked, panel, wall_across
from simulator.picture.shot import Shot
from simulator.picture.texture import Plane, bgr, fade, grain, joints, patches, rough

EDGE_M: Final = 9.0
_BED_TO_M: Final = 13.6
_WALL_M: Final = 14.2
_DEEP_M: Final = -0.9
_GAUGE_M: Final = 1.435


def platform(shot: Shot, rng: np.random.Generator) -> None:
    crowns, ground, stones = rng.spawn(3)
    shot.sky(open_sky(shot.up))
    trees(shot, crowns, away_m=50.0, height_m=9.0)
    _paving(shot, ground)
    _bed(shot, stones)
    _edge_face(shot)
    _opposite(shot)


def _paving(shot: Shot, rng: np.random.Generator) -> None:
    hit = shot.meet_level(0.0)
    if hit is None:
        return
    x, z = hit.x, hit.ahead
    fine = fade(hit.reach)
    tone = 150 + (4 * patches(x, z, (0.5, 0.5), rng) - 22 * joints(x, z, (0.5, 0.5))) * fine
    tone = tone + grain(x, z, rng) * fine
    colours = tone[..., None] * bgr([0.95, 0.985, 1.0])
    strip = (z > EDGE_M - 1.1) & (z < EDGE_M - 0.7)
    studs = 1 - 0.14 * joints(x, z, (0.06, 0.06), width_m=0.015) * fine
    colours = np.where(strip[..., None], bgr([60, 178, 214]) * studs[..., None], colours)
    colours = np.where((np.abs(z - EDGE_M + 0.12) < 0.12)[..., None], bgr([224, 228, 230]), colours)
    # Behind the track the ground goes on, as high as the platform.
    shot.lay(hit, (z < EDGE_M) | (z > _BED_TO_M), colours)


def _bed(shot: Shot, rng: np.random.Generator) -> None:
    hit = shot.meet_level(_DEEP_M)
    if hit is None:
        return
    x, z = hit.x, hit.ahead
    fine = fade(hit.reach)
    tone: Plane = 92 + 16 * rough(x, z, 0.05, rng) * fine
    middle = (EDGE_M + _BED_TO_M) / 2
    sleeper = (x % 0.65 < 0.26) & (np.abs(z - middle) < 1.3)
    tone = np.where(sleeper, 116 + 0.3 * (tone - 92), tone)
    rail = np.abs(np.abs(z - middle) - _GAUGE_M / 2) < 0.05
    colours = tone[..., None] * bgr([0.86, 0.94, 1.0])
    colours = np.where(rail[..., None], bgr([168, 170, 172]), colours)
    shot.lay(hit, (z > EDGE_M) & (z < _BED_TO_M + 0.6), colours)


def _edge_face(shot: Shot) -> None:
    """The far side of the bed rises to the ground again."""
    hit = shot.meet_across(_BED_TO_M + 0.6)
    if hit is not None:
        shade = bgr([104, 108, 110]) * (0.9 + 0.1 * (hit.x % 1.2 > 0.02))[..., None]
        shot.paint(hit, (hit.up > _DEEP_M) & (hit.up <= 0.02), shade)


def _opposite(shot: Shot) -> None:
    wall = wall_across(shot, _WALL_M, from_m=-60.0, to_m=60.0, height_m=4.2)
    if wall is None:
        return
    bricked(shot, wall, bgr([150, 164, 178]), course_m=0.2)
    panel(shot, wall, (-60.0, 60.0, 3.9, 4.2), bgr([110, 112, 114]))
    for left_m in (-13.0, -6.5, 1.5, 8.0):
        _poster(shot, wall, left_m)
    panel(shot, wall, (-2.6, 0.6, 2.7, 3.3), bgr([150, 78, 24]))
    panel(shot, wall, (-2.3, 0.3, 2.93, 3.07), bgr([236, 236, 236]))


def _poster(shot: Shot, wall: Wall, left_m: float) -> None:
    panel(shot, wall, (left_m, left_m + 3.4, 0.7, 2.4), bgr([88, 90, 92]))
    stripes = ((wall.along - left_m) * 1.7 + wall.up * 0.8) % 2 < 1
    colours = np.where(stripes[..., None], bgr([190, 176, 120]), bgr([120, 150, 196]))
    panel(shot, wall, (left_m + 0.1, left_m + 3.3, 0.8, 2.3), colours)
