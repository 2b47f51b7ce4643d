"""A camera above a flat ground: metres to pixels and back, through a lens that may bend."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.schema import CameraAt
from simulator.world.lens import bent, straightened

Floats = NDArray[np.float64]
Rays = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]

# What is nearer than this along the view, or behind, is not seen.
NEAREST_M: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinhole:
    """Stands at the origin of the ground, looks ahead along z, x to its right.

    height_m: above the ground; pitch_deg: how far it looks down; fov_deg: across the width,
    without the lens's bend. distortion: k1 (see lens). yaw_deg: turned to its right.
    """

    width_px: int
    height_px: int
    height_m: float
    pitch_deg: float
    fov_deg: float
    distortion: float = 0.0
    yaw_deg: float = 0.0

    @staticmethod
    def of(camera: CameraAt) -> "Pinhole":
        return Pinhole(
            width_px=camera.width_px,
            height_px=camera.height_px,
            height_m=camera.height_m,
            pitch_deg=camera.pitch_deg,
            fov_deg=camera.fov_deg,
            distortion=camera.distortion,
        )

    def yawed(self, by_deg: float) -> "Pinhole":
        """The same camera turned to its right; the ground keeps its axes."""
        return replace(self, yaw_deg=self.yaw_deg + by_deg)

    @property
    def focal_px(self) -> float:
        return self.width_px / 2 / math.tan(math.radians(self.fov_deg / 2))

    def project(self, *, x_m: float, up_m: float, ahead_m: float) -> tuple[float, float]:
        """Where a point is seen, in px from the upper left corner; NaN when it is not ahead."""
        x_px, y_px = self.project_many(*(np.array([value]) for value in (x_m, up_m, ahead_m)))
        return float(x_px[0]), float(y_px[0])

    def project_many(self, x_m: Floats, up_m: Floats, ahead_m: Floats) -> tuple[Floats, Floats]:
        """Where points of one shape are seen, x and y in px.

        NaN where the depth is less than NEAREST_M: beside or behind the camera.
        """
        right, forth = self._turned(x_m, ahead_m)
        cos, sin = _cos_sin(self.pitch_deg)
        below = self.height_m - up_m
        depth, down = forth * cos + below * sin, below * cos - forth * sin
        scale = np.full(np.shape(depth), np.nan)
        np.divide(self.focal_px, depth, out=scale, where=depth >= NEAREST_M)
        x_px, y_px = right * scale, down * scale
        if self.distortion:
            factor = bent((x_px * x_px + y_px * y_px) / self._half_squared, self.distortion)
            x_px, y_px = x_px * factor, y_px * factor
        return self.width_px / 2 + x_px, self.height_px / 2 + y_px

    def depth_many(self, x_m: Floats, up_m: Floats, ahead_m: Floats) -> Floats:
        """How far points lie along the view, in metres; negative behind the camera."""
        _, forth = self._turned(x_m, ahead_m)
        cos, sin = _cos_sin(self.pitch_deg)
        return forth * cos + (self.height_m - up_m) * sin

    def ground(self, x_px: float, y_px: float) -> tuple[float, float] | None:
        """Where on the ground a pixel looks, (x_m, ahead_m); None at the horizon and above it."""
        columns = np.array([x_px - self.width_px / 2], np.float64)
        rows = np.array([y_px - self.height_px / 2], np.float64)
        x, up, ahead = (float(part[0]) for part in self._directions(columns, rows))
        if up >= -1e-9:
            return None
        far = self.height_m / -up
        return x * far, ahead * far

    def rays(self, *, samples: int) -> Rays:
        """Directions (x, up, ahead) through a grid `samples` times as fine as the pixels."""
        columns, rows = (
            (np.arange(size * samples, dtype=np.float64) + 0.5) / samples - size / 2
            for size in (self.width_px, self.height_px)
        )
        x, up, ahead = self._directions(*np.meshgrid(columns, rows))
        return x.astype(np.float32), up.astype(np.float32), ahead.astype(np.float32)

    def _directions(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats, Floats]:
        """Through px from the middle of the picture."""
        if self.distortion:
            squared = (columns * columns + rows * rows) / self._half_squared
            factor = straightened(squared, self.distortion)
            columns, rows = columns * factor, rows * factor
        right, down = columns / self.focal_px, rows / self.focal_px
        cos, sin = _cos_sin(self.pitch_deg)
        up, forth = -down * cos - sin, cos - down * sin
        cos, sin = _cos_sin(self.yaw_deg)
        return right * cos + forth * sin, up, forth * cos - right * sin

    def _turned(self, x_m: Floats, ahead_m: Floats) -> tuple[Floats, Floats]:
        """How far to the right and forth of a camera that is turned."""
        if not self.yaw_deg:
            return x_m, ahead_m
        cos, sin = _cos_sin(self.yaw_deg)
        return x_m * cos - ahead_m * sin, x_m * sin + ahead_m * cos

    @property
    def _half_squared(self) -> float:
        return self.width_px * self.width_px / 4


def _cos_sin(degrees: float) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
