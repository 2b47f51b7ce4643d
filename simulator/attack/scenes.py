"""Somebody on a street: a portrait's head on a drawn body, anywhere in the picture, of any size.

All that is drawn is chosen by chance alone, never by who it is: clothes, places and ways tell
nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.perception.frame import Pixels
from simulator.audit.composite import walk
from simulator.audit.conditions import FACE_M, PLAIN
from simulator.audit.head import Cut
from simulator.audit.stages import FOCAL_PX, STAGES, drawn_alike, stage
from simulator.audit.turn import Turn, after, turned_box, zoomed

# Four frames are as long as two looks of the models are apart.
FRAMES: Final = 4
EVERY_S: Final = 0.1
# Widths of faces in px, with the zoom 23 to 56: the far end of what a recogniser reads, to
# somebody who stops at a door.
FACES_PX: Final = (27.0, 48.0)
_ZOOM: Final = 1.17
# Height of a face for its width, from brow to chin and cheek to cheek, about that of a detector.
_TALL: Final = 1.3
_ASIDE_PX: Final = 100.0
_UP_PX: Final = 12.0
_ROLL_DEG: Final = 6.0
_WALK_M_S: Final = 1.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One frame. pixels: (H, W, 3) as the sensor gives them. visible: (H, W), the face's ellipse.

    face: where the attacker is told that a face is, in px, of a common shape: the true height of
    the face for its width, which differs from person to person, would be told along with it.
    """

    pixels: Pixels
    face: Box
    visible: NDArray[np.bool_]


def scene(head: Cut, *, seed: int, number: int) -> tuple[Shot, ...]:
    """FRAMES frames, EVERY_S apart; the same head, seed and number give the same ones."""
    rng = np.random.default_rng([seed, number])
    condition = replace(
        PLAIN,
        face_px=float(rng.choice(FACES_PX)),
        roll_deg=float(rng.uniform(-_ROLL_DEG, _ROLL_DEG)),
    )
    behind = stage(drawn_alike(condition), int(rng.integers(STAGES)), seed)
    view = zoomed(
        behind.face.centre,
        float(np.exp(rng.uniform(-1, 1) * np.log(_ZOOM))),
        (float(rng.uniform(-1, 1) * _ASIDE_PX), float(rng.uniform(-1, 1) * _UP_PX)),
    )
    steps = list(_steps(behind.face, condition.face_px, rng))
    path = [(FRAMES * number + frame * EVERY_S, step) for frame, step in enumerate(steps)]
    usual = _usual_face(behind.face, condition.face_px)
    return tuple(
        Shot(
            pixels=_seen(shown.pixels, view),
            face=turned_box(usual, after(step, view)),
            visible=_seen(shown.visible.astype(np.uint8), view) > 0,
        )
        for shown, step in zip(
            walk(head, behind, condition, seed=seed, path=path), steps, strict=True
        )
    )


def _steps(face: Box, face_px: float, rng: np.random.Generator) -> Iterator[Turn]:
    """A walk at up to a usual pace, aside and to or fro; as the camera hangs where faces are,

    whoever comes nearer grows about the face.
    """
    aside_m, nearer_m = rng.uniform(-1, 1, 2) * _WALK_M_S * EVERY_S
    distance_m = FOCAL_PX * FACE_M / face_px
    for frame in range(FRAMES):
        since = frame - (FRAMES - 1) / 2
        yield zoomed(
            face.centre,
            distance_m / (distance_m - since * nearer_m),
            (since * aside_m * face_px / FACE_M, 0.0),
        )


def _usual_face(drawn: Box, face_px: float) -> Box:
    """Heads are placed by the middle of the drawn face, faces are as wide as was asked for."""
    x, y = drawn.centre
    half, tall = face_px / 2, face_px * _TALL / 2
    return Box(x_min=x - half, y_min=y - tall, x_max=x + half, y_max=y + tall)


def _seen(pixels: Pixels, view: Turn) -> Pixels:
    """From another place; what comes in at the edges is mirrored: only background lies there."""
    height, width = pixels.shape[:2]
    seen = cv2.warpAffine(pixels, view, (width, height), borderMode=cv2.BORDER_REFLECT)
    return seen.astype(np.uint8, copy=False)
