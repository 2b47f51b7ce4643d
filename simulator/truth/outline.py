"""Where figures appear in the picture: boxes of silhouettes, heads and faces, before hiding."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.people.compiled import compiled
from simulator.truth.shapes import Shapes
from simulator.world.pinhole import NEAREST_M, Pinhole
from simulator.world.tape import Floats, Integers
from simulator.world.world import Rows

# Sine and cosine of whole degrees: where a library's own would differ from machine to machine.
_SIN: Final = np.array([math.sin(math.radians(degrees)) for degrees in range(360)])
_COS: Final = np.array([math.cos(math.radians(degrees)) for degrees in range(360)])
_NOWHERE: Final = np.full((1, 3), np.nan)
_TIPS: Final = 8
_NO_TIPS: Final = np.empty((0, _TIPS, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Bodies before a camera. figure: (N,), their numbers in Shapes.

    stands: (N, 5): metres to the camera's right and forth of it, cosine and sine of how they are
    turned to it, times the usual size.
    """

    figure: Integers
    stands: Floats

    def take(self, index: Integers) -> "Placed":
        return Placed(figure=self.figure[index], stands=self.stands[index])


def place(rows: Rows, *, figure: Integers, tall: Floats, yaw_deg: float) -> Placed:
    """Bodies on the ground as a camera sees them that is turned by yaw_deg."""
    cos, sin = math.cos(math.radians(yaw_deg)), math.sin(math.radians(yaw_deg))
    facing = np.rint(rows.facing_deg + yaw_deg).astype(np.int64) % 360
    right_m = rows.x_m * cos - rows.ahead_m * sin
    forth_m = rows.x_m * sin + rows.ahead_m * cos
    stands = np.stack([right_m, forth_m, _COS[facing], _SIN[facing], tall], axis=1)
    return Placed(figure=figure, stands=stands)


class Outlines:
    """One camera's picture of bodies. Boxes are (N, 4) in px, not cut to the picture."""

    def __init__(self, camera: Pinhole, shapes: Shapes) -> None:
        self._shapes = shapes
        pitch = math.radians(camera.pitch_deg)
        self._lens = np.array(
            [
                camera.height_m,
                math.cos(pitch),
                math.sin(pitch),
                camera.focal_px,
                camera.width_px / 2,
                camera.height_px / 2,
                camera.distortion,
            ]
        )

    def depth_m(self, bodies: Placed) -> Floats:
        """Along the view, of where they stand."""
        height_m, cos, sin = self._lens[:3]
        depth: Floats = bodies.stands[:, 1] * cos + height_m * sin
        return depth

    def nearer_m(self, bodies: Placed) -> Floats:
        """By how much the middle of each is nearer than where it stands."""
        right, _, forward = self._shapes.centre[bodies.figure].T
        _, _, turn_cos, turn_sin, tall = bodies.stands.T
        nearer: Floats = tall * (turn_cos * forward - turn_sin * right)
        return nearer

    def silhouettes(self, bodies: Placed) -> tuple[Floats, Floats]:
        """Boxes, and (N, 8, 2) px: the points farthest left, right, up, down, and between."""
        tips = np.full((len(bodies.figure), _TIPS, 2), np.nan)
        return self._boxes(bodies, self._shapes.silhouette, _NOWHERE, tips), tips

    def heads(self, bodies: Placed) -> Floats:
        """NaN for what has no head."""
        return self._boxes(bodies, self._shapes.head, _NOWHERE)

    def faces(self, bodies: Placed) -> Floats:
        """Of the part of the face that is turned to the camera; NaN where none is."""
        return self._boxes(bodies, self._shapes.face, self._shapes.middle)

    def crown_px(self, bodies: Placed) -> Floats:
        """From the floor up to the crown, in px."""
        box = self._boxes(bodies, self._shapes.upright, _NOWHERE)
        across, down = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
        return np.sqrt(across * across + down * down)

    def _boxes(
        self, bodies: Placed, points: Floats, middle: Floats, tips: Floats = _NO_TIPS
    ) -> Floats:
        boxes = np.empty((len(bodies.figure), 4))
        _project(points, bodies.figure, bodies.stands, self._lens, middle, boxes, tips)
        return boxes


@compiled("f8(f8, f8)")
def _bent(squared: float, k1: float) -> float:
    """As simulator.world.lens.bent, of one radius."""
    if k1 >= 0.0 or squared <= -1.0 / (3.0 * k1):
        return 1.0 + k1 * squared
    return 2.0 / 3.0 * float(np.sqrt(-1.0 / (3.0 * k1) / squared))


@compiled("void(f8[:,:,::1], i8[::1], f8[:,::1], f8[::1], f8[:,::1], f8[:,::1], f8[:,:,::1])")
def _project(
    points: Floats,
    figure: Integers,
    stands: Floats,
    lens: Floats,
    middle: Floats,
    boxes: Floats,
    tips: Floats,
) -> None:
    """The box round the points of every figure; with middles, of those that look here from them.

    tips: left, right, up, down and between, of every row or of none.
    """
    height_m, cos, sin, focal_px, half_x, half_y, bend = lens
    far = np.empty(_TIPS)
    for row in range(len(figure)):
        right_m, forth_m, turn_cos, turn_sin, tall = stands[row]
        centre = middle[figure[row] % len(middle)]
        low_x, low_y, high_x, high_y = np.inf, np.inf, -np.inf, -np.inf
        far[:] = -np.inf
        for point in points[figure[row]]:
            right = right_m + tall * (turn_cos * point[0] + turn_sin * point[2])
            forth = forth_m + tall * (turn_sin * point[0] - turn_cos * point[2])
            below = height_m - tall * point[1]
            out_right = turn_cos * (point[0] - centre[0]) + turn_sin * (point[2] - centre[2])
            out_forth = turn_sin * (point[0] - centre[0]) - turn_cos * (point[2] - centre[2])
            out_up = point[1] - centre[1]
            # A middle of NaN turns nothing away.
            if out_up * below - out_right * right - out_forth * forth <= 0.0:
                continue
            scale = focal_px / max(forth * cos + below * sin, NEAREST_M)
            x, y = right * scale, (below * cos - forth * sin) * scale
            if bend != 0.0:
                factor = _bent((x * x + y * y) / (half_x * half_x), bend)
                x, y = x * factor, y * factor
            low_x, high_x = min(low_x, half_x + x), max(high_x, half_x + x)
            low_y, high_y = min(low_y, half_y + y), max(high_y, half_y + y)
            if len(tips):
                for way, along in enumerate((-x, x, -y, y, -x - y, x - y, y - x, x + y)):
                    if along > far[way]:
                        far[way] = along
                        tips[row, way, 0], tips[row, way, 1] = half_x + x, half_y + y
        found = low_x <= high_x
        boxes[row, 0], boxes[row, 1] = (low_x, low_y) if found else (np.nan, np.nan)
        boxes[row, 2], boxes[row, 3] = (high_x, high_y) if found else (np.nan, np.nan)
