"""A hall of a station or a mall: tiles, shop fronts on either side, lights in the ceiling."""

from typing import Final

import numpy as np

from simulator.picture.places.walls import Wall, panel, plastered, wall_across, wall_along
from simulator.picture.shot import Shot
from simulator.picture.texture import bgr, fade, joints, patches, rough

_HEIGHT_M: Final = 4.6
_SIDE_M: Final = 8.0
_END_M: Final = 30.0
_BEHIND_M: Final = -12.0
_SIGNS: Final = ((60, 70, 190), (150, 110, 40), (70, 140, 60), (40, 150, 200), (120, 60, 130))


def hall(shot: Shot, rng: np.random.Generator) -> None:
    _ceiling(shot)
    _floor(shot, rng)
    for x_m in (-_SIDE_M, _SIDE_M):
        wall = wall_along(shot, x_m, from_m=_BEHIND_M, to_m=_END_M, height_m=_HEIGHT_M)
        if wall is not None:
            _shops(shot, wall, int(x_m > 0))
    for ahead_m in (_BEHIND_M, _END_M):
        end = wall_across(shot, ahead_m, from_m=-_SIDE_M, to_m=_SIDE_M, height_m=_HEIGHT_M)
        if end is not None:
            _gate(shot, end)


def _floor(shot: Shot, rng: np.random.Generator) -> None:
    hit = shot.meet_level(0.0)
    if hit is None:
        return
    x, z = hit.x, hit.ahead
    fine = fade(hit.reach)
    tone = 168 + (3 * patches(x, z, (0.8, 0.8), rng) - 26 * joints(x, z, (0.8, 0.8))) * fine
    tone = tone + 2.5 * rough(x, z, 0.06, rng) * fine
    band = (np.abs(np.abs(x) - 5.2) < 0.2) | (np.abs(z % 8.0 - 4.0) < 0.2)
    tone = np.where(band, tone - 34, tone) * np.clip(0.80 + np.abs(_SIDE_M - np.abs(x)) / 8, 0, 1)
    # A polished floor: ceiling lights come back from where one sees them at a low angle.
    gleam = 26 * np.clip(1 - np.abs(x % 4.0 - 2.0) / 0.7, 0, 1) * np.clip(hit.reach / 22, 0, 1)
    shot.lay(hit, hit.met, (tone + gleam)[..., None] * bgr([0.93, 0.98, 1.0]))


def _ceiling(shot: Shot) -> None:
    hit = shot.meet_level(max(_HEIGHT_M, shot.height_m + 0.5))
    if hit is None:
        return
    tone = 168 - 14 * joints(hit.x, hit.ahead, (1.2, 1.2), width_m=0.03)
    shot.paint(hit, hit.met, tone[..., None] * bgr([0.97, 0.99, 1.0]))
    lamp = (np.abs(hit.x % 4.0 - 2.0) < 0.16) & (hit.ahead % 3.0 < 1.8)
    shot.paint(hit, lamp, bgr([250, 254, 255]), glows=not shot.evening)


def _shops(shot: Shot, wall: Wall, side: int) -> None:
    plastered(shot, wall, bgr([196, 202, 206]))
    for number in range(8):
        begin_m = _BEHIND_M + 0.4 + 5.2 * number
        sign = bgr(_SIGNS[(number + 2 * side) % len(_SIGNS)])
        panel(shot, wall, (begin_m, begin_m + 4.6, 2.75, 3.35), sign)
        panel(shot, wall, (begin_m, begin_m + 4.6, 0.0, 2.65), bgr([84, 88, 90]))
        inside = 96 + 50 * (wall.up / 2.6) + 18 * (wall.along % 1.15 < 0.06)
        goods = 30 * ((wall.along * 3.1 % 1 < 0.6) & (wall.up % 0.55 < 0.3) & (wall.up < 2.0))
        light = (inside - goods)[..., None] * bgr([0.86, 0.96, 1.05])
        panel(shot, wall, (begin_m + 0.1, begin_m + 4.5, 0.1, 2.55), light)
        panel(shot, wall, (begin_m + 1.8, begin_m + 2.8, 0.0, 2.3), bgr([118, 122, 124]))


def _gate(shot: Shot, wall: Wall) -> None:
    plastered(shot, wall, bgr([186, 192, 198]))
    panel(shot, wall, (-3.2, 3.2, 0.0, 2.9), bgr([78, 82, 84]))
    outside = bgr([206, 200, 190]) * np.clip(0.65 + 0.14 * wall.up, 0, 1)[..., None]
    for left_m in (-3.0, -0.9, 1.2):
        panel(shot, wall, (left_m, left_m + 1.9, 0.06, 2.7), outside)
    panel(shot, wall, (-2.6, 2.6, 3.2, 3.8), bgr([150, 90, 30]))
