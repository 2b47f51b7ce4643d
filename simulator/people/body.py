"""The characters' bodies: loaded from `characters.npz`, posed by their bones."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BODY: Final = 1
HEAD: Final = 2
FACE: Final = 3

_FILE: Final = Path(__file__).with_name("characters.npz")
_QUARTER_MM: Final = 1 / 4000

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """Bones, every one after its parent; `joints` is where each begins, (B, 3) in metres."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    joints: NDArray[np.float64]

    def joint(self, name: str) -> NDArray[np.float64]:
        """Where the bone of that name begins at rest, (3,)."""
        place: NDArray[np.float64] = self.joints[self.names.index(name)]
        return place


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One person at rest: y up, looking along +z, standing on y = 0, in metres.

    triangles: (T, 3) into the vertices; part: (T,) of BODY, HEAD or FACE; inside: (V,), a
    garment ends where its interpolated value falls below 0; colour: (V, 3) linear light;
    height_m: floor to the top of the hair, upright; stoop_deg, swing: how this person walks.
    """

    name: str
    points: Vectors
    colour: Vectors
    inside: Vectors
    triangles: NDArray[np.int64]
    part: NDArray[np.uint8]
    bone_index: NDArray[np.int64]
    bone_share: Vectors
    skeleton: Skeleton
    height_m: float
    stoop_deg: float
    swing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """World rotations by bone; a bone that is not named follows its parent."""

    rotations: Mapping[str, NDArray[np.float64]]


@lru_cache(maxsize=1)
def cast() -> Mapping[str, Character]:
    """All characters by name, read once."""
    with np.load(_FILE) as arrays:
        held = dict(arrays)
    names = sorted(key.removesuffix(".joints") for key in held if key.endswith(".joints"))
    return {name: _character(held, name) for name in names}


def posed(character: Character, pose: Pose) -> Vectors:
    """The vertices of a character in a pose, its lowest point on y = 0, (V, 3) in metres."""
    turns, origins = _bones(character.skeleton, pose)
    shift = origins - np.einsum("bij,bj->bi", turns, character.skeleton.joints)
    share = character.bone_share[:, :, None]
    turn = (turns.reshape(-1, 9).astype(np.float32)[character.bone_index] * share).sum(1)
    move = (shift.astype(np.float32)[character.bone_index] * share).sum(1)
    points: Vectors = np.einsum("vij,vj->vi", turn.reshape(-1, 3, 3), character.points) + move
    points[:, 1] -= points[_drawn(character.triangles), 1].min()
    return points


def _bones(skeleton: Skeleton, pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How every bone is turned, (B, 3, 3), and where it begins, (B, 3)."""
    turns = np.tile(np.eye(3), (len(skeleton.names), 1, 1))
    origins = skeleton.joints.copy()
    for bone, (name, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
        if parent >= 0:
            reach = skeleton.joints[bone] - skeleton.joints[parent]
            origins[bone] = origins[parent] + turns[parent] @ reach
            turns[bone] = turns[parent]
        turns[bone] = pose.rotations.get(name, turns[bone])
    return turns, origins


def _character(held: Mapping[str, NDArray[Any]], name: str) -> Character:
    points = held[f"{name}.points_quarter_mm"] * np.float32(_QUARTER_MM)
    inside = held[f"{name}.inside_mm"].astype(np.float32)
    triangles = held["triangles"].astype(np.int64)
    worn = (inside[triangles] > 0).any(1)
    share = held["bone_share"].astype(np.float32)
    stoop_deg, swing = (float(value) for value in held[f"{name}.manner"])
    return Character(
        name=name,
        points=points,
        colour=_linear(held[f"{name}.colour"]),
        inside=inside,
        triangles=triangles[worn],
        part=held["part"][worn],
        bone_index=held["bone_index"].astype(np.int64),
        bone_share=share / share.sum(1, keepdims=True),
        skeleton=Skeleton(
            names=tuple(str(bone) for bone in held["bone_name"]),
            parents=tuple(int(parent) for parent in held["bone_parent"]),
            joints=held[f"{name}.joints"].astype(np.float64),
        ),
        height_m=float(points[_drawn(triangles[worn]), 1].max()),
        stoop_deg=stoop_deg,
        swing=swing,
    )


def _drawn(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(triangles)


def _linear(levels: NDArray[Any]) -> Vectors:
    """Linear light in [0, 1] of sRGB levels to 255 (IEC 61966-2-1)."""
    srgb = levels.astype(np.float32) / np.float32(255)
    bright = ((srgb + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(srgb <= 0.04045, srgb / np.float32(12.92), bright).astype(np.float32)
