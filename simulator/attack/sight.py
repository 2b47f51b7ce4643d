"""What an attacker takes from a scene: a head's place in its frames, as numbers.

The attacker is told where the head is, to the pixel: no face detector of theirs has to work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from edge.perception.frame import Pixels
from edge.privacy.mask import FILL

Features = NDArray[np.float32]
# One frame and where the head is in it.
Glimpse = tuple[Pixels, Box]

# Sides in heights of the face: a head with hair, neck and what is beside it.
AROUND: Final = 2.2
# Wide enough to see where a mask over head and upper body ends on all sides.
FAR_AROUND: Final = 7.0
_SMALL_PX: Final = 32
_RAYS: Final = 16
_STEP_PX: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """describe: one frame, (D,). over_time: mean and spread over all frames, (2 D,), else the first

    frame alone. masks_only: looks at our own masks and at nothing they are compared with. slow:
    takes a good part of a second for each picture.
    """

    describe: Callable[[Pixels, Box], Features]
    over_time: bool = False
    masks_only: bool = False
    slow: bool = False

    def look(self, frames: Sequence[Glimpse]) -> Features:
        if not self.over_time:
            return self.describe(*frames[0])
        described = np.stack([self.describe(*glimpse) for glimpse in frames])
        return np.concatenate([described.mean(axis=0), described.std(axis=0)])


def surroundings(pixels: Pixels, face: Box, *, side: float = AROUND) -> Features:
    """The pixels themselves, 32x32 in colour, for an attacker who learns the rest.

    side: of the square that is looked at, in heights of the face.
    """
    return (window(pixels, face, side, _SMALL_PX).ravel() / 255).astype(np.float32)


def edges(pixels: Pixels, face: Box) -> Features:
    """How far it is from the face to where the mask ends, in 16 directions, in heights of the face.

    0 where the face is not masked, FAR_AROUND at most.
    """
    height, width = pixels.shape[:2]
    tall = face.y_max - face.y_min
    away = np.arange(0.0, FAR_AROUND * tall, _STEP_PX)
    turn = np.arange(_RAYS)[:, None] * 2 * np.pi / _RAYS
    x, y = face.centre
    columns = np.round(x + np.cos(turn) * away).astype(np.int64)
    rows = np.round(y + np.sin(turn) * away).astype(np.int64)
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    seen = pixels[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    # Beyond the picture's edge nobody knows where a mask would end: there.
    masked = inside & (seen == FILL).all(axis=2)
    ends = np.where(masked.all(axis=1), len(away), masked.argmin(axis=1))
    return (ends * _STEP_PX / tall).astype(np.float32)


def window(pixels: Pixels, face: Box, side: float, size_px: int) -> Pixels:
    """A square about the face, `side` of its heights wide, as (size_px, size_px, 3)."""
    half = side * (face.y_max - face.y_min) / 2
    x, y = face.centre
    rim = int(np.ceil(2 * half)) + 1
    padded = cv2.copyMakeBorder(pixels, rim, rim, rim, rim, cv2.BORDER_REPLICATE)
    left, top = round(x - half) + rim, round(y - half) + rim
    cropped = padded[max(top, 0) : top + round(2 * half), max(left, 0) : left + round(2 * half)]
    how = cv2.INTER_AREA if cropped.shape[0] > size_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(cropped, (size_px, size_px), interpolation=how), np.uint8)


def learning_sights() -> dict[str, Sight]:
    """What needs no face recogniser, by the name its attackers go by."""
    far = partial(surroundings, side=FAR_AROUND)
    return {
        "pixels": Sight(describe=surroundings),
        "surroundings": Sight(describe=far),
        "surroundings over time": Sight(describe=far, over_time=True, masks_only=True),
        "edges over time": Sight(describe=edges, over_time=True, masks_only=True),
    }
