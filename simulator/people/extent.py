"""How far figures reach, without drawing them: the few points that bound any view of them."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.body import FACE, HEAD, Character, Stance, blended, dressed, stance
from simulator.people.carried import bicycle_under, carried
from simulator.people.compiled import compiled
from simulator.people.pose import drawn_phase, pose
from simulator.people.rider import rider, usual_paint
from simulator.things.thing import thing, thing_height_m

Points = NDArray[np.float64]

_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Points (K, 3) in metres: y up, facing +z, standing on the origin; K at most 86,
    usually 50 to 65.

    The bounding box of their projection is that of the whole silhouette, the head, the face;
    head and face are (0, 3) of what has none. gaze: where the face looks, (3,), a unit vector.
    height_m: floor to crown upright, or the height of a thing's body.
    """

    silhouette: Points
    head: Points
    face: Points
    gaze: Points
    height_m: float


def extent(look: str, motion: str, phase: float, carries: tuple[str, ...] = ()) -> Extent:
    """Of a person with what they carry or ride, at the nearest phase that is drawn."""
    return _extent(look.partition("+")[0], motion, drawn_phase(motion, phase), carries, "")


def thing_extent(kind: str, look: str, phase: float = 0.0) -> Extent:
    """Of a thing; of a bicycle with its rider (see simulator.people.rider)."""
    if kind == "bicycle":
        paint, who = rider(look)
        if who:
            return _extent(who, "ride", drawn_phase("ride", phase), (), paint)
        return _thing_extent(kind, paint)
    return _thing_extent(kind, look)


@lru_cache(maxsize=4096)
def _extent(name: str, motion: str, phase: float, carries: tuple[str, ...], paint: str) -> Extent:
    character = dressed(name)
    held = stance(character, pose(name, motion, phase, carries))
    marks = _marks(name)
    body, head, face = (
        _settled(blended(character, vertices, held.turns, held.shifts)) for vertices in marks
    )
    things = [mesh.points for mesh in carried(character, held, motion, carries)]
    if motion == "ride":
        things.append(bicycle_under(character, paint or usual_paint(name), phase).points)
    return Extent(
        silhouette=_outermost(_settled(np.concatenate([body, *things]))),
        head=_outermost(head),
        face=_outermost(face),
        gaze=_gaze(character, held),
        height_m=thing_height_m("bicycle", paint) if paint else character.height_m,
    )


@lru_cache(maxsize=64)
def _thing_extent(kind: str, look: str) -> Extent:
    nowhere = np.zeros((0, 3))
    return Extent(
        silhouette=_outermost(_settled(thing(kind, look).points)),
        head=nowhere,
        face=nowhere,
        gaze=np.array([0.0, 0.0, 1.0]),
        height_m=thing_height_m(kind, look),
    )


@lru_cache(maxsize=64)
def _marks(name: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The outermost vertices of each bone's part of the body, of the head, and of the face."""
    character = dressed(name)
    shown = (character.inside[character.triangles] > 0).all(1)
    worn, part = character.triangles[shown], character.part[shown]
    drawn = np.unique(worn).astype(np.int64)
    bones = character.bone_index[drawn, 0]
    body = [_extreme(character, drawn[bones == bone]) for bone in np.unique(bones)]
    head, face = (np.unique(worn[part >= label]).astype(np.int64) for label in (HEAD, FACE))
    return np.concatenate(body), _extreme(character, head), _extreme(character, face)


def _extreme(character: Character, vertices: NDArray[np.int64]) -> NDArray[np.int64]:
    return vertices[_supports(_settled(character.points[vertices]))]


def _outermost(points: Points) -> Points:
    return points[_supports(points)]


def _supports(points: Points) -> NDArray[np.int64]:
    """The points that lie farthest in any of some directions, each once."""
    return np.unique(farthest(points, _DIRECTIONS))


def farthest(points: Points, directions: Points) -> NDArray[np.int64]:
    """Which of the points (N, 3) lies farthest in each of the directions (K, 3): (K,)."""
    found = np.zeros(len(directions), np.int64)
    _search(np.ascontiguousarray(points), directions, found)
    return found


@compiled("void(f8[:,::1], f8[:,::1], i8[::1])")
def _search(points: Points, directions: Points, found: NDArray[np.int64]) -> None:
    """Sums of products one by one: a matrix product's last bits depend on the machine."""
    for way in range(len(directions)):
        x, y, z = directions[way]
        most = -np.inf
        for index in range(len(points)):
            along = points[index, 0] * x + points[index, 1] * y + points[index, 2] * z
            if along > most:
                most, found[way] = along, index


def _settled(points: NDArray[np.float64] | NDArray[np.float32]) -> Points:
    settled: Points = np.asarray(points, np.float64).round(_DIGITS)
    return settled


def _gaze(character: Character, held: Stance) -> Points:
    turn, _ = held.of(character.skeleton, "Head")
    return turn[:, 2].copy()


def _directions() -> Points:
    """86 of them, denser towards the level: cameras look from the side more than from above."""
    slopes = ((0.0, 16), (15.0, 14), (35.0, 12), (60.0, 8), (90.0, 1))
    rings = [(sign * up_deg, count) for up_deg, count in slopes for sign in (1, -1)][1:]
    directions = []
    for up_deg, count in rings:
        up = math.radians(up_deg)
        for step in range(count):
            turn = 2 * math.pi * step / count
            level = math.cos(up)
            directions.append((level * math.sin(turn), math.sin(up), level * math.cos(turn)))
    return np.round(np.array(directions), _DIGITS)


_DIRECTIONS: Final = _directions()
