"""The few solids that things are made of, each in one colour, all labelled THING."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.things.mesh import THING, Colour, Mesh

Spot = tuple[float, float, float]
_DIGITS: Final = 9


def solid(
    points: NDArray[np.float64] | Sequence[Spot],
    triangles: NDArray[np.int64] | Sequence[tuple[int, int, int]],
    colour: Colour | NDArray[np.float64],
    gloss: float | NDArray[np.float64] = 0.0,
) -> Mesh:
    """Any surface. points: (V, 3); colour: one or (V, 3), linear light; gloss: one or (V,)."""
    places = np.round(np.asarray(points, np.float64), _DIGITS).astype(np.float32)
    faces = np.asarray(triangles, np.int32)
    return Mesh(
        points=places,
        colour=np.broadcast_to(np.asarray(colour, np.float32), places.shape).copy(),
        inside=np.ones(len(places), np.float32),
        gloss=np.broadcast_to(np.asarray(gloss, np.float32), len(places)).copy(),
        triangles=faces,
        part=np.full(len(faces), THING, np.uint8),
    )


def block(
    size_m: Spot, centre: Spot, colour: Colour, *, round_m: float = 0.02, gloss: float = 0.0
) -> Mesh:
    """A box with rounded edges."""
    half = np.array(size_m) / 2
    edge = min(round_m, 0.999 * float(half.min()))
    points, triangles = _cube([_stops(float(h), edge) for h in half])
    inner = np.clip(points, -(half - edge), half - edge)
    out = points - inner
    points = inner + edge * out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    return solid(points + np.array(centre), triangles, colour, gloss)


def tube(
    start: Spot, end: Spot, radius_m: float, colour: Colour, *, sides: int = 10, gloss: float = 0.0
) -> Mesh:
    """A closed cylinder from spot to spot."""
    a, b = np.array(start), np.array(end)
    along = (b - a) / np.linalg.norm(b - a)
    across, up = _across(along)
    turn = [2 * math.pi * k / sides for k in range(sides)]
    rim = np.array([math.cos(t) * across + math.sin(t) * up for t in turn]) * radius_m
    # Caps have vertices of their own, so that their edges stay sharp.
    points = np.concatenate([a + rim, b + rim, a + rim, b + rim, [a], [b]])
    wall = grid_triangles(2, sides, around=True)
    k = np.arange(sides)
    after = (k + 1) % sides
    low = np.stack([k * 0 + 4 * sides, 2 * sides + after, 2 * sides + k], axis=1)
    high = np.stack([k * 0 + 4 * sides + 1, 3 * sides + k, 3 * sides + after], axis=1)
    return solid(points, np.concatenate([wall, low, high]), colour, gloss)


def ring(centre: Spot, radius_m: float, thick_m: float, colour: Colour, *, steps: int = 32) -> Mesh:
    """A torus around the x axis: a tyre, a rim."""
    sides = 8
    points = []
    for step in range(steps):
        turn = 2 * math.pi * step / steps
        up, ahead = math.cos(turn), math.sin(turn)
        for side in range(sides):
            lean = 2 * math.pi * side / sides
            far = radius_m + thick_m * math.cos(lean)
            x = thick_m * math.sin(lean)
            points.append((centre[0] + x, centre[1] + far * up, centre[2] + far * ahead))
    return solid(points, _torus_triangles(steps, sides), colour)


def bow(
    ends: tuple[Spot, Spot], rise: Spot, radius_m: float, colour: Colour, *, steps: int = 10
) -> list[Mesh]:
    """A handle: half an ellipse of tubes from end to end, through their middle and `rise`."""
    a, b = np.array(ends[0]), np.array(ends[1])
    turns = [math.pi * step / steps for step in range(steps + 1)]
    line = [
        (a + b) / 2 + (a - b) / 2 * math.cos(turn) + np.array(rise) * math.sin(turn)
        for turn in turns
    ]
    spots = [(float(p[0]), float(p[1]), float(p[2])) for p in line]
    return [tube(one, other, radius_m, colour, sides=6) for one, other in pairwise(spots)]


def grid_triangles(rows: int, columns: int, *, around: bool = False) -> NDArray[np.int64]:
    """Two triangles between every four neighbours of a grid of points, row by row."""
    row, column = np.mgrid[0 : rows - 1, 0 : columns if around else columns - 1]
    a = (row * columns + column).ravel()
    b = (row * columns + (column + 1) % columns).ravel()
    c, d = a + columns, b + columns
    return np.concatenate([np.stack([a, b, d], axis=1), np.stack([a, d, c], axis=1)])


def _torus_triangles(steps: int, sides: int) -> NDArray[np.int64]:
    flat = grid_triangles(steps + 1, sides, around=True)
    return np.asarray(flat % (steps * sides))


def _across(along: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two directions square to one and to each other."""
    away = np.array([0.0, 1.0, 0.0]) if abs(along[1]) < 0.9 else np.array([0.0, 0.0, 1.0])
    across = np.cross(along, away)
    across /= np.linalg.norm(across)
    return across, np.cross(along, across)


def _stops(half: float, edge: float) -> list[float]:
    side = [half, half - 0.3 * edge, half - edge]
    return [*(-stop for stop in side), *side[::-1]]


def _cube(stops: list[list[float]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The six faces of a box as grids over these stops of its three axes."""
    points, triangles, count = [], [], 0
    for axis in range(3):
        u, v = (np.array(stops[(axis + k) % 3]) for k in (1, 2))
        for end in (stops[axis][0], stops[axis][-1]):
            face = np.empty((len(u), len(v), 3))
            face[..., axis] = end
            face[..., (axis + 1) % 3] = u[:, None]
            face[..., (axis + 2) % 3] = v[None, :]
            points.append(face.reshape(-1, 3))
            triangles.append(grid_triangles(len(u), len(v)) + count)
            count += len(u) * len(v)
    return np.concatenate(points), np.concatenate(triangles)
