"""An industrial yard: concrete with painted bays, a shed with a gate, a wall and a fence."""

from typing import Final

import numpy as np

from simulator.picture.places.horizon import open_sky, trees
from simulator.picture.places.walls import Wall, bricked, panel, wall_across, wall_along
from simulator.picture.shot import Shot
from simulator.picture.texture import bgr, fade, grain, joints, patches, rough, wave

_SHED_M: Final = 26.0
_WALL_M: Final = 9.0
_FENCE_M: Final = -10.0
_FENCE_HEIGHT_M: Final = 2.2


def yard(shot: Shot, rng: np.random.Generator) -> None:
    crowns, ground = rng.spawn(2)
    shot.sky(open_sky(shot.up))
    trees(shot, crowns, away_m=60.0, height_m=8.0)
    _ground(shot, ground)
    _shed(shot)
    _brick_wall(shot)
    _fence(shot)


def _ground(shot: Shot, rng: np.random.Generator) -> None:
    hit = shot.meet_level(0.0)
    if hit is None:
        return
    x, z = hit.x, hit.ahead
    fine = fade(hit.reach)
    tone = 138 + (4 * patches(x, z, (4.0, 4.0), rng) - 26 * joints(x, z, (4.0, 4.0))) * fine
    tone = tone + 1.6 * grain(x, z, rng) * fine
    bay = (z > 14) & (z < 20) & (x > -8) & (x < 8) & ((x % 3.2 < 0.11) | (np.abs(z - 20) < 0.1))
    colours = tone[..., None] * bgr([0.93, 0.98, 1.0])
    colours = np.where(bay[..., None], bgr([72, 176, 206]) * (0.9 + 0.1 * fine)[..., None], colours)
    grass = (x < _FENCE_M - 0.3) | (z > _SHED_M + 1)
    meadow = bgr([58, 106, 94]) * (0.94 + 0.06 * rough(x, z, 0.12, rng) * fine)[..., None]
    shot.lay(hit, hit.met, np.where(grass[..., None], meadow, colours))


def _shed(shot: Shot) -> None:
    wall = wall_across(shot, _SHED_M, from_m=-7.0, to_m=14.0, height_m=6.2)
    if wall is None:
        return
    ribs = 0.92 + 0.06 * wave(wall.along / 0.33)
    shot.paint(wall.hit, wall.here, bgr([168, 160, 148]) * ribs[..., None])
    panel(shot, wall, (-7.0, 14.0, 5.8, 6.2), bgr([96, 84, 70]))
    panel(shot, wall, (-7.0, 14.0, 0.0, 0.4), bgr([120, 122, 122]))
    slats = 0.9 + 0.1 * wave(wall.up / 0.24)
    panel(shot, wall, (-1.2, 3.4, 0.0, 4.2), bgr([70, 74, 76]))
    panel(shot, wall, (-1.0, 3.2, 0.0, 4.0), bgr([142, 108, 70]) * slats[..., None])
    panel(shot, wall, (6.0, 7.1, 0.0, 2.2), bgr([92, 98, 106]))
    for left_m in (-5.6, -3.4, 8.6, 10.8):
        panel(shot, wall, (left_m, left_m + 1.6, 2.6, 3.8), bgr([104, 92, 80]))


def _brick_wall(shot: Shot) -> None:
    wall = wall_along(shot, _WALL_M, from_m=4.0, to_m=_SHED_M, height_m=2.6)
    if wall is None:
        return
    bricked(shot, wall, bgr([110, 128, 168]))
    panel(shot, wall, (4.0, _SHED_M, 2.45, 2.6), bgr([150, 154, 156]))


def _fence(shot: Shot) -> None:
    """Posts, rails and wire; what lies behind is seen through the wire."""
    fence = wall_along(shot, _FENCE_M, from_m=2.0, to_m=_SHED_M + 8, height_m=_FENCE_HEIGHT_M)
    beyond = wall_across(shot, _SHED_M + 1.0, from_m=-30.0, to_m=-7.0, height_m=_FENCE_HEIGHT_M)
    for wall in filter(None, (fence, beyond)):
        _wires(shot, wall)


def _wires(shot: Shot, wall: Wall) -> None:
    a, b = (wall.along + wall.up) % 0.09, (wall.along - wall.up) % 0.09
    wire = (a < 0.009) | (b < 0.009)
    rail = (wall.up > _FENCE_HEIGHT_M - 0.06) | (np.abs(wall.up - 0.08) < 0.03)
    post = wall.along % 2.5 < 0.07
    shot.paint(wall.hit, wall.here & wire, bgr([132, 136, 136]))
    shot.paint(wall.hit, wall.here & (rail | post), bgr([104, 110, 108]))
