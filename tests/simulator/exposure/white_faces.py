"""A white person of 40 x 120 px who crosses a grey picture, and where the face is."""

from collections.abc import Iterator

import numpy as np

from edge.perception.frame import Frame
from simulator.exposure.truth import Face, Truth
from simulator.exposure.watch import Watched

WIDTH_PX, HEIGHT_PX = 320, 240
FRAME_S = 0.1


def watched(scene: str = "a test") -> Watched:
    return Watched(scene=scene, light="day", camera_pitch_deg=10.0, frame_s=FRAME_S)


def frames(count: int, *, first: int = 0) -> Iterator[tuple[Frame, Truth]]:
    """The person goes 4 px a frame, the face is 20 px wide."""
    for number in range(first, first + count):
        left = 20 + 4 * (number - first)
        yield frame(left, at_s=number * FRAME_S)


def frame(left: int, *, at_s: float) -> tuple[Frame, Truth]:
    pixels = np.full((HEIGHT_PX, WIDTH_PX, 3), 40, np.uint8)
    pixels[80:200, left : left + 40] = 255
    people = pixels[:, :, 0] == 255
    face = face_at(pixels, left + 10, 84, who="ada")
    truth = Truth(mono_s=at_s, present=("ada",), faces=(face,), people=people)
    return Frame(pixels, mono_s=at_s), truth


def face_at(pixels: np.ndarray, left: int, top: int, *, who: str, side: int = 20) -> Face:
    rows, columns = np.mgrid[top : top + side, left : left + side]
    at = (rows * pixels.shape[1] + columns).ravel()
    return Face(
        who=who,
        box=(left, top, left + side, top + side),
        width_px=side,
        at=at,
        raw=pixels.reshape(-1, 3)[at],
        pitch_deg=12.0,
    )
