"""A bicycle of usual size: 28 inch wheels, 1.09 m from axle to axle, 1.06 m high."""

import math
from typing import Final

from simulator.things.colours import RUBBER, STEEL, paint
from simulator.things.mesh import Colour, Mesh, joined
from simulator.things.solids import Spot, block, ring, tube

# Height and place ahead of the middle: where one sits, holds and treads.
SADDLE_M: Final = (0.94, -0.24)
BAR_M: Final = (1.03, 0.36)
HUB_M: Final = (0.28, -0.06)
CRANK_M: Final = 0.17
HEIGHT_M: Final = 1.06

_WHEEL_M: Final = 0.34
_REAR: Final = (0.0, _WHEEL_M, -0.53)
_FRONT: Final = (0.0, _WHEEL_M, 0.56)
_HUB: Final = (0.0, *HUB_M)
_SEAT_TOP: Final = (0.0, 0.84, -0.21)
_HEAD_LOW: Final = (0.0, 0.66, 0.39)
_HEAD_HIGH: Final = (0.0, 0.86, 0.33)
_LEATHER: Final = (0.05, 0.025, 0.015)
_SPOKES: Final = 14


def bicycle(look: str, phase: float = 0.0) -> Mesh:
    """look: its paint; phase: of the pedals, the left one ahead at 0.25."""
    colour = paint(look)
    return joined(
        [
            *_wheel(_REAR, phase),
            *_wheel(_FRONT, phase),
            *_frame(colour),
            *_bars(),
            *_cranks(phase),
            block((0.15, 0.06, 0.26), (0, SADDLE_M[0] - 0.02, SADDLE_M[1]), _LEATHER, round_m=0.03),
        ]
    )


def _wheel(axle: Spot, phase: float) -> list[Mesh]:
    parts = [
        ring(axle, _WHEEL_M - 0.020, 0.021, RUBBER, steps=40),
        ring(axle, _WHEEL_M - 0.046, 0.011, STEEL, steps=40),
        tube((-0.05, *axle[1:]), (0.05, *axle[1:]), 0.022, STEEL),
    ]
    for spoke in range(_SPOKES):
        turn = 2 * math.pi * (spoke / _SPOKES + 2 * phase / _SPOKES)
        far = _WHEEL_M - 0.05
        rim = (0.0, axle[1] + far * math.cos(turn), axle[2] + far * math.sin(turn))
        side = 0.03 if spoke % 2 else -0.03
        parts.append(tube((side, *axle[1:]), rim, 0.0035, STEEL, sides=4))
    return parts


def _frame(colour: Colour) -> list[Mesh]:
    """A diamond of tubes, stays and the fork, and mudguards over the wheels."""
    thick, thin = 0.020, 0.012
    seat = (0.0, SADDLE_M[0] - 0.04, SADDLE_M[1])
    parts = [
        tube(_HUB, _SEAT_TOP, thick, colour, gloss=0.1),
        tube(_HUB, _HEAD_LOW, 0.024, colour, gloss=0.1),
        tube(_SEAT_TOP, _HEAD_HIGH, thick, colour, gloss=0.1),
        tube(_HEAD_LOW, _HEAD_HIGH, 0.024, colour, gloss=0.1),
        tube(_SEAT_TOP, seat, 0.014, STEEL),
    ]
    for x in (-0.055, 0.055):
        axle = (x, *_REAR[1:])
        parts.append(tube(axle, _HUB, thin, colour))
        parts.append(tube(axle, _SEAT_TOP, thin, colour))
        parts.append(tube((x, *_FRONT[1:]), (0.6 * x, *_HEAD_LOW[1:]), thin, colour))
    return parts


def _bars() -> list[Mesh]:
    up_m, ahead_m = BAR_M
    parts = [
        tube(_HEAD_HIGH, (0.0, up_m - 0.01, ahead_m), 0.015, STEEL),
        tube((-0.22, up_m, ahead_m), (0.22, up_m, ahead_m), 0.013, STEEL),
        tube((0, 0.86, 0.40), (0, 0.86, 0.47), 0.035, (0.6, 0.6, 0.55)),
    ]
    for x in (-0.24, 0.24):
        parts.append(
            tube((0.9 * x, up_m, ahead_m), (x, up_m - 0.01, ahead_m - 0.13), 0.017, RUBBER)
        )
    return parts


def _cranks(phase: float) -> list[Mesh]:
    parts = [tube((-0.045, *HUB_M), (-0.055, *HUB_M), 0.095, STEEL, sides=20)]
    for side, sign in ((1.0, 0.0), (-1.0, math.pi)):
        turn = 2 * math.pi * phase + sign
        up_m = HUB_M[0] + CRANK_M * math.cos(turn)
        ahead_m = HUB_M[1] + CRANK_M * math.sin(turn)
        x = 0.075 * side
        parts.append(tube((x, *HUB_M), (x, up_m, ahead_m), 0.012, STEEL))
        parts.append(block((0.10, 0.025, 0.08), (x + 0.06 * side, up_m, ahead_m), RUBBER))
    return parts
