"""Real people at any size, from a recording at hand: to tell a detector's dip from the drawing's.

Nothing of it is kept: a window of the recording is scaled in memory until its person has the size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from edge.capture.camera import next_frame
from edge.capture.sources import open_camera
from edge.clock import ManualClock
from edge.geometry import Box
from edge.label import PERSON
from edge.perception.detector import ObjectDetector
from edge.perception.frame import Frame, Pixels
from simulator.sweep.measure import Answer, best_score
from simulator.sweep.sitting import HEIGHT_PX, LARGEST_PX, SMALLEST_PX, WIDTH_PX

# A person who is surely one, stands whole in the picture and is large enough to be made larger.
_SURE: Final = 0.6
_LEAST_PX: Final = 70
_MARGIN: Final = 0.02
_EVERY: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutout:
    """One picture of a recording, and one person in it."""

    pixels: Pixels
    box: Box


def cutouts(video: Path, detector: ObjectDetector, *, most: int) -> list[Cutout]:
    """People of a recording, each picture giving all its sure ones. Raises CameraError."""
    camera = open_camera(str(video), clock=ManualClock(), pace="recording")
    found: list[Cutout] = []
    number = 0
    while len(found) < most and isinstance(frame := next_frame(camera), Frame):
        if number % _EVERY == 0:
            found += [Cutout(pixels=frame.pixels, box=box) for box in _sure(frame, detector)]
        number += 1
    camera.close()
    return found[:most]


def _sure(frame: Frame, detector: ObjectDetector) -> Iterator[Box]:
    found = detector.detect(frame)
    for row in np.flatnonzero((found.labels == PERSON) & (found.scores >= _SURE)):
        box = found.boxes[row]
        inside = bool((box[:2] > _MARGIN).all() and (box[2:] < 1 - _MARGIN).all())
        if inside and (box[3] - box[1]) * frame.height >= _LEAST_PX:
            x_min, y_min, x_max, y_max = box.tolist()
            yield Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def scaled(
    people: list[Cutout], detector: ObjectDetector, *, per_person: int, seed: int
) -> Iterator[Answer]:
    """Every person at some random sizes, in the middle of a picture of the sweep's size."""
    rng = np.random.default_rng(seed)
    for person in people:
        for height_px in np.exp(
            rng.uniform(np.log(SMALLEST_PX), np.log(LARGEST_PX), per_person)
        ).tolist():
            pixels, box = _shown(person, height_px)
            yield Answer(
                height_px=height_px,
                pitch_deg=None,
                light=None,
                tone=None,
                score=best_score(detector, pixels, box),
            )


def _shown(person: Cutout, height_px: float) -> tuple[Pixels, Box]:
    """Scale the whole picture about the person's middle; what is beyond its edges is mirrored."""
    height, width = person.pixels.shape[:2]
    box = person.box
    scale = height_px / ((box.y_max - box.y_min) * height)
    x, y = box.centre[0] * width, box.centre[1] * height
    turn = np.array([[scale, 0, WIDTH_PX / 2 - scale * x], [0, scale, HEIGHT_PX / 2 - scale * y]])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    pixels = cv2.warpAffine(
        person.pixels, turn, (WIDTH_PX, HEIGHT_PX), flags=how, borderMode=cv2.BORDER_REFLECT
    ).astype(np.uint8, copy=False)
    across = (box.x_max - box.x_min) * width * scale / WIDTH_PX / 2
    down = height_px / HEIGHT_PX / 2
    return pixels, Box(x_min=0.5 - across, y_min=0.5 - down, x_max=0.5 + across, y_max=0.5 + down)
