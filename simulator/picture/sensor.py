"""What lens and sensor make of the light: a little soft, a little noisy, compressed."""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# Levels of noise at gain 1. Levels go with the square root of light, so that the shot noise of
# any level is the same number of levels (Anscombe 1948).
_NOISE_LEVELS: Final = 2.2
_SOFT_PX: Final = 0.55
_MARGIN_PX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How a picture is taken. gain: tells the noise; noise: times a usual sensor's; exposure:

    times the right one; jpeg_quality: None for none.
    """

    gain: float
    noise: float = 1.0
    exposure: float = 1.0
    jpeg_quality: int | None = None


class Sensor:
    """One sensor: the same seed and time give the same noise."""

    def __init__(self, size_px: tuple[int, int], taking: Taking, seed: int) -> None:
        self._taking = taking
        self._seed = seed
        curve = np.arange(256) * math.sqrt(taking.exposure)
        self._curve = np.round(np.clip(curve, 0, 255)).astype(np.uint8)
        self._more, self._less = _noise(size_px, taking, seed)

    def take(self, pixels: Pixels, t_s: float) -> Pixels:
        """The picture as the camera hands it out; a new array."""
        taken = cv2.GaussianBlur(pixels, (3, 3), _SOFT_PX)
        if self._taking.exposure != 1.0:
            taken = cv2.LUT(taken, self._curve)
        height, width = pixels.shape[:2]
        rng = np.random.default_rng([self._seed, 2, round(t_s * 1000)])
        x, y = rng.integers(0, _MARGIN_PX, 2)
        more, less = (n[y : y + height, x : x + width] for n in (self._more, self._less))
        taken = cv2.subtract(cv2.add(taken, more), less)
        return _compressed(taken.astype(np.uint8, copy=False), self._taking.jpeg_quality)


def _noise(size_px: tuple[int, int], taking: Taking, seed: int) -> tuple[Pixels, Pixels]:
    """Levels to add and levels to take away, larger than the picture, which looks at a part."""
    shape = (size_px[1] + _MARGIN_PX, size_px[0] + _MARGIN_PX, 3)
    fine = np.random.default_rng([seed, 3]).standard_normal(shape, np.float32)
    # A camera's own smoothing leaves coarser grain the more it amplifies.
    coarse = cv2.GaussianBlur(fine, (0, 0), 1.1) * np.float32(2 * math.sqrt(math.pi) * 1.1)
    mixed = min(0.6, 0.05 * taking.gain)
    levels = np.float32(_NOISE_LEVELS * taking.noise * math.sqrt(taking.gain))
    grown = np.round((fine * np.float32(1 - mixed) + coarse * np.float32(mixed)) * levels)
    return (
        np.clip(grown, 0, 255).astype(np.uint8),
        np.clip(-grown, 0, 255).astype(np.uint8),
    )


def _compressed(pixels: Pixels, quality: int | None) -> Pixels:
    if quality is None:
        return pixels
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    unpacked = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    if unpacked is None:
        raise ValueError("a picture that was compressed cannot be read again")
    return unpacked.astype(np.uint8, copy=False)
