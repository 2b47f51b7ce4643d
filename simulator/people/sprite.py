"""One figure cut out of nothing, ready to be set into a picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprite:
    """One person, with what they carry or ride, or one thing. Shared: never to be written to.

    bgra: (H, W, 4), colour premultiplied by coverage, so that scaling bleeds nothing in;
    part: (H, W), 0 or BODY, HEAD, FACE, THING; foot_px: x, y of the spot where it stands;
    crown_y_px: its upright height above that spot; px_per_m: at that spot, across the line of
    sight, for whoever looks so steeply that foot and crown meet.
    """

    bgra: NDArray[np.uint8]
    part: NDArray[np.uint8]
    foot_px: tuple[float, float]
    crown_y_px: float
    px_per_m: float
