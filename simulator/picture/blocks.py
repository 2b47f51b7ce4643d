"""Boxes in a Shot: what stands in the scene, made of one box or a few."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.picture.shot import SAMPLES, Hit, Shot
from simulator.picture.texture import Colours, Mask, Plane, bgr
from simulator.world.pinhole import Pinhole

# Day's light on a top, on a front or back, on a side.
_TOP, _FRONT, _SIDE = 1.08, 0.90, 0.72
_MARGIN_PX: Final = 4
# What begins nearer than this along the view may fill it.
_NEAR_M: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Box3:
    """From a corner to the other, in metres: x, up, ahead."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """What one sees of a box. light: (H, W) by day, by the face; side: where that is a side."""

    hit: Hit
    light: Plane
    side: Mask

    @property
    def along(self) -> Plane:
        """Along the face, in metres of the scene: x on the front, ahead on a side."""
        along: Plane = np.where(self.side, self.hit.ahead, self.hit.x)
        return along


def meet_box(shot: Shot, box: Box3) -> Faces | None:
    """Where rays meet a box from outside; None where the camera sees none of it."""
    window = _window(shot.camera, box)
    rays = [plane[window] for plane in (shot.right, shot.up, shot.ahead)]
    enter, leave = np.zeros(rays[0].shape, np.float32), np.full(rays[0].shape, 1e4, np.float32)
    face = np.zeros(rays[0].shape, np.uint8)
    origin = (0.0, shot.height_m, 0.0)
    for axis in range(3):
        with np.errstate(divide="ignore", invalid="ignore"):
            a = np.float32(box.low[axis] - origin[axis]) / rays[axis]
            b = np.float32(box.high[axis] - origin[axis]) / rays[axis]
        first = np.minimum(a, b)
        face[first > enter] = axis
        enter, leave = np.fmax(enter, first), np.fmin(leave, np.maximum(a, b))
    reach, met = np.zeros(shot.reach.shape, np.float32), np.zeros(shot.reach.shape, np.bool_)
    reach[window], met[window] = enter, (enter < leave) & (enter > 1e-3)
    hit = shot.hit(reach, met)
    if hit is None:
        return None
    faces = np.zeros(shot.reach.shape, np.uint8)
    faces[window] = face
    seen = faces[hit.box]
    light = np.array([_SIDE, _TOP, _FRONT], np.float32)[seen]
    return Faces(hit=hit, light=light, side=seen == 0)


def draw_box(shot: Shot, box: Box3, colour: tuple[float, float, float]) -> Faces | None:
    """A box in one colour, shaded by its faces."""
    faces = meet_box(shot, box)
    if faces is not None:
        shot.paint(faces.hit, faces.hit.met, shaded(faces, bgr(colour)))
    return faces


def shaded(faces: Faces, colours: Colours) -> Colours:
    """Colours by day on faces; darker towards the ground, where less of the sky is seen."""
    foot = 0.86 + 0.14 * np.clip(faces.hit.up / 0.5, 0, 1)
    lit: Colours = (colours * (faces.light * foot)[..., None]).astype(np.float32)
    return lit


def _window(camera: Pinhole, box: Box3) -> tuple[slice, slice]:
    """The rays among which a box lies; all of them when part of it is beside the camera."""
    corners = np.array(list(product(*zip(box.low, box.high, strict=True))), np.float64).T
    if camera.depth_many(corners[0], corners[1], corners[2]).min() < _NEAR_M:
        return np.s_[:, :]
    columns, rows = camera.project_many(corners[0], corners[1], corners[2])
    return _span(rows), _span(columns)


def _span(values: NDArray[np.float64]) -> slice:
    low, high = (max(0, int(v)) for v in (values.min() - _MARGIN_PX, values.max() + _MARGIN_PX))
    return slice(low * SAMPLES, high * SAMPLES)
