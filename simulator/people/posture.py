"""How people sit on a bench, bend to the ground, and ride a bicycle."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.people.body import Character, Pose, stance
from simulator.people.limbs import SIDES, bent_arm, reaching_arm, reaching_leg
from simulator.people.rotation import Matrix, pitched, rolled, turned
from simulator.things.bicycle import BAR_M, CRANK_M, HUB_M, SADDLE_M

BENCH_M: Final = 0.45
# From the hip joint to what one sits on, in adults.
_SEAT_M: Final = 0.09
# The leg, hip to ankle, that the bicycle as it is drawn fits.
_FITTING_LEG_M: Final = 0.80


def sitting(character: Character, phase: float) -> Pose:
    """On a bench, hips above the spot, hands on the thighs; phase: one slow sway."""
    lean = math.sin(2 * math.pi * phase)
    look_deg = 16 * math.sin(2 * math.pi * phase + 0.8)
    stoop_deg = character.stoop_deg
    hips = rolled(1.0 * lean)
    rotations = {
        "Hips": hips,
        "Spine": pitched(-4 + stoop_deg / 2),
        "Spine1": pitched(3 + stoop_deg + 1.5 * lean),
        "Spine2": pitched(7 + stoop_deg + 1.5 * lean),
        "Neck": pitched(5 + stoop_deg / 2) @ turned(0.6 * look_deg),
        "Head": pitched(4) @ turned(look_deg),
    }
    hip_m = BENCH_M + _SEAT_M * _size(character)
    foot_m = _rest(character, "LeftFoot")[1]
    thigh_m = _rest(character, "LeftUpLeg")[1] - _rest(character, "LeftLeg")[1]
    for side, sign in SIDES:
        rotations |= reaching_leg(
            character, side, sign, up_m=foot_m - hip_m, ahead_m=1.02 * thigh_m, foot_deg=0.0
        )
        rotations |= bent_arm(
            character, side, sign, upper_deg=14.0, elbow_deg=48.0, chest=rotations["Spine2"]
        )
    return Pose(rotations=rotations, hips_m=_hips(character, hips, (hip_m, 0.0)))


def bending(character: Character, phase: float) -> Pose:
    """phase: upright at 0, the right hand at the ground ahead at 0.5, upright again at 1."""
    depth = 0.5 - 0.5 * math.cos(2 * math.pi * phase)
    hips = pitched(44 * depth)
    rotations = {
        "Hips": hips,
        "Spine": pitched(1 + 60 * depth),
        "Spine1": pitched(1 + 72 * depth),
        "Spine2": pitched(78 * depth) @ turned(14 * depth),
        "Neck": pitched(48 * depth),
        "Head": pitched(3 + 32 * depth),
    }
    hip, foot = _rest(character, "LeftUpLeg"), _rest(character, "LeftFoot")
    leg_m = hip[1] - foot[1]
    hip_m = foot[1] + leg_m * (0.985 - 0.42 * depth)
    behind_m = 0.26 * leg_m * depth
    for side, sign in SIDES:
        rotations |= reaching_leg(
            character,
            side,
            sign,
            up_m=foot[1] - hip_m,
            ahead_m=foot[2] - hip[2] + behind_m,
            foot_deg=0.0,
        )
        upper_deg, elbow_deg = (8 * depth, 16 - 12 * depth) if sign < 0 else (10 * depth, 16.0)
        rotations |= bent_arm(
            character,
            side,
            sign,
            upper_deg=upper_deg,
            elbow_deg=elbow_deg,
            chest=rotations["Spine2"],
        )
    return Pose(rotations=rotations, hips_m=_hips(character, hips, (hip_m, hip[2] - behind_m)))


def riding(character: Character, phase: float) -> Pose:
    """On a bicycle of their size; phase: one turn of the pedals, the left one ahead at 0.25."""
    size = bicycle_size(character)
    hips = pitched(14)
    chest = pitched(30)
    rotations = {
        "Hips": hips,
        "Spine": pitched(22),
        "Spine1": pitched(28),
        "Spine2": chest,
        "Neck": pitched(16),
        "Head": pitched(6),
    }
    hip_m = (size * SADDLE_M[0] + 0.06, size * SADDLE_M[1] + 0.05)
    for side, sign in SIDES:
        pedal = _pedal(size, phase if sign > 0 else phase + 0.5)
        # The ball of the foot treads: the ankle is above and behind.
        up_m = pedal.up_m + 0.08 * size - hip_m[0]
        ahead_m = pedal.ahead_m - 0.10 * size - hip_m[1]
        rotations |= reaching_leg(character, side, sign, up_m=up_m, ahead_m=ahead_m, foot_deg=-6.0)
    pose = Pose(rotations=rotations, hips_m=_hips(character, hips, hip_m))
    return _handling(character, pose, chest, size)


def bicycle_size(character: Character) -> float:
    """How large a bicycle this character rides, times the usual."""
    leg_m = _rest(character, "LeftUpLeg")[1] - _rest(character, "LeftFoot")[1]
    return float(min(1.1, max(0.6, leg_m / _FITTING_LEG_M)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    up_m: float
    ahead_m: float


def _pedal(size: float, phase: float) -> _Spot:
    turn = 2 * math.pi * phase
    up_m, ahead_m = HUB_M
    return _Spot(
        up_m=size * (up_m + CRANK_M * math.cos(turn)),
        ahead_m=size * (ahead_m + CRANK_M * math.sin(turn)),
    )


def _handling(character: Character, pose: Pose, chest: Matrix, size: float) -> Pose:
    """The pose with both hands at the handlebar."""
    rotations = dict(pose.rotations)
    rotations |= {f"{side}Shoulder": chest @ rolled(-4 * sign) for side, sign in SIDES}
    held = stance(character, Pose(rotations=rotations, hips_m=pose.hips_m))
    for side, sign in SIDES:
        _, shoulder = held.of(character.skeleton, f"{side}Arm")
        rotations |= reaching_arm(
            character,
            side,
            sign,
            up_m=size * BAR_M[0] + 0.03 - float(shoulder[1]),
            ahead_m=size * BAR_M[1] - 0.07 - float(shoulder[2]),
            chest=chest,
        )
    return Pose(rotations=rotations, hips_m=pose.hips_m)


def _hips(character: Character, turn: Matrix, joint_m: tuple[float, float]) -> tuple[float, float]:
    """Where the hip bone begins if the hip joints are to be there: both (height, ahead)."""
    reach = turn @ (_rest(character, "LeftUpLeg") - _rest(character, "Hips"))
    return joint_m[0] - float(reach[1]), joint_m[1] - float(reach[2])


def _rest(character: Character, bone: str) -> np.ndarray:
    return character.skeleton.joint(bone)


def _size(character: Character) -> float:
    return character.height_m / 1.75
