"""Legs and arms: bent by so much, or reaching for a place."""

import math
from typing import Final

import numpy as np

from simulator.people.body import Character
from simulator.people.rotation import Matrix, hanging, pitched, rolled, turned

SIDES: Final = (("Left", 1.0), ("Right", -1.0))
# How far arms hang from the side. Closer ones melt into the trunk seen from the front: the
# default detector's weakest size (280 to 310 px) then finds a third fewer.
_OUT_DEG: Final = 14.0


def bent_leg(
    side: str, sign: float, *, thigh_deg: float, knee_deg: float, toes_deg: float = 0.0
) -> dict[str, Matrix]:
    """thigh_deg: ahead of upright; knee_deg: how far it bends; toes_deg: raised by."""
    shin_deg = thigh_deg - knee_deg
    foot_deg = shin_deg + toes_deg
    return {
        f"{side}UpLeg": pitched(-thigh_deg) @ rolled(-3 * sign),
        f"{side}Leg": pitched(-shin_deg) @ rolled(-1.5 * sign),
        f"{side}Foot": pitched(-0.75 * foot_deg) @ turned(6 * sign),
        f"{side}ToeBase": pitched(-0.3 * foot_deg) @ turned(6 * sign),
    }


def reaching_leg(
    character: Character, side: str, sign: float, *, up_m: float, ahead_m: float, foot_deg: float
) -> dict[str, Matrix]:
    """A leg whose ankle is so far above and ahead of its hip; foot_deg: toes raised by."""
    hip, knee, ankle = (_joint(character, side, bone) for bone in ("UpLeg", "Leg", "Foot"))
    thigh_deg, shin_deg = _two_bones(_length(knee - hip), _length(ankle - knee), up_m, ahead_m, 1)
    thigh_deg -= _ahead_deg(knee - hip)
    shin_deg -= _ahead_deg(ankle - knee)
    return {
        f"{side}UpLeg": pitched(-thigh_deg) @ rolled(-3 * sign),
        f"{side}Leg": pitched(-shin_deg) @ rolled(-1.5 * sign),
        f"{side}Foot": pitched(-foot_deg) @ turned(6 * sign),
        f"{side}ToeBase": pitched(-0.5 * foot_deg) @ turned(6 * sign),
    }


def bent_arm(
    character: Character,
    side: str,
    sign: float,
    *,
    upper_deg: float,
    elbow_deg: float,
    chest: Matrix,
    out_deg: float = _OUT_DEG,
) -> dict[str, Matrix]:
    """upper_deg: ahead of hanging; elbow_deg: how far it bends; out_deg: away from the side."""
    fore_deg = upper_deg + elbow_deg
    twist = rolled(0.45 * out_deg * sign) @ turned(-25 * sign)
    return _arm(
        character,
        side,
        sign,
        upper=pitched(-upper_deg) @ rolled(out_deg * sign),
        fore=pitched(-fore_deg) @ twist,
        chest=chest,
    )


def reaching_arm(
    character: Character,
    side: str,
    sign: float,
    *,
    up_m: float,
    ahead_m: float,
    chest: Matrix,
    out_deg: float = _OUT_DEG,
) -> dict[str, Matrix]:
    """An arm whose wrist is so far above and ahead of its shoulder, as far as it reaches."""
    shoulder, elbow, hand = (_joint(character, side, bone) for bone in ("Arm", "ForeArm", "Hand"))
    upper_m, fore_m = (float(np.linalg.norm(limb)) for limb in (elbow - shoulder, hand - elbow))
    upper_deg, fore_deg = _two_bones(upper_m, fore_m, up_m, ahead_m, -1)
    return _arm(
        character,
        side,
        sign,
        upper=pitched(-upper_deg) @ rolled(out_deg * sign),
        fore=pitched(-fore_deg) @ rolled(out_deg * sign) @ turned(-25 * sign),
        chest=chest,
    )


def _arm(
    character: Character, side: str, sign: float, *, upper: Matrix, fore: Matrix, chest: Matrix
) -> dict[str, Matrix]:
    shoulder, elbow, hand = (_joint(character, side, bone) for bone in ("Arm", "ForeArm", "Hand"))
    return {
        f"{side}Shoulder": chest @ rolled(-4 * sign),
        f"{side}Arm": upper @ hanging(elbow - shoulder),
        f"{side}ForeArm": fore @ hanging(hand - elbow),
        f"{side}Hand": fore @ hanging(hand - elbow),
    }


def _two_bones(
    upper_m: float, lower_m: float, up_m: float, ahead_m: float, bend: int
) -> tuple[float, float]:
    """How far ahead of hanging two bones turn to end there; bend: 1 the joint ahead, -1 behind."""
    far_m = min(math.hypot(up_m, ahead_m), 0.999 * (upper_m + lower_m))
    cosine = (upper_m**2 + far_m**2 - lower_m**2) / (2 * upper_m * far_m)
    towards = math.atan2(ahead_m, -up_m)
    upper = towards + bend * math.acos(max(-1.0, min(1.0, cosine)))
    ahead = far_m * math.sin(towards) - upper_m * math.sin(upper)
    down = far_m * math.cos(towards) - upper_m * math.cos(upper)
    return math.degrees(upper), math.degrees(math.atan2(ahead, down))


def _joint(character: Character, side: str, bone: str) -> Matrix:
    return character.skeleton.joint(f"{side}{bone}")


def _length(limb: Matrix) -> float:
    """As seen from the side."""
    return math.hypot(float(limb[1]), float(limb[2]))


def _ahead_deg(limb: Matrix) -> float:
    """How far ahead of hanging a limb points."""
    return math.degrees(math.atan2(float(limb[2]), -float(limb[1])))
