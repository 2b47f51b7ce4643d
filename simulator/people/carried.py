"""Where the bags that somebody carries are, and the bicycle that somebody rides."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.body import Character, Stance
from simulator.people.pose import hands
from simulator.people.posture import bicycle_size
from simulator.people.rotation import pitched, turned
from simulator.things.bags import BACKPACK_DEEP_M, GRIP_M
from simulator.things.mesh import Mesh, placed
from simulator.things.thing import thing

# From the wrist to what a hand closes around.
_PALM_M: Final = 0.085
_PULL_M: Final = 0.96
_WHEEL_M: Final = (0.03, 0.09)
_ADULT_M: Final = 1.70
# Beside the bench, and on a bicycle's rack.
_BESIDE_M: Final = (0.44, 0.10)
_RACK_M: Final = (0.76, -0.56)

Spot = NDArray[np.float64]


def carried(
    character: Character, held: Stance, motion: str, carries: tuple[str, ...]
) -> list[Mesh]:
    """The bags of a person, in the person's own metres."""
    things = [_backpack(character, held)] if "backpack" in carries else []
    for side, sign, kind in hands(carries):
        if kind == "box" and sign > 0:
            continue
        grip = _grip(character, held, side)
        things.append(_held(character, held, motion, kind, grip, sign))
    return things


def bicycle_under(character: Character, paint: str, phase: float) -> Mesh:
    """The bicycle that somebody rides, in their own metres."""
    return placed(thing("bicycle", paint, phase), scale=bicycle_size(character))


def _held(
    character: Character, held: Stance, motion: str, kind: str, grip: Spot, sign: float
) -> Mesh:
    if motion == "sit":
        beside, ahead = _BESIDE_M
        return placed(thing("bag", kind), by_m=(sign * beside, 0.0, ahead))
    if motion == "bend":
        return _upright(kind, grip)
    if motion == "ride" and kind != "handbag":
        up, behind = (bicycle_size(character) * far for far in _RACK_M)
        return placed(thing("bag", kind), turn=turned(90), by_m=(0.0, up, behind))
    if kind == "suitcase":
        return _pulled(grip)
    if kind == "box":
        return _embraced(character, held)
    return _upright(kind, grip)


def _upright(kind: str, grip: Spot) -> Mesh:
    """Hanging from the hand, or standing under it where the ground is nearer."""
    up_m = max(0.0, float(grip[1]) - GRIP_M[kind])
    return placed(thing("bag", kind), turn=turned(90), by_m=(float(grip[0]), up_m, float(grip[2])))


def _pulled(grip: Spot) -> Mesh:
    """A suitcase behind the hand, leaning on its wheels, its handle in the hand."""
    wheel_up, wheel_ahead = _WHEEL_M
    up_m = float(grip[1]) - wheel_up
    lean_deg = math.degrees(math.acos(min(1.0, up_m / _PULL_M)))
    lean = pitched(lean_deg)
    # Pivots on the wheels beneath its handle, which are to the front once it is turned round.
    axle = lean @ np.array([0.0, wheel_up, wheel_ahead])
    behind_m = _PULL_M * math.sin(math.radians(lean_deg))
    by_m = (float(grip[0]), wheel_up - axle[1], float(grip[2]) - behind_m - axle[2])
    return placed(thing("bag", "suitcase"), turn=lean @ turned(180), by_m=by_m)


def _embraced(character: Character, held: Stance) -> Mesh:
    """A box before the belly, on both hands."""
    left, right = (_grip(character, held, side) for side in ("Left", "Right"))
    middle = (left + right) / 2
    by_m = (float(middle[0]), float(middle[1]) - 0.06, float(middle[2]) + 0.06)
    return placed(thing("bag", "box"), by_m=by_m)


def _backpack(character: Character, held: Stance) -> Mesh:
    """On the back, from the shoulders down; smaller on children."""
    size = min(1.0, character.height_m / _ADULT_M)
    arm = character.skeleton.joint("LeftArm")
    up_m = float(arm[1]) + (0.03 - 0.48) * size
    behind_m = _back_m(character, up_m, up_m + 0.4 * size)
    at_rest = np.array([0.0, up_m, behind_m - 0.40 * BACKPACK_DEEP_M * size])
    turn, origin = held.of(character.skeleton, "Spine2")
    by = origin + turn @ (at_rest - character.skeleton.joint("Spine2"))
    by_m = tuple(float(value) for value in by)
    return placed(thing("bag", "backpack"), turn=turn @ turned(180), by_m=by_m, scale=size)


def _back_m(character: Character, low_m: float, high_m: float) -> float:
    """How far behind the middle the back ends, between two heights."""
    x, y, z = character.points.T
    near = (np.abs(x) < 0.15) & (y > low_m) & (y < high_m) & (character.inside > 0)
    return float(z[near].min())


def _grip(character: Character, held: Stance, side: str) -> Spot:
    _, elbow = held.of(character.skeleton, f"{side}ForeArm")
    _, wrist = held.of(character.skeleton, f"{side}Hand")
    along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    grip: Spot = wrist + _PALM_M * character.height_m / _ADULT_M * along
    return grip
