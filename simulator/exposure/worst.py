"""What got through, as a picture: as it left the camera, masked, its truth outlined."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from edge.privacy.mask import MaskedFrame
from simulator.exposure.judge import FaceFrame

# Sides of the picture, in widths of the face.
_AROUND: Final = 7.0
_SIDE_PX: Final = 240
_OUTLINE: Final = (40, 40, 230)
_JPEG_QUALITY: Final = 85


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The frame of one pass in which most of a face is left. picture: JPEG."""

    scene: str
    light: str
    face: FaceFrame
    picture: bytes


def worst(masked: MaskedFrame, face: FaceFrame, *, scene: str, light: str) -> Worst:
    """Keep the surroundings of a face as they left the camera: nothing unmasked is kept."""
    left, top, right, bottom = face.box
    half = round(_AROUND * max(right - left, bottom - top) / 2)
    x, y = (left + right) // 2, (top + bottom) // 2
    cut = np.s_[max(0, y - half) : y + half, max(0, x - half) : x + half]
    shown = masked.pixels[cut].copy()
    origin = np.array([cut[1].start, cut[0].start])
    corners = np.array([[left - 1, top - 1], [right, bottom]]) - origin
    scale = _SIDE_PX / max(shown.shape[:2])
    shown = cv2.resize(shown, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
        np.uint8, copy=False
    )
    begin, end = np.round(corners * scale).astype(int).tolist()
    cv2.rectangle(shown, begin, end, _OUTLINE, 1)
    encoded = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1]
    return Worst(scene=scene, light=light, face=face, picture=encoded.tobytes())
