"""Which part of the ground a camera sees."""

import math
from typing import Final

from simulator.scenario.schema import CameraAt
from simulator.world.clip import Edge, Point

_NEAREST_M: Final = 0.1


def view_edges(camera: CameraAt, *, wider: float = 1.0) -> tuple[Edge, ...]:
    """The edges of the ground in view through a lens that does not bend, as clipped() takes them.

    wider: times as far to every side as the camera really sees.
    """
    cos, sin = math.cos(math.radians(camera.pitch_deg)), math.sin(math.radians(camera.pitch_deg))
    across = wider * math.tan(math.radians(camera.fov_deg / 2))
    upright = across * camera.height_px / camera.width_px

    def depth(spot: Point) -> float:
        return spot[1] * cos + camera.height_m * sin

    def down(spot: Point) -> float:
        return camera.height_m * cos - spot[1] * sin

    return (
        lambda spot: depth(spot) - _NEAREST_M,
        lambda spot: across * depth(spot) - spot[0],
        lambda spot: across * depth(spot) + spot[0],
        lambda spot: upright * depth(spot) - down(spot),
        lambda spot: upright * depth(spot) + down(spot),
    )
