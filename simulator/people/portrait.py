"""A mesh drawn alone: colour with coverage, what every pixel shows, and where it stands."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from simulator.people.lighting import Lighting
from simulator.people.raster import Floats, bounds, rasterise
from simulator.people.resolve import SAMPLES
from simulator.people.rotation import Matrix, pitched, turned
from simulator.people.shade import shaded
from simulator.people.sprite import Sprite
from simulator.things.mesh import Mesh

_MARGIN_PX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From where: heading 0 looks at the camera, 90 to its right; pitch looks down."""

    heading_deg: float
    pitch_deg: float
    distance_m: float = 10.0


def draw(mesh: Mesh, view: View, lighting: Lighting, *, height_m: float, px_per_m: float) -> Sprite:
    """px_per_m: at the middle of height_m above the spot, across the line of sight."""
    before = replace(mesh, points=_turn(mesh.points, turned(view.heading_deg)))
    marks = np.array([[0, 0, 0], [0, height_m, 0]], np.float32)
    flat = _project(before.points, height_m, view)
    foot, crown = _project(marks, height_m, view)
    low, high = bounds(flat)
    scale = np.float32(px_per_m)
    corner = low - np.float32(_MARGIN_PX) / scale
    width, height = (int(np.ceil(far)) + _MARGIN_PX for far in (high - corner) * scale)
    flat[:, :2] = (flat[:, :2] - corner) * (scale * np.float32(SAMPLES))
    fragments = rasterise(
        flat,
        mesh.inside,
        mesh.triangles,
        width_px=width * SAMPLES,
        height_px=height * SAMPLES,
    )
    eye = pitched(view.pitch_deg)[2]
    bgra, part = shaded(before, fragments, lighting, (float(eye[0]), float(eye[1]), float(eye[2])))
    foot_x, foot_y = (foot[:2] - corner) * scale
    return Sprite(
        bgra=bgra,
        part=part,
        foot_px=(float(foot_x), float(foot_y)),
        crown_y_px=float((crown[1] - corner[1]) * scale),
        px_per_m=px_per_m,
    )


def _project(points: Floats, height_m: float, view: View) -> Floats:
    """x right, y down, at one px a metre in the middle of the figure, and depth, (V, 3)."""
    seen = _turn(points - np.array([0, height_m / 2, 0], np.float32), pitched(view.pitch_deg))
    depth = np.float32(view.distance_m) - seen[:, 2]
    shrink = np.float32(view.distance_m) / depth
    return np.stack([seen[:, 0] * shrink, -seen[:, 1] * shrink, depth], axis=1)


def _turn(points: Floats, turn: Matrix) -> Floats:
    """Sums of products one by one: a matrix product's last bits depend on the machine."""
    columns = turn.astype(np.float32).T
    x, y, z = (points[:, axis, None] * columns[axis] for axis in range(3))
    turned_points: Floats = x + y + z
    return turned_points
