"""Blocks and walls of a scene, as one camera sees them: outlines that hide what is behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from simulator.scenario.schema import Scene
from simulator.world.occluders import WALLS, Block, PlaceWall, block
from simulator.world.pinhole import Pinhole
from simulator.world.tape import Floats, Integers

_Spot = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """corners: (K, 8, 2) px, the first sides[k] of them in one sense round; around: (K, 4) boxes.

    beyond: (K, 3), a, b and c: hidden is what stands where a x_m + b ahead_m > c.
    """

    corners: Floats
    sides: Integers
    around: Floats
    beyond: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solid:
    """Corners (8, 3) in metres, and what of the ground lies beyond, as in Screens."""

    corners: Floats
    beyond: tuple[float, float, float]


def screens(scene: Scene, camera: Pinhole) -> Screens:
    """What the camera sees of them; one that reaches behind the camera is left out."""
    solids = list(_solids(scene))
    outlines = [_outline(solid, camera) for solid in solids]
    shown = [(solid, outline) for solid, outline in zip(solids, outlines, strict=True) if outline]
    corners = np.zeros((len(shown), 8, 2))
    for place, (_, outline) in enumerate(shown):
        corners[place, : len(outline)] = outline
    around = [(*np.min(outline, 0), *np.max(outline, 0)) for _, outline in shown]
    return Screens(
        corners=corners,
        sides=np.array([len(outline) for _, outline in shown], np.int64),
        around=np.array(around, np.float64).reshape(-1, 4),
        beyond=np.array([solid.beyond for solid, _ in shown], np.float64).reshape(-1, 3),
    )


def _solids(scene: Scene) -> Iterator[_Solid]:
    for occluder in scene.occluders:
        yield _block(block(occluder))
    if scene.background is None:
        for wall in WALLS[scene.place]:
            yield _wall(wall)


def _block(one: Block) -> _Solid:
    corners = _corners(
        (one.x_m - one.width_m / 2, one.x_m + one.width_m / 2),
        one.height_m,
        (one.ahead_m - one.depth_m / 2, one.ahead_m + one.depth_m / 2),
    )
    return _Solid(corners=corners, beyond=(0.0, 1.0, one.ahead_m))


def _wall(wall: PlaceWall) -> _Solid:
    across, ahead = (wall.from_m, wall.to_m), (wall.at_m, wall.at_m)
    beyond = (0.0, 1.0, wall.at_m)
    if wall.along:
        across, ahead = ahead, across
        side = 1.0 if wall.at_m > 0 else -1.0
        beyond = (side, 0.0, side * wall.at_m)
    return _Solid(corners=_corners(across, wall.height_m, ahead), beyond=beyond)


def _corners(x_m: _Spot, height_m: float, ahead_m: _Spot) -> Floats:
    return np.array(list(product(x_m, (0.0, height_m), ahead_m)), np.float64)


def _outline(solid: _Solid, camera: Pinhole) -> list[_Spot]:
    """The convex hull of its corners in px; empty if any is behind the camera."""
    x_px, y_px = camera.project_many(*solid.corners.T)
    if not np.isfinite(x_px).all():
        return []
    points = sorted(set(zip(x_px.tolist(), y_px.tolist(), strict=True)))
    return _chain(points)[:-1] + _chain(points[::-1])[:-1]


def _chain(points: list[_Spot]) -> list[_Spot]:
    """Half of a convex hull (Andrew 1979)."""
    kept: list[_Spot] = []
    for point in points:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: _Spot, b: _Spot, c: _Spot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
