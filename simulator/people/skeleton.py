"""Bones: where they are at rest, how a pose turns them, and where that puts them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
class Pose:
    """World rotations by bone; a bone that is not named follows its parent.

    hips_m: height and place ahead of the hips; None: the lower foot stands on the ground.
    lift_m: how far off the ground; ahead_m: how far ahead of the spot.
    """

    rotations: Mapping[str, NDArray[np.float64]]
    hips_m: tuple[float, float] | None = None
    lift_m: float = 0.0
    ahead_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """How each bone is turned, (B, 3, 3), where it begins, (B, 3), and what turning leaves to add.

    A vertex that hangs on bone b alone is at `turns[b] @ rest + shifts[b]`.
    """

    turns: NDArray[np.float64]
    origins: NDArray[np.float64]
    shifts: NDArray[np.float64]

    def of(self, skeleton: Skeleton, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How the bone of that name is turned, (3, 3), and where it begins, (3,)."""
        bone = skeleton.names.index(name)
        return self.turns[bone], self.origins[bone]


def bones(skeleton: Skeleton, pose: Pose) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How every bone is turned, (B, 3, 3), and where it begins, (B, 3), the hips at rest."""
    turns = np.tile(np.eye(3), (len(skeleton.names), 1, 1))
    origins = skeleton.joints.copy()
    for bone, (name, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
        if parent >= 0:
            reach = skeleton.joints[bone] - skeleton.joints[parent]
            origins[bone] = origins[parent] + turns[parent] @ reach
            turns[bone] = turns[parent]
        turns[bone] = pose.rotations.get(name, turns[bone])
    return turns, origins
