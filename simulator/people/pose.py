"""From a motion, a phase and what is carried to a pose; the phases that are drawn."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from edge.errors import BadInputError
from simulator.people.body import Character, Pose, dressed
from simulator.people.gait import running, standing, walking
from simulator.people.limbs import bent_arm
from simulator.people.posture import bending, riding, sitting
from simulator.people.rotation import Matrix

# How many phases of each motion are drawn; between them nobody sees a difference.
PHASES: Final = {"stand": 4, "walk": 10, "run": 8, "sit": 4, "bend": 8, "ride": 8, "still": 1}
_POSES: Final[dict[str, Callable[[Character, float], Pose]]] = {
    "stand": standing,
    "walk": walking,
    "run": running,
    "sit": sitting,
    "bend": bending,
    "ride": riding,
    "still": standing,
}
# What hangs from a hand, right hand first.
_IN_HAND: Final = ("handbag", "suitcase")
# How far the upper arm is ahead, the elbow bent and the arm away from the side.
_CARRYING: Final = {
    "handbag": (-1.0, 6.0, 13.0),
    "suitcase": (-16.0, 4.0, 13.0),
    "box": (12.0, 70.0, 4.0),
}
_UPRIGHT: Final = ("stand", "walk", "run", "still")


def drawn_phase(motion: str, phase: float) -> float:
    """The nearest phase that is drawn, in [0, 1). Raises BadInputError."""
    if motion not in PHASES:
        raise BadInputError(f"motion {motion}: expected one of {', '.join(PHASES)}")
    return round(phase * PHASES[motion]) % PHASES[motion] / PHASES[motion]


@lru_cache(maxsize=1024)
def pose(look: str, motion: str, phase: float, carries: tuple[str, ...] = ()) -> Pose:
    """How this look holds itself; an arm that carries hangs straight."""
    character = dressed(look)
    held = _POSES[motion](character, phase)
    if motion not in _UPRIGHT or not carries:
        return held
    chest = held.rotations["Spine2"]
    rotations = dict(held.rotations)
    for side, sign, kind in hands(carries):
        rotations |= _carrying_arm(character, side, sign, kind, chest)
    return replace(held, rotations=rotations)


def hands(carries: tuple[str, ...]) -> tuple[tuple[str, float, str], ...]:
    """Side, its sign, and what its hand holds: the right one first; a box takes both."""
    if "box" in carries:
        return (("Right", -1.0, "box"), ("Left", 1.0, "box"))
    held = [kind for kind in carries if kind in _IN_HAND]
    sides = (("Right", -1.0), ("Left", 1.0))
    return tuple((*side, kind) for side, kind in zip(sides, held, strict=False))


def _carrying_arm(
    character: Character, side: str, sign: float, kind: str, chest: Matrix
) -> dict[str, Matrix]:
    upper_deg, elbow_deg, out_deg = _CARRYING[kind]
    return bent_arm(
        character,
        side,
        sign,
        upper_deg=upper_deg,
        elbow_deg=elbow_deg,
        out_deg=out_deg,
        chest=chest,
    )
