"""Bags that stand on the ground: handbag, backpack, suitcase, box. Sizes are common ones.

Each stands upright, broad side to the front. A handbag's handle ends 0.36 m up, a suitcase's
drawn-out handle 1.00 m.
"""

from collections.abc import Callable
from typing import Final

from simulator.things.colours import RUBBER, STEEL
from simulator.things.mesh import Mesh, joined
from simulator.things.solids import block, bow, tube

# Where a hand holds it, up from the ground.
GRIP_M: Final = {"handbag": 0.36, "suitcase": 1.00, "box": 0.14}
BACKPACK_DEEP_M: Final = 0.20

_LEATHER: Final = (0.30, 0.11, 0.045)
_LEATHER_DARK: Final = (0.10, 0.035, 0.016)
_CLOTH: Final = (0.035, 0.10, 0.20)
_CLOTH_DARK: Final = (0.012, 0.03, 0.06)
_SHELL: Final = (0.32, 0.03, 0.035)
_SHELL_DARK: Final = (0.14, 0.014, 0.016)
_CARDBOARD: Final = (0.42, 0.26, 0.13)
_TAPE: Final = (0.55, 0.42, 0.24)


def handbag() -> Mesh:
    """0.34 x 0.24 x 0.13 m, and its handles."""
    parts = [
        block((0.34, 0.24, 0.13), (0, 0.12, 0), _LEATHER, round_m=0.035),
        block((0.28, 0.09, 0.02), (0, 0.18, 0.062), _LEATHER_DARK, round_m=0.008),
        block((0.035, 0.03, 0.02), (0, 0.145, 0.068), STEEL, round_m=0.006, gloss=0.3),
    ]
    for z in (-0.045, 0.045):
        ends = ((-0.10, 0.23, z), (0.10, 0.23, z))
        parts += bow(ends, (0, 0.13, -0.8 * z), 0.009, _LEATHER_DARK)
    return joined(parts)


def backpack() -> Mesh:
    """0.32 x 0.48 x 0.20 m; its straps are behind."""
    parts = [
        block((0.32, 0.46, 0.17), (0, 0.23, 0.01), _CLOTH, round_m=0.07),
        block((0.25, 0.20, 0.07), (0, 0.16, 0.095), _CLOTH_DARK, round_m=0.03),
        block((0.26, 0.015, 0.02), (0, 0.36, 0.092), _CLOTH_DARK, round_m=0.006),
        block((0.03, 0.05, 0.01), (0.08, 0.31, 0.10), STEEL, round_m=0.004),
    ]
    parts += bow(((-0.04, 0.45, -0.05), (0.04, 0.45, -0.05)), (0, 0.05, 0), 0.008, _CLOTH_DARK)
    for x in (-0.09, 0.09):
        parts += bow(((x, 0.06, -0.07), (x, 0.43, -0.07)), (0, 0, -0.09), 0.02, _CLOTH_DARK)
    return joined(parts)


def suitcase() -> Mesh:
    """0.42 x 0.64 x 0.25 m on wheels, its handle drawn out to 1.00 m."""
    parts = [block((0.42, 0.60, 0.25), (0, 0.35, 0), _SHELL, round_m=0.045, gloss=0.05)]
    for x in (-0.14, -0.07, 0.0, 0.07, 0.14):
        parts.append(block((0.016, 0.50, 0.262), (x, 0.36, 0), _SHELL_DARK, round_m=0.006))
    parts.append(block((0.424, 0.60, 0.02), (0, 0.35, 0), RUBBER, round_m=0.008))
    parts += bow(((-0.06, 0.645, 0.02), (0.06, 0.645, 0.02)), (0, 0.04, 0), 0.010, RUBBER)
    for x in (-0.11, 0.11):
        parts.append(tube((x, 0.60, -0.10), (x, 0.985, -0.10), 0.009, STEEL, sides=8, gloss=0.2))
    parts.append(block((0.25, 0.035, 0.035), (0, 0.985, -0.10), RUBBER, round_m=0.014))
    for x in (-0.17, 0.17):
        for z in (-0.09, 0.09):
            parts.append(tube((x - 0.015, 0.028, z), (x + 0.015, 0.028, z), 0.028, RUBBER))
    return joined(parts)


def box() -> Mesh:
    """A cardboard box, 0.42 x 0.30 x 0.32 m, taped."""
    return joined(
        [
            block((0.42, 0.30, 0.32), (0, 0.15, 0), _CARDBOARD, round_m=0.006),
            block((0.426, 0.16, 0.055), (0, 0.222, 0), _TAPE, round_m=0.004),
            block((0.06, 0.304, 0.326), (0, 0.15, 0), _TAPE, round_m=0.004),
            block((0.12, 0.07, 0.33), (0.12, 0.09, 0), (0.6, 0.58, 0.54), round_m=0.003),
        ]
    )


BAGS: Final[dict[str, Callable[[], Mesh]]] = {
    "handbag": handbag,
    "backpack": backpack,
    "suitcase": suitcase,
    "box": box,
}
