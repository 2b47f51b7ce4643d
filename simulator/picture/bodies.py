"""Bodies as they are drawn: which figure, how large, where in the picture, in which light."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.body import dressed
from simulator.people.figures import Figures
from simulator.people.sprite import Sprite
from simulator.picture.light import LightField
from simulator.picture.placing import Pose2, Px
from simulator.picture.shadow import Shadow
from simulator.things.thing import thing_height_m
from simulator.world.body import Body
from simulator.world.pinhole import Pinhole

# Nearer than this along the view nobody is drawn: they would stand in the lens.
NEAREST_M: Final = 0.35
_FARTHEST_M: Final = 250.0
# What is smaller than this is a speck.
_LEAST_PX: Final = 3.0
# As Figures takes it: from right above, the projected height says nothing about the size.
_LEAST_UPRIGHT: Final = 0.25
# Half of a span across the view that is projected to see how wide a body appears there.
_ASIDE_M: Final = 0.25
# Half of the ground below a body, to its side and to its front, in metres.
_FEET_M: Final = {
    "person": (0.24, 0.20),
    "bag": (0.20, 0.14),
    "bicycle": (0.25, 0.8),
    "car": (0.95, 2.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A body before the camera: where it is seen, in px, and how.

    range_m: along the ground; height_m: upright; px_per_m: across, at its middle; light: times
    what it is drawn in, in levels.
    """

    body: Body
    pose: Pose2
    shadow: Shadow
    pitch_deg: float
    heading_deg: float
    range_m: float
    height_m: float
    px_per_m: float
    light: float

    @property
    def height_px(self) -> float:
        return math.dist(self.pose.foot_px, self.pose.crown_px)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    """The shadow of one body. falls: of one metre of height, [x, ahead]; strength in [0, 1]."""

    falls: Px
    strength: float


def stands(
    camera: Pinhole, light: LightField, bodies: Sequence[Body], shutter_s: float
) -> list[Stand]:
    """All whom the camera may see: not those behind it, nor specks far away."""
    if not bodies:
        return []
    spots = [(body.x_m, body.ahead_m) for body in bodies]
    falls, strengths = light.falls_at(spots)
    casts = [
        _Cast(falls=(float(x), float(ahead)), strength=float(strength))
        for (x, ahead), strength in zip(falls, strengths, strict=True)
    ]
    marks = [_marks(body, cast, shutter_s) for body, cast in zip(bodies, casts, strict=True)]
    points = np.array(marks, np.float64).transpose(2, 0, 1)
    x_px, y_px = camera.project_many(points[0], points[1], points[2])
    depth = camera.depth_many(points[0], points[1], points[2])
    seen = np.stack([x_px, y_px], axis=2)
    bright = light.on_bodies(spots)
    found = [
        _stand(camera, body, casts[i], seen[i], depth[i], float(bright[i]))
        for i, body in enumerate(bodies)
    ]
    return [one for one in found if one is not None]


def upright_m(body: Body) -> float:
    """Floor to crown when it stands upright."""
    if body.kind == "person":
        return dressed(body.look).height_m * body.tall
    return thing_height_m(body.kind, body.look.partition("+")[0]) * body.tall


def sprite(figures: Figures, one: Stand) -> Sprite:
    """The figure that a body shows to the camera, about as large as it is seen."""
    body = one.body
    upright = max(_LEAST_UPRIGHT, math.cos(math.radians(one.pitch_deg)))
    height_px = one.px_per_m * one.height_m * upright
    if body.kind == "person":
        return figures.person(
            body.look,
            body.motion,
            heading_deg=one.heading_deg,
            pitch_deg=one.pitch_deg,
            phase=body.phase,
            height_px=height_px,
            carries=body.carries,
        )
    return figures.thing(
        body.kind,
        body.look,
        heading_deg=one.heading_deg,
        pitch_deg=one.pitch_deg,
        phase=body.phase,
        height_px=height_px,
    )


