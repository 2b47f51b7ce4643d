"""The points that bound a figure: its flesh alone, and the things that it carries or rides."""

from functools import lru_cache

import numpy as np

from simulator.people.body import Character, Stance, blended, dressed, stance
from simulator.people.carried import bicycle_under, carried
from simulator.people.extent import Extent, extent, thing_extent
from simulator.people.pose import pose
from simulator.people.rider import rider
from simulator.things.thing import thing_height_m
from simulator.world.body import BodyKind, Motion
from simulator.world.tape import Floats

# In these a hand that carries hangs still: the bags are where they are at the first phase.
_STEADY = ("stand", "walk", "run")
_NONE = np.empty((0, 3))


def flesh(kind: BodyKind, look: str, motion: Motion, phase: float) -> Extent:
    """A person or the rider of a bicycle, without things; a car or bag as it is."""
    if kind == "person":
        return extent(look, motion, phase)
    if kind == "bicycle":
        return _rider(rider(look)[1])
    return thing_extent(kind, look)


def things(
    kind: BodyKind, look: str, motion: Motion, phase: float, carries: tuple[str, ...]
) -> Extent:
    """A bicycle without its rider, or all bags of a person."""
    if kind == "bicycle":
        return _bicycle(*rider(look))
    return _bags(look, motion, 0.0 if motion in _STEADY else phase, carries)


@lru_cache(maxsize=64)
def _rider(name: str) -> Extent:
    """Pedals turn, but hardly change how far a rider reaches."""
    character, held = _posed(name, "ride", 0.0, ())
    worn = (character.inside[character.triangles] > 0).all(1)
    body = blended(character, np.unique(character.triangles[worn]), held.turns, held.shifts)
    bound = extent(name, "ride", 0.0)
    return Extent(
        silhouette=body.round(6),
        head=bound.head,
        face=bound.face,
        gaze=bound.gaze,
        height_m=character.height_m,
    )


@lru_cache(maxsize=64)
def _bicycle(paint: str, name: str) -> Extent:
    if not name:
        return thing_extent("bicycle", f"{paint}+nobody")
    ridden = bicycle_under(dressed(name), paint, 0.0)
    return _thing(ridden.points.astype(np.float64), thing_height_m("bicycle", paint))


@lru_cache(maxsize=4096)
def _bags(look: str, motion: Motion, phase: float, carries: tuple[str, ...]) -> Extent:
    character, held = _posed(look, motion, phase, carries)
    points = [mesh.points for mesh in carried(character, held, motion, carries)]
    return _thing(
        np.concatenate(points).astype(np.float64) if points else _NONE,
        thing_height_m("bag", carries[0]),
    )


def _posed(
    name: str, motion: Motion, phase: float, carries: tuple[str, ...]
) -> tuple[Character, Stance]:
    character = dressed(name)
    return character, stance(character, pose(name, motion, phase, carries))


def _thing(points: Floats, height_m: float) -> Extent:
    return Extent(
        silhouette=points.round(6),
        head=_NONE,
        face=_NONE,
        gaze=np.array([0.0, 0.0, 1.0]),
        height_m=height_m,
    )
