"""From fragments to a picture: light, the shadow a figure throws on itself, and coverage."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.lighting import Lighting
from simulator.people.raster import Floats, Fragments, bounds, rasterise
from simulator.people.resolve import SAMPLES, resolve
from simulator.people.skin import normals
from simulator.things.mesh import Mesh

_SHADOW_PX_PER_M: Final = 150.0
_MARGIN_PX: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shadow:
    """How far the sun reaches: spots (V, 3) of the vertices as it sees them, and its picture."""

    spots: Floats
    reach: Floats


def shaded(
    mesh: Mesh, fragments: Fragments, lighting: Lighting, eye: tuple[float, float, float]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What the camera sees: (H, W, 4) premultiplied BGRA in sRGB, and (H, W) part labels.

    mesh: turned as it stands before the camera, x to its right, z towards it; fragments:
    SAMPLES finer each way than the picture; eye: unit vector towards the camera.
    """
    height, width = (size // SAMPLES for size in fragments.triangle.shape)
    shadow = _shadow(mesh, lighting)
    vertices = [normals(mesh.points, mesh.triangles), shadow.spots, mesh.colour]
    attributes = np.concatenate([*vertices, mesh.gloss[:, None]], axis=1)
    sun = lighting.towards_sun()
    light = np.array([eye, sun, lighting.sun, lighting.sky, lighting.ground], np.float32)
    soft_px = np.float32(lighting.soft_m * _SHADOW_PX_PER_M)
    bgra = np.zeros((height, width, 4), np.uint8)
    part = np.zeros((height, width), np.uint8)
    resolve(fragments, mesh, attributes, light, soft_px, shadow.reach, bgra, part)
    return bgra, part


def _shadow(mesh: Mesh, lighting: Lighting) -> _Shadow:
    right, up, away = _sun_axes(lighting)
    axes = np.array([right, up, away], np.float32)
    x, y, z = (mesh.points[:, axis, None] * axes[:, axis] for axis in range(3))
    spots = x + y + z
    low, high = bounds(spots)
    scale = np.float32(_SHADOW_PX_PER_M)
    spots[:, :2] = (spots[:, :2] - low) * scale + np.float32(_MARGIN_PX)
    width, height = (int(size) + 2 * _MARGIN_PX for size in (high - low) * scale)
    seen = rasterise(spots, mesh.inside, mesh.triangles, width_px=width, height_px=height)
    return _Shadow(spots=spots, reach=seen.depth)


def _sun_axes(lighting: Lighting) -> NDArray[np.float64]:
    """To the right and up as the sun sees it, and away from it: (3, 3)."""
    sun = np.array(lighting.towards_sun())
    right = np.array([sun[2], 0.0, -sun[0]]) / np.hypot(sun[0], sun[2])
    return np.stack([right, np.cross(sun, right), -sun])
