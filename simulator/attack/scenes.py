"""Somebody on a street: a portrait's head on a drawn body, anywhere in the picture, of any size.

All that is drawn is chosen by chance alone, never by who it is: clothes and places tell nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.perception.frame import Pixels
from simulator.audit.composite import Cut, show
from simulator.audit.conditions import PLAIN
from simulator.audit.stages import STAGES, drawn_alike, stage

Turn = NDArray[np.float64]

# Widths of faces in px, with the zoom 23 to 56: the far end of what a recogniser reads, to
# somebody who stops at a door.
FACES_PX: Final = (27.0, 48.0)
_ZOOM: Final = 1.17
# Height of a face for its width, from brow to chin and cheek to cheek, about that of a detector.
_TALL: Final = 1.3
_ASIDE_PX: Final = 100.0
_UP_PX: Final = 12.0
_ROLL_DEG: Final = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """pixels: (H, W, 3) as the sensor gives them. visible: (H, W), the ellipse of the face.

    face: where the attacker is told that a face is, in px, of a common shape: the true height of
    the face for its width, which differs from person to person, would be told along with it.
    """

    pixels: Pixels
    face: Box
    visible: NDArray[np.bool_]


def scene(head: Cut, *, seed: int, number: int) -> Scene:
    """The same head, seed and number give the same scene."""
    rng = np.random.default_rng([seed, number])
    condition = replace(
        PLAIN,
        face_px=float(rng.choice(FACES_PX)),
        roll_deg=float(rng.uniform(-_ROLL_DEG, _ROLL_DEG)),
    )
    behind = stage(drawn_alike(condition), int(rng.integers(STAGES)), seed)
    shown = show(head, behind, condition, seed=seed, at_s=float(number))
    turn = _turn(behind.face, rng)
    return Scene(
        pixels=_moved(shown.pixels, turn),
        face=_moved_box(_usual_face(behind.face, condition.face_px), turn),
        visible=_moved(shown.visible.astype(np.uint8), turn) > 0,
    )


def _usual_face(drawn: Box, face_px: float) -> Box:
    """Heads are placed by the middle of the drawn face, faces are as wide as was asked for."""
    x, y = drawn.centre
    half, tall = face_px / 2, face_px * _TALL / 2
    return Box(x_min=x - half, y_min=y - tall, x_max=x + half, y_max=y + tall)


def _turn(face: Box, rng: np.random.Generator) -> Turn:
    """Nearer or farther, and aside, as another place of the camera shows it."""
    zoom = float(np.exp(rng.uniform(-1, 1) * np.log(_ZOOM)))
    shift = rng.uniform(-1, 1, 2) * (_ASIDE_PX, _UP_PX)
    middle = np.array(face.centre)
    offset = middle + shift - zoom * middle
    return np.array([[zoom, 0.0, offset[0]], [0.0, zoom, offset[1]]])


def _moved(pixels: Pixels, turn: Turn) -> Pixels:
    """What comes into the picture at its edges is mirrored: only background lies there."""
    height, width = pixels.shape[:2]
    moved = cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REFLECT)
    return moved.astype(np.uint8, copy=False)


def _moved_box(box: Box, turn: Turn) -> Box:
    corners = np.array([[box.x_min, box.y_min], [box.x_max, box.y_max]])
    (x_min, y_min), (x_max, y_max) = (corners @ turn[:, :2].T + turn[:, 2]).tolist()
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
