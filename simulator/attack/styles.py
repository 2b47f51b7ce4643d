"""What is done to the pixels that our mask covers: our fill, or what others do there instead.

Blur and pixelation exist here alone, as what the fill is compared with. They get the very same
regions, found by the very same models; their strength follows the true size of the face, in which
no real masker is better.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import cv2
import numpy as np

from edge.perception.frame import Pixels
from edge.privacy.mask import FILL

# From raw and masked pixels and the width of the face in px, to what the attacker gets.
Style = Callable[[Pixels, Pixels, float], Pixels]
# Standard deviation in widths of the face; cells across the face.
BLURS: Final = (0.1, 0.3)
CELLS: Final = (4, 2)


def _none(raw: Pixels, masked: Pixels, face_px: float) -> Pixels:
    del masked, face_px
    return raw


def _fill(raw: Pixels, masked: Pixels, face_px: float) -> Pixels:
    del raw, face_px
    return masked


def _blur(raw: Pixels, masked: Pixels, face_px: float, *, sigma: float) -> Pixels:
    return _instead(raw, masked, cv2.GaussianBlur(raw, (0, 0), sigma * face_px))


def _pixelate(raw: Pixels, masked: Pixels, face_px: float, *, cells: int) -> Pixels:
    height, width = raw.shape[:2]
    cell_px = face_px / cells
    small = max(1, round(width / cell_px)), max(1, round(height / cell_px))
    means = cv2.resize(raw, small, interpolation=cv2.INTER_AREA)
    return _instead(
        raw, masked, cv2.resize(means, (width, height), interpolation=cv2.INTER_NEAREST)
    )


def _instead(raw: Pixels, masked: Pixels, softened: object) -> Pixels:
    covered = (masked == FILL).all(axis=2, keepdims=True)
    return np.where(covered, np.asarray(softened, np.uint8), raw)


# Weakest first; a family's last strength is what stands for it.
FAMILIES: Final[Mapping[str, Mapping[str, Style]]] = {
    "none": {"none": _none},
    "fill": {"fill": _fill},
    "blur": {f"blur, sigma {sigma:g} of the face": partial(_blur, sigma=sigma) for sigma in BLURS},
    "pixelate": {
        f"pixelate, {cells}x{cells} a face": partial(_pixelate, cells=cells) for cells in CELLS
    },
}
