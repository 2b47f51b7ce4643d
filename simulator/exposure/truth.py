"""What there is to hide in one frame, to the pixel where it was drawn."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.perception.frame import Pixels
from simulator.people.body import FACE
from simulator.world.body import Picture, Sight

Mask = NDArray[np.bool_]
# [left, top, right, bottom] in px, end excluded.
BoxPx = tuple[int, int, int, int]

# Narrower faces are told apart by nobody, and the face model finds one in two of them.
LEAST_PX: Final = 16.0
# From the floor to the middle of the face, of the height to the crown (Loomis: the chin at 6.5 of
# 7.5 heads).
_FACE_UP: Final = 0.93


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One face that can be seen.

    who: one name for one person. width_px: of what is visible. at: (N,) flat indices of its
    visible pixels in the picture; raw: (N, 3), what is there before a mask. pitch_deg: how far
    down the camera looks at it, None where nobody knows.
    """

    who: str
    box: BoxPx
    width_px: float
    at: NDArray[np.intp]
    raw: Pixels
    pitch_deg: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """All of one frame. people: (H, W), where people are; None where nobody knows.

    present: names of all of whom anything is visible, with a face or without.
    """

    mono_s: float
    present: tuple[str, ...]
    faces: tuple[Face, ...]
    people: Mask | None


def drawn_truth(picture: Picture, *, camera_m: float) -> Truth:
    """The truth of a drawn picture, of faces of LEAST_PX or more.

    camera_m: how high the camera hangs above the ground.
    """
    sights = picture.sights
    # Nobody's number is -1, the last.
    is_person = np.array([*(sight.label == "person" for sight in sights), False])
    return Truth(
        mono_s=picture.t_s,
        present=tuple(sight.name for sight in sights if sight.label == "person"),
        faces=tuple(
            _face(picture, number, sight, sight.face, camera_m)
            for number, sight in enumerate(sights)
            if sight.face is not None and sight.face_px >= LEAST_PX
        ),
        people=is_person[picture.owner],
    )


def _face(picture: Picture, number: int, sight: Sight, face: Box, camera_m: float) -> Face:
    height, width = picture.part.shape
    box = left, top, right, bottom = _in_px(face, width, height)
    window = np.s_[top:bottom, left:right]
    own = (picture.owner[window] == number) & (picture.part[window] == FACE)
    rows, columns = np.nonzero(own)
    at = (rows + top) * width + columns + left
    above_m = camera_m - _FACE_UP * sight.height_m
    return Face(
        who=sight.name,
        box=box,
        width_px=sight.face_px,
        at=at,
        raw=picture.pixels.reshape(-1, 3)[at],
        pitch_deg=math.degrees(math.atan2(above_m, math.hypot(sight.x_m, sight.ahead_m))),
    )


def _in_px(box: Box, width: int, height: int) -> BoxPx:
    left, right = round(box.x_min * width), round(box.x_max * width)
    return left, round(box.y_min * height), right, round(box.y_max * height)
