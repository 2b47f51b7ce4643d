"""How people hold themselves: walking by phase, standing with a slow sway."""

import math
from typing import Final

from simulator.people.body import Character, Pose
from simulator.people.rotation import Matrix, hanging, pitched, rolled, turned

# Peak of the thigh's swing at an adult's comfortable pace (about 1.35 m/s).
_THIGH_DEG: Final = 24.0
_SIDES: Final = (("Left", 1.0, 0.0), ("Right", -1.0, math.pi))


def walking(character: Character, phase: float) -> Pose:
    """phase: share of one gait cycle (two steps) in [0, 1); at 0.25 the left thigh is ahead."""
    swing, stoop_deg = character.swing, character.stoop_deg
    cycle = 2 * math.pi * phase
    twist_deg = swing * math.sin(cycle)
    rotations = {
        "Hips": turned(5 * twist_deg),
        "Spine": pitched(2 + stoop_deg / 2),
        "Spine1": pitched(2 + stoop_deg) @ turned(-2 * twist_deg),
        "Spine2": pitched(1 + stoop_deg) @ turned(-5 * twist_deg),
        "Neck": pitched(0.8 * stoop_deg),
        "Head": pitched(2 + 0.2 * stoop_deg),
    }
    for side, sign, offset in _SIDES:
        rotations |= _leg(side, sign, swing, cycle + offset)
        rotations |= _arm(character, side, sign, cycle + offset, rotations["Spine2"])
    return Pose(rotations=rotations)


def standing(character: Character, phase: float) -> Pose:
    """phase: share of one slow shift of weight from foot to foot, with a look around."""
    lean = math.sin(2 * math.pi * phase)
    look_deg = 14 * math.sin(2 * math.pi * phase + 0.8)
    stoop_deg = character.stoop_deg
    rotations = {
        "Hips": rolled(1.8 * lean),
        "Spine": pitched(1 + stoop_deg / 2) @ rolled(-1.0 * lean),
        "Spine1": pitched(1 + stoop_deg) @ rolled(-1.5 * lean),
        "Spine2": pitched(stoop_deg) @ turned(0.2 * look_deg),
        "Neck": pitched(0.8 * stoop_deg) @ turned(0.6 * look_deg),
        "Head": pitched(3 + 0.2 * stoop_deg) @ turned(look_deg),
    }
    for side, sign, _ in _SIDES:
        bend_deg = 4 * max(0.0, sign * lean)
        rotations |= _bent_leg(side, sign, thigh_deg=bend_deg, knee_deg=2 + 2 * bend_deg)
        rotations |= _bent_arm(character, side, sign, -2 + 2 * lean, 16.0, rotations["Spine2"])
    return Pose(rotations=rotations)


def stride_m(character: Character) -> float:
    """Ground covered in one gait cycle: four times the reach of the swinging leg."""
    hip, ankle = (character.skeleton.joint(f"Left{bone}")[1] for bone in ("UpLeg", "Foot"))
    return float(4 * (hip - ankle) * math.sin(math.radians(_THIGH_DEG * character.swing)))


def _leg(side: str, sign: float, swing: float, cycle: float) -> dict[str, Matrix]:
    thigh_deg = 3 + _THIGH_DEG * swing * math.sin(cycle)
    lifted = max(0.0, math.cos(cycle + 0.45)) ** 1.6
    knee_deg = 6 + swing * (52 * lifted + 6 * max(0.0, math.sin(cycle)))
    toes_deg = 6 + 10 * swing * max(0.0, math.sin(cycle))
    return _bent_leg(side, sign, thigh_deg, knee_deg, toes_deg)


def _bent_leg(
    side: str, sign: float, thigh_deg: float, knee_deg: float, toes_deg: float = 0.0
) -> dict[str, Matrix]:
    shin_deg = thigh_deg - knee_deg
    foot_deg = shin_deg + toes_deg
    return {
        f"{side}UpLeg": pitched(-thigh_deg) @ rolled(-3 * sign),
        f"{side}Leg": pitched(-shin_deg) @ rolled(-1.5 * sign),
        f"{side}Foot": pitched(-0.75 * foot_deg) @ turned(6 * sign),
        f"{side}ToeBase": pitched(-0.3 * foot_deg) @ turned(6 * sign),
    }


def _arm(
    character: Character, side: str, sign: float, cycle: float, chest: Matrix
) -> dict[str, Matrix]:
    """An arm swings against the leg of its side."""
    back_deg = -3 - 20 * character.swing * math.sin(cycle)
    elbow_deg = 14 + 10 * character.swing * max(0.0, -math.sin(cycle))
    return _bent_arm(character, side, sign, back_deg, elbow_deg, chest)


def _bent_arm(
    character: Character, side: str, sign: float, upper_deg: float, elbow_deg: float, chest: Matrix
) -> dict[str, Matrix]:
    shoulder, elbow, hand = (
        character.skeleton.joint(f"{side}{bone}") for bone in ("Arm", "ForeArm", "Hand")
    )
    fore = pitched(-(upper_deg + elbow_deg)) @ rolled(4 * sign) @ turned(-25 * sign)
    return {
        f"{side}Shoulder": chest @ rolled(-4 * sign),
        f"{side}Arm": pitched(-upper_deg) @ rolled(9 * sign) @ hanging(elbow - shoulder),
        f"{side}ForeArm": fore @ hanging(hand - elbow),
        f"{side}Hand": fore @ hanging(hand - elbow),
    }
