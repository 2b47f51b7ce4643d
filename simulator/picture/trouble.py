"""What is wrong with a picture as one sees it: a covered lens, a lens out of focus."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# Exposure of a camera whose light has gone: a fiftieth.
DARK_EXPOSURE: Final = 0.02
_BLUR_PX: Final = 11.0
_SHRINK: Final = 4
# Levels that the lamp adds in the middle, and how fast it falls off: white but for the corners.
_FLARE: Final = 255.0
_FALL: Final = 0.25
# A glove on the lens, and what light comes in beside it, BGR.
_CLOTH: Final = (17.0, 19.0, 26.0)
_LEAK: Final = (26.0, 34.0, 52.0)


def defocused(pixels: Pixels) -> Pixels:
    """Blurred as far as a lens at its stop: by areas first, which is the same and faster."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (width // _SHRINK, height // _SHRINK), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), _BLUR_PX * width / 768 / _SHRINK)
    return cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR).astype(
        np.uint8, copy=False
    )


def blinded(pixels: Pixels) -> Pixels:
    """A lamp pointed at the lens: white where it is, and its light scattered in the glass."""
    height, width = pixels.shape[:2]
    across = (np.arange(width, dtype=np.float32) / width - 0.45)[None, :]
    down = (np.arange(height, dtype=np.float32) / height - 0.4)[:, None]
    flare = _FLARE / (1.0 + _FALL * (across**2 + down**2))
    lit: Pixels = np.clip(pixels + flare[..., None], 0, 255).astype(np.uint8)
    return lit


def covered(size_px: tuple[int, int], seed: int) -> Pixels:
    """Something before the lens, right on it: nearly black, a little light at one side."""
    width, height = size_px
    rough = np.random.default_rng([seed, 6]).standard_normal((6, 8), np.float32)
    folds = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    side = (np.arange(width, dtype=np.float32) / width)[None, :, None] ** 4
    cloth = np.array(_CLOTH, np.float32) * (1 + 0.12 * folds) + np.array(_LEAK, np.float32) * side
    return np.clip(np.round(cloth), 0, 255).astype(np.uint8)
