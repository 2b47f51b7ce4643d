"""Whether anything of a person, or of a private place, is left in a picture that was handed out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.frame import Frame, Pixels
from edge.privacy.mask import FILL, MaskedFrame, mask_whole
from edge.terms import Cause
from simulator.injection.scene import MOST_PEOPLE, WINDOW, Labels

_LIKE_FILL: Final = (FILL, FILL, FILL)
_UPPER: Final = np.array([1 <= v <= 2 * MOST_PEOPLE and v % 2 for v in range(256)], np.uint8)
_BODY: Final = np.array([1 <= v <= 2 * MOST_PEOPLE for v in range(256)], np.uint8)
_WINDOW: Final = np.array([v == WINDOW for v in range(256)], np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What must not show in one picture. labels: (H, W), of the picture as it was delivered."""

    labels: Labels
    strict: bool
    area: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Pixels that showed."""

    person_px: int
    window_px: int
    scene_px: int

    def __bool__(self) -> bool:
        return bool(self.person_px or self.window_px or self.scene_px)


def leak_of(masked: MaskedFrame, owed: Owed) -> Leak:
    """Count the pixels that are not the mask's grey where somebody is, or a private window.

    A picture masked whole must be, to the byte, what an empty one would be: scene_px counts the
    levels that are not.
    """
    if masked.whole:
        height, width = masked.pixels.shape[:2]
        differs = cv2.absdiff(masked.pixels, _blank(masked.cause, width, height))
        return Leak(person_px=0, window_px=0, scene_px=int(np.count_nonzero(differs)))
    bare = cv2.inRange(masked.pixels, _LIKE_FILL, _LIKE_FILL) == 0
    bodies = _BODY if owed.strict else _UPPER
    return Leak(
        person_px=_count(bare, bodies, owed.labels),
        window_px=_count(bare, _WINDOW, owed.labels) if owed.area else 0,
        scene_px=0,
    )


def grey_share(masked: MaskedFrame) -> float:
    """Share of a picture that is the mask's grey."""
    grey = cv2.inRange(masked.pixels, _LIKE_FILL, _LIKE_FILL)
    return float(np.count_nonzero(grey) / grey.size)


def _count(bare: NDArray[np.bool_], which: NDArray[np.uint8], labels: Labels) -> int:
    return int(np.count_nonzero(bare & cv2.LUT(labels, which).view(np.bool_)))


@lru_cache(maxsize=64)
def _blank(cause: Cause | None, width_px: int, height_px: int) -> Pixels:
    """What a picture of nothing comes to."""
    nothing = np.zeros((height_px, width_px, 3), np.uint8)
    return mask_whole(Frame(nothing, mono_s=0.0), cause).pixels
