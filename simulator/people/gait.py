"""How people hold themselves upright: walking and running by phase, standing with a slow sway."""

import math
from typing import Final, Literal

from simulator.people.body import Character, Pose
from simulator.people.limbs import SIDES, bent_arm, bent_leg
from simulator.people.rotation import Matrix, pitched, rolled, turned
from simulator.world.looks import RUN_STRIDE

# Peak of the thigh's swing at an adult's comfortable pace (about 1.35 m/s), and running (3.2).
_THIGH_DEG: Final = 24.0
_RUNNING_THIGH_DEG: Final = 38.0
_FLIGHT_M: Final = 0.06


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
    for side, sign in SIDES:
        own = cycle if sign > 0 else cycle + math.pi
        rotations |= _walking_leg(side, sign, swing, own)
        rotations |= _swinging_arm(character, side, sign, own, rotations["Spine2"])
    return Pose(rotations=rotations)


def running(character: Character, phase: float) -> Pose:
    """phase: as of walking; in flight near 0.25 and 0.75."""
    swing, stoop_deg = character.swing, character.stoop_deg
    cycle = 2 * math.pi * phase
    twist_deg = swing * math.sin(cycle)
    rotations = {
        "Hips": pitched(4) @ turned(7 * twist_deg),
        "Spine": pitched(8 + stoop_deg / 2),
        "Spine1": pitched(10 + stoop_deg) @ turned(-4 * twist_deg),
        "Spine2": pitched(10 + stoop_deg) @ turned(-9 * twist_deg),
        "Neck": pitched(6 + 0.8 * stoop_deg),
        "Head": pitched(3 + 0.2 * stoop_deg),
    }
    for side, sign in SIDES:
        own = cycle if sign > 0 else cycle + math.pi
        rotations |= _running_leg(side, sign, swing, own)
        upper_deg = -8 - 34 * swing * math.sin(own)
        rotations |= bent_arm(
            character, side, sign, upper_deg=upper_deg, elbow_deg=88.0, chest=rotations["Spine2"]
        )
    lift_m = _FLIGHT_M * max(0.0, abs(math.sin(cycle)) - 0.5) * 2
    return Pose(rotations=rotations, lift_m=lift_m)


def standing(character: Character, phase: float) -> Pose:
    """phase: share of one slow shift of weight from foot to foot, with a look around.

    The left forearm is half raised, as of one who talks: arms that hang along a trunk hide in it.
    """
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
    for side, sign in SIDES:
        bend_deg = 4 * max(0.0, sign * lean)
        rotations |= bent_leg(side, sign, thigh_deg=bend_deg, knee_deg=2 + 2 * bend_deg)
        rotations |= bent_arm(
            character,
            side,
            sign,
            upper_deg=(8 if sign > 0 else -12) + 2 * lean,
            elbow_deg=66.0 if sign > 0 else 48.0,
            chest=rotations["Spine2"],
        )
    return Pose(rotations=rotations)


def stride_m(character: Character, motion: Literal["walk", "run"] = "walk") -> float:
    """Ground covered in one gait cycle: four times the reach of a walker's swinging leg."""
    hip, ankle = (character.skeleton.joint(f"Left{bone}")[1] for bone in ("UpLeg", "Foot"))
    reach = math.sin(math.radians(_THIGH_DEG * character.swing))
    return float(4 * (hip - ankle) * reach * (RUN_STRIDE if motion == "run" else 1.0))


def _walking_leg(side: str, sign: float, swing: float, cycle: float) -> dict[str, Matrix]:
    thigh_deg = 3 + _THIGH_DEG * swing * math.sin(cycle)
    lifted = max(0.0, math.cos(cycle + 0.45)) ** 1.6
    knee_deg = 6 + swing * (52 * lifted + 6 * max(0.0, math.sin(cycle)))
    toes_deg = 6 + 10 * swing * max(0.0, math.sin(cycle))
    return bent_leg(side, sign, thigh_deg=thigh_deg, knee_deg=knee_deg, toes_deg=toes_deg)


def _running_leg(side: str, sign: float, swing: float, cycle: float) -> dict[str, Matrix]:
    thigh_deg = 10 + _RUNNING_THIGH_DEG * swing * math.sin(cycle)
    lifted = max(0.0, math.cos(cycle + 0.6)) ** 1.3
    knee_deg = 16 + swing * (84 * lifted + 20 * max(0.0, math.sin(cycle)))
    toes_deg = 8 + 8 * swing * max(0.0, math.sin(cycle))
    return bent_leg(side, sign, thigh_deg=thigh_deg, knee_deg=knee_deg, toes_deg=toes_deg)


def _swinging_arm(
    character: Character, side: str, sign: float, cycle: float, chest: Matrix
) -> dict[str, Matrix]:
    """An arm swings against the leg of its side, the left one a little higher.

    Elbows are well bent, so that arms show from the side as well (see limbs).
    """
    ahead_deg, bent_deg = (-2, 44) if sign > 0 else (-10, 38)
    upper_deg = ahead_deg - 20 * character.swing * math.sin(cycle)
    elbow_deg = bent_deg + 10 * character.swing * max(0.0, -math.sin(cycle))
    return bent_arm(character, side, sign, upper_deg=upper_deg, elbow_deg=elbow_deg, chest=chest)
