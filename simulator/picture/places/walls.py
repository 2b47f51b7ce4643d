"""Walls, and what hangs in them: doors, panes and boards, in metres along and up a wall."""

from dataclasses import dataclass

import numpy as np

from simulator.picture.shot import Hit, Shot
from simulator.picture.texture import Colours, Mask, Plane, bgr, bricks


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The part of a plane that a wall takes: from here to there along it, and so high."""

    hit: Hit
    along: Plane
    here: Mask

    @property
    def up(self) -> Plane:
        return self.hit.up


def wall_across(
    shot: Shot, ahead_m: float, *, from_m: float, to_m: float, height_m: float
) -> Wall | None:
    """A wall that stands across, so far ahead; None where the camera sees none of it."""
    hit = shot.meet_across(ahead_m)
    return None if hit is None else _wall(shot, hit, hit.x, (from_m, to_m, height_m))


def wall_along(
    shot: Shot, x_m: float, *, from_m: float, to_m: float, height_m: float
) -> Wall | None:
    """A wall that runs ahead, so far to the right; None where the camera sees none of it."""
    hit = shot.meet_along(x_m)
    return None if hit is None else _wall(shot, hit, hit.ahead, (from_m, to_m, height_m))


def _wall(shot: Shot, hit: Hit, along: Plane, size: tuple[float, float, float]) -> Wall | None:
    here = hit.met & (along >= size[0]) & (along < size[1]) & (hit.up > 0) & (hit.up < size[2])
    full = np.zeros(shot.reach.shape, np.bool_)
    full[hit.box] = here
    reach = np.zeros(shot.reach.shape, np.float32)
    reach[hit.box] = hit.reach
    cut = shot.hit(reach, full)
    if cut is None:
        return None
    same_axis = along is hit.x
    return Wall(hit=cut, along=cut.x if same_axis else cut.ahead, here=cut.met)


def plastered(shot: Shot, wall: Wall, colour: Colours) -> None:
    """Lit from above, a little dirty at the foot."""
    light = np.float32(0.94) + np.float32(0.012) * wall.up - 0.10 * (wall.up < 0.5)
    shot.paint(wall.hit, wall.here, colour * light[..., None])


def bricked(shot: Shot, wall: Wall, colour: Colours, *, course_m: float = 0.16) -> None:
    mortar = bricks(wall.along, wall.up, course_m=course_m) * np.float32(12)
    tone = (0.80 + 0.04 * wall.up)[..., None] * colour - mortar[..., None]
    shot.paint(wall.hit, wall.here, tone)


def panel(
    shot: Shot,
    wall: Wall,
    span: tuple[float, float, float, float],
    colour: Colours,
    *,
    glows: bool = False,
) -> None:
    """A board in one colour, or one for each ray. span: from, to along the wall; bottom, top."""
    begin, end, low, high = span
    here = (wall.along > begin) & (wall.along < end) & (wall.up > low) & (wall.up < high)
    shot.paint(wall.hit, wall.here & here, colour, glows=glows)


def pane(shot: Shot, wall: Wall, span: tuple[float, float, float, float]) -> None:
    """A shop's window in its frame."""
    begin, end, low, high = span
    panel(shot, wall, (begin - 0.08, end + 0.08, low - 0.08, high + 0.08), bgr([70, 76, 80]))
    gleam = 30 * (wall.up + 0.4 * wall.along) % 46
    panel(shot, wall, span, bgr([96, 88, 78]) + gleam[..., None])
