"""What left the camera against the truth: pixels, not boxes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.perception.frame import Pixels
from edge.privacy.mask import FILL, MaskedFrame
from simulator.exposure.truth import BoxPx, Face, Mask, Truth

# With a smaller share of its visible pixels filled a face is exposed. An eye and its brow take
# about a tenth of a face: no feature of it fits into what may be left.
COVERED: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFrame:
    """One visible face in one frame that was handed out.

    filled: share of its visible pixels of which nothing is left. whole: the frame says of itself
    that it is masked whole.
    """

    who: str
    t_s: float
    box: BoxPx
    width_px: float
    pitch_deg: float | None
    filled: float
    whole: bool

    @property
    def exposed(self) -> bool:
        return self.filled < COVERED


def face_frames(masked: MaskedFrame, truth: Truth) -> list[FaceFrame]:
    """Judge every face of one frame by the pixels that left."""
    pixels = masked.pixels.reshape(-1, 3)
    return [
        FaceFrame(
            who=face.who,
            t_s=truth.mono_s,
            box=face.box,
            width_px=face.width_px,
            pitch_deg=face.pitch_deg,
            filled=float(1 - _is_left(pixels[face.at], face, whole=masked.whole).mean()),
            whole=masked.whole,
        )
        for face in truth.faces
    ]


def _is_left(pixels: Pixels, face: Face, *, whole: bool) -> NDArray[np.bool_]:
    """(N,) whether something of a face's pixel can still be seen.

    On a picture masked whole stand words in another grey: there it is what is as it was.
    """
    unfilled: NDArray[np.bool_] = (pixels != FILL).any(1)
    return unfilled & (pixels == face.raw).all(1) if whole else unfilled


def filled(masked: MaskedFrame) -> Mask:
    """(H, W), which pixels are filled."""
    fill: Mask = (masked.pixels == FILL).all(2)
    return fill
