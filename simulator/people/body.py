"""The characters' bodies, loaded from `characters.npz`, and how a pose places them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.errors import BadInputError
from simulator.people.rotation import pitched, rolled
from simulator.people.skeleton import Pose as Pose
from simulator.people.skeleton import Skeleton, bones
from simulator.people.skeleton import Stance as Stance
from simulator.people.tone import TONES, linear, retoned
from simulator.things.mesh import BODY as BODY
from simulator.things.mesh import FACE as FACE
from simulator.things.mesh import HEAD as HEAD
from simulator.things.mesh import THING as THING
from simulator.things.mesh import Vectors

_FILE: Final = Path(__file__).with_name("characters.npz")
_QUARTER_MM: Final = 1 / 4000
# Rotations and places are rounded: a matrix product's last bits depend on the machine.
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One person at rest: y up, looking along +z, standing on y = 0, in metres.

    triangles: (T, 3) into the vertices; part: (T,) of BODY, HEAD or FACE; inside: (V,), a
    garment ends where its interpolated value falls below 0; colour: (V, 3) linear light;
    soles: the vertices that may touch the ground; height_m: floor to the top of the hair,
    upright; stoop_deg, swing: how this person walks.
    """

    name: str
    points: Vectors
    colour: Vectors
    inside: Vectors
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]
    bone_index: NDArray[np.int64]
    bone_share: Vectors
    soles: NDArray[np.int64]
    skeleton: Skeleton
    height_m: float
    stoop_deg: float
    swing: float


@lru_cache(maxsize=1)
def cast() -> Mapping[str, Character]:
    """All characters by name, read once."""
    held = _held()
    names = sorted(key.removesuffix(".joints") for key in held if key.endswith(".joints"))
    return {name: _character(held, name) for name in names}


@lru_cache(maxsize=128)
def dressed(look: str) -> Character:
    """Who has this look: a character's name, or with a skin tone I to VI: `ada+tone3`.

    Raises BadInputError.
    """
    name, _, tone = look.partition("+")
    if name not in cast() or tone not in ("", *TONES):
        known = f"one of {', '.join(cast())}, as it is or with +tone1 to +tone6"
        raise BadInputError(f"look {look}: expected {known}")
    if not tone:
        return cast()[name]
    held = _held()
    worn, _ = _worn(held, name)
    levels, skin = (held[f"{name}.{key}"][np.unique(worn)] for key in ("colour", "skin"))
    return replace(cast()[name], colour=linear(retoned(levels, skin, held[f"{name}.tone"], tone)))


@lru_cache(maxsize=1)
def _held() -> Mapping[str, NDArray[Any]]:
    with np.load(_FILE) as arrays:
        return dict(arrays)


def stance(character: Character, pose: Pose) -> Stance:
    """Where a pose puts the bones, on the ground."""
    turns, origins = bones(character.skeleton, pose)
    shifts = origins - (turns * character.skeleton.joints[:, None, :]).sum(-1)
    move = np.array([0.0, pose.lift_m, pose.ahead_m])
    if pose.hips_m is None:
        move[1] -= blended(character, character.soles, turns, shifts)[:, 1].min()
    else:
        move[1:] += pose.hips_m - origins[0, 1:]
    return Stance(
        turns=np.round(turns, _DIGITS),
        origins=np.round(origins + move, _DIGITS),
        shifts=np.round(shifts + move, _DIGITS),
    )


def blended(
    character: Character,
    vertices: NDArray[np.int64],
    turns: NDArray[np.float64],
    shifts: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Some vertices (K,) where their bones hold them, (K, 3): linear blend skinning."""
    index, share = character.bone_index[vertices], character.bone_share[vertices, :, None]
    places = (turns[index] * character.points[vertices][:, None, None, :]).sum(-1) + shifts[index]
    blend: NDArray[np.float64] = (places * share).sum(1)
    return blend


def _character(held: Mapping[str, NDArray[Any]], name: str) -> Character:
    worn, part = _worn(held, name)
    drawn, triangles = np.unique(worn, return_inverse=True)
    points = held[f"{name}.points_quarter_mm"][drawn] * np.float32(_QUARTER_MM)
    share = held["bone_share"][drawn].astype(np.float32)
    bone_index = held["bone_index"][drawn].astype(np.int64)
    stoop_deg, swing = (float(value) for value in held[f"{name}.manner"])
    skeleton = Skeleton(
        names=tuple(str(bone) for bone in held["bone_name"]),
        parents=tuple(int(parent) for parent in held["bone_parent"]),
        joints=held[f"{name}.joints"].astype(np.float64),
    )
    return Character(
        name=name,
        points=points,
        colour=linear(held[f"{name}.colour"][drawn]),
        inside=held[f"{name}.inside_mm"][drawn].astype(np.float32),
        triangles=triangles.reshape(worn.shape).astype(np.int32),
        part=part,
        bone_index=bone_index,
        bone_share=share / share.sum(1, keepdims=True),
        soles=_soles(points, bone_index[:, 0], skeleton),
        skeleton=skeleton,
        height_m=float(points[:, 1].max()),
        stoop_deg=stoop_deg,
        swing=swing,
    )


def _worn(
    held: Mapping[str, NDArray[Any]], name: str
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The triangles of which this character shows anything, and what they show."""
    triangles = held["triangles"].astype(np.int64)
    worn = (held[f"{name}.inside_mm"][triangles] > 0).any(1)
    return triangles[worn], held["part"][worn]


def _soles(points: Vectors, bone: NDArray[np.int64], skeleton: Skeleton) -> NDArray[np.int64]:
    """The undermost vertices of either foot, however far it is pitched or rolled."""
    lowest: set[int] = set()
    for side in ("Left", "Right"):
        bones = [skeleton.names.index(f"{side}{name}") for name in ("Foot", "ToeBase")]
        foot = np.flatnonzero(np.isin(bone, bones))
        for pitch_deg in range(-75, 76, 15):
            for roll_deg in (-15, 0, 15):
                up = (rolled(roll_deg) @ pitched(pitch_deg))[1]
                lowest.add(int(foot[np.argmin((points[foot] * up).sum(1))]))
    return np.array(sorted(lowest))