def _marks(body: Body, cast: _Cast, shutter_s: float) -> list[tuple[float, float, float]]:
    """Foot, middle, crown; left and right of the middle as the camera looks at it; and on the

    ground where the shutter closes, right, forth, the shadow's tip and its side.
    """
    height_m, turn = upright_m(body), math.radians(body.facing_deg)
    side_m, front_m = (half * body.tall for half in _FEET_M[body.kind])
    sin, cos = math.sin(turn), math.cos(turn)
    gone_m = body.speed_m_s * shutter_s
    reach = math.hypot(*cast.falls)
    beside = (cast.falls[1] / reach, -cast.falls[0] / reach) if reach > 0.05 else (1.0, 0.0)
    on_ground = (
        (gone_m * sin, -gone_m * cos),
        (side_m * cos, side_m * sin),
        (front_m * sin, -front_m * cos),
        (cast.falls[0] * height_m, cast.falls[1] * height_m),
        (beside[0] * body.tall, beside[1] * body.tall),
    )
    range_m = max(math.hypot(body.x_m, body.ahead_m), 1e-6)
    aside = (_ASIDE_M * body.ahead_m / range_m, -_ASIDE_M * body.x_m / range_m)
    return [
        *((body.x_m, share * height_m, body.ahead_m) for share in (0.0, 0.5, 1.0)),
        *(
            (body.x_m + way * aside[0], 0.5 * height_m, body.ahead_m + way * aside[1])
            for way in (-1, 1)
        ),
        *((body.x_m + x, 0.0, body.ahead_m + ahead) for x, ahead in on_ground),
    ]


def _stand(
    camera: Pinhole,
    body: Body,
    cast: _Cast,
    seen: NDArray[np.float64],
    depth: NDArray[np.float64],
    light: float,
) -> Stand | None:
    """seen: (10, 2) px and depth: (10,) m of the body's marks; None where it is not to be seen."""
    height_m, range_m = upright_m(body), math.hypot(body.x_m, body.ahead_m)
    if float(depth[:3].min()) < NEAREST_M or range_m > _FARTHEST_M:
        return None
    px_per_m = camera.focal_px / float(depth[1])
    if px_per_m * height_m < _LEAST_PX:
        return None
    ways = np.where(depth[5:, None] < NEAREST_M, 0.0, seen[5:] - seen[0])
    foot, crown, smear = _px(seen[0]), _px(seen[2]), _px(ways[0])
    return Stand(
        body=body,
        pose=Pose2(
            foot_px=foot,
            crown_px=crown,
            px_per_m=_across(foot, crown, _px(seen[4] - seen[3])) * body.tall,
            smear_px=smear,
        ),
        shadow=_shadow(foot, ways[1:], height_m, cast.strength),
        pitch_deg=math.degrees(math.atan2(camera.height_m - height_m / 2, range_m)),
        heading_deg=body.facing_deg + math.degrees(math.atan2(body.x_m, body.ahead_m)),
        range_m=range_m,
        height_m=height_m,
        px_per_m=px_per_m,
        light=light,
    )


def _across(foot_px: Px, crown_px: Px, aside_px: Px) -> float:
    """Px for a metre at right angles to a body, as the lens and the edge of the view stretch it."""
    up = crown_px[0] - foot_px[0], crown_px[1] - foot_px[1]
    length = math.hypot(*up)
    if length <= 0.5:
        return math.hypot(*aside_px) / (2 * _ASIDE_M)
    return abs(aside_px[0] * up[1] - aside_px[1] * up[0]) / length / (2 * _ASIDE_M)


def _shadow(foot_px: Px, ways: NDArray[np.float64], height_m: float, strength: float) -> Shadow:
    """ways: (4, 2) px, right, forth, to the shadow's tip and beside it."""
    return Shadow(
        foot_px=foot_px,
        right_px=_px(ways[0]),
        forth_px=_px(ways[1]),
        along_px=_px(ways[2] / height_m),
        across_px=_px(ways[3]),
        upright_m=height_m,
        strength=strength,
    )


def _px(pair: NDArray[np.float64]) -> Px:
    return float(pair[0]), float(pair[1])
