"""A pinhole camera above a flat ground: metres to pixels and back."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rays = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinhole:
    """Stands at the origin of the ground, looks ahead along z, x to its right.

    height_m: above the ground; pitch_deg: how far it looks down; fov_deg: across the width.
    """

    width_px: int
    height_px: int
    height_m: float
    pitch_deg: float
    fov_deg: float

    @property
    def focal_px(self) -> float:
        return self.width_px / 2 / math.tan(math.radians(self.fov_deg / 2))

    def project(self, *, x_m: float, up_m: float, ahead_m: float) -> tuple[float, float]:
        """Where a point is seen, in px from the upper left corner; it must lie ahead."""
        cos, sin = self._cos_sin()
        below = self.height_m - up_m
        depth = ahead_m * cos + below * sin
        down = below * cos - ahead_m * sin
        scale = self.focal_px / depth
        return self.width_px / 2 + x_m * scale, self.height_px / 2 + down * scale

    def rays(self, *, samples: int) -> Rays:
        """Directions (x, up, ahead) through a grid `samples` times as fine as the pixels."""
        cos, sin = self._cos_sin()
        columns, rows = (
            (np.arange(size * samples, dtype=np.float32) + 0.5) / samples - size / 2
            for size in (self.width_px, self.height_px)
        )
        right, down = np.meshgrid(columns / self.focal_px, rows / self.focal_px)
        up = (-down * cos - sin).astype(np.float32)
        ahead = (cos - down * sin).astype(np.float32)
        return right.astype(np.float32), up, ahead

    def _cos_sin(self) -> tuple[float, float]:
        return math.cos(math.radians(self.pitch_deg)), math.sin(math.radians(self.pitch_deg))
