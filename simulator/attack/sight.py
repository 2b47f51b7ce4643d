"""What an attacker takes from a picture: a head's place, as numbers.

The attacker is told where the head is, to the pixel: no face detector of theirs has to work.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import BadInputError
from edge.geometry import Box
from edge.perception.frame import Pixels

Features = NDArray[np.float32]

# Sides in heights of the face: a head with hair, neck and what is beside it; and dlib's own chip.
AROUND: Final = 2.2
# Wide enough to see where a mask over head and upper body ends on all sides.
FAR_AROUND: Final = 7.0
_CHIP: Final = 1.45
_SMALL_PX: Final = 32
# dlib's network takes chips of this size.
_CHIP_PX: Final = 150
_NETWORK: Final = "dlib_face_recognition_resnet_model_v1.dat"


class Sight(Protocol):
    """slow: takes a good part of a second for each picture."""

    @property
    def slow(self) -> bool: ...

    def look(self, pixels: Pixels, face: Box) -> Features:
        """Describe the place of one head, (D,)."""
        ...


class PlainSight:
    """The pixels themselves, 32x32 in colour: for an attacker who learns the rest."""

    slow = False

    def __init__(self, side: float = AROUND) -> None:
        """side: of the square that is looked at, in heights of the face."""
        self._side = side

    def look(self, pixels: Pixels, face: Box) -> Features:
        small = window(pixels, face, self._side, _SMALL_PX)
        return (small.ravel() / 255).astype(np.float32)


class Recogniser:
    """dlib's face recogniser (King 2017, a ResNet with 29 layers; LFW 99.4 %), 128 numbers a face.

    Its landmarks are not used: masked faces have none. Raises BadInputError without the extra.
    """

    slow = True

    def __init__(self) -> None:
        found = find_spec("face_recognition_models")
        if found is None or found.origin is None or find_spec("dlib") is None:
            raise BadInputError(
                "the face recogniser is not installed: pip install 'passerby[attack]'"
            )
        import dlib

        network = Path(found.origin).parent / "models" / _NETWORK
        self._network: Any = dlib.face_recognition_model_v1(str(network))
        self._known: dict[bytes, Features] = {}

    def look(self, pixels: Pixels, face: Box) -> Features:
        chip = window(pixels, face, _CHIP, _CHIP_PX)
        key = chip.tobytes()
        # A face filled through and through is the same for everybody.
        if bool((chip == chip[0, 0]).all()):
            if key not in self._known:
                self._known[key] = self._describe(chip)
            return self._known[key]
        return self._describe(chip)

    def _describe(self, chip: Pixels) -> Features:
        rgb = np.ascontiguousarray(chip[..., ::-1])
        return np.array(self._network.compute_face_descriptor(rgb), np.float32)


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
