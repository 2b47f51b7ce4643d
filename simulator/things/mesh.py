"""Coloured triangles in metres: what people and things are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

BODY: Final = 1
HEAD: Final = 2
FACE: Final = 3
THING: Final = 4

_DIGITS: Final = 9

Vectors = NDArray[np.float32]
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """A surface: y up, looking along +z, standing on y = 0 around the origin.

    points: (V, 3) in metres; colour: (V, 3) linear light, RGB; inside: (V,), nothing is drawn
    where its interpolated value falls below 0; gloss: (V,) in [0, 1], how much of the sky it
    mirrors; triangles: (T, 3); part: (T,) of BODY, HEAD, FACE or THING.
    """

    points: Vectors
    colour: Vectors
    inside: Vectors
    gloss: Vectors
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """All of them as one, in their order."""
    starts = np.cumsum([0, *(len(mesh.points) for mesh in meshes)])[:-1]
    moved = [mesh.triangles + start for mesh, start in zip(meshes, starts, strict=True)]
    return Mesh(
        points=np.concatenate([mesh.points for mesh in meshes]),
        colour=np.concatenate([mesh.colour for mesh in meshes]),
        inside=np.concatenate([mesh.inside for mesh in meshes]),
        gloss=np.concatenate([mesh.gloss for mesh in meshes]),
        triangles=np.concatenate(moved).astype(np.int32),
        part=np.concatenate([mesh.part for mesh in meshes]),
    )


def placed(
    mesh: Mesh,
    *,
    turn: NDArray[np.float64] | None = None,
    by_m: Sequence[float] = (0.0, 0.0, 0.0),
    scale: float = 1.0,
) -> Mesh:
    """The mesh scaled, turned by a 3x3 matrix about the origin, then moved."""
    points = mesh.points.astype(np.float64) * scale
    if turn is not None:
        # Three products and two sums: a matrix product's last bit depends on the machine.
        x, y, z = (points[:, axis, None] * turn[:, axis] for axis in range(3))
        points = x + y + z
    settled = np.round(points + np.asarray(by_m), _DIGITS)
    return replace(mesh, points=settled.astype(np.float32))
