"""Flesh on posed bones: linear blend skinning, and the normals of a surface."""

import numpy as np
from numpy.typing import NDArray

from simulator.people.body import Character, Stance
from simulator.people.compiled import compiled

Floats = NDArray[np.float32]


def posed(character: Character, held: Stance) -> Floats:
    """All vertices of a character where its bones hold them, (V, 3) in metres."""
    points = np.empty_like(character.points)
    _blend(
        character.points,
        character.bone_index,
        character.bone_share,
        held.turns,
        held.shifts,
        points,
    )
    return points


def normals(points: Floats, triangles: NDArray[np.int32]) -> Floats:
    """Unit normals at the vertices, weighted by area, (V, 3); 0 where no triangle touches."""
    facing = np.zeros_like(points)
    _face(points, triangles, facing)
    return facing


@compiled("void(f4[:,::1], i8[:,::1], f4[:,::1], f8[:,:,::1], f8[:,::1], f4[:,::1])")
def _blend(
    rest: Floats,
    bone_index: NDArray[np.int64],
    bone_share: Floats,
    turns: NDArray[np.float64],
    shifts: NDArray[np.float64],
    points: Floats,
) -> None:
    for vertex in range(rest.shape[0]):
        x, y, z = rest[vertex, 0], rest[vertex, 1], rest[vertex, 2]
        for axis in range(3):
            place = 0.0
            for k in range(bone_index.shape[1]):
                bone = bone_index[vertex, k]
                turn = turns[bone, axis]
                along = turn[0] * x + turn[1] * y + turn[2] * z + shifts[bone, axis]
                place += bone_share[vertex, k] * along
            points[vertex, axis] = place


@compiled("void(f4[:,::1], i4[:,::1], f4[:,::1])")
def _face(points: Floats, triangles: NDArray[np.int32], facing: Floats) -> None:
    for index in range(triangles.shape[0]):
        a, b, c = triangles[index, 0], triangles[index, 1], triangles[index, 2]
        for axis in range(3):
            up, on = (axis + 1) % 3, (axis + 2) % 3
            area = (points[b, up] - points[a, up]) * (points[c, on] - points[a, on])
            area -= (points[b, on] - points[a, on]) * (points[c, up] - points[a, up])
            facing[a, axis] += area
            facing[b, axis] += area
            facing[c, axis] += area
    for vertex in range(facing.shape[0]):
        x, y, z = facing[vertex, 0], facing[vertex, 1], facing[vertex, 2]
        length = max(np.sqrt(x * x + y * y + z * z), 1e-12)
        facing[vertex, 0] = x / length
        facing[vertex, 1] = y / length
        facing[vertex, 2] = z / length
