"""Colours of light, and the six skin tones that a character can be given instead of its own."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Representative sRGB colours of the six Fitzpatrick skin types, I to VI.
TONES: Final = {
    "tone1": (0.94, 0.80, 0.72),
    "tone2": (0.89, 0.72, 0.62),
    "tone3": (0.80, 0.62, 0.50),
    "tone4": (0.64, 0.45, 0.33),
    "tone5": (0.46, 0.30, 0.21),
    "tone6": (0.30, 0.20, 0.15),
}


def light_of(srgb: float) -> float:
    """Linear light in [0, 1] of an sRGB value in [0, 1] (IEC 61966-2-1)."""
    return srgb / 12.92 if srgb <= 0.04045 else float(((srgb + 0.055) / 1.055) ** 2.4)


def level_of(light: float) -> float:
    """sRGB value in [0, 1] of linear light in [0, 1]."""
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


_LIGHT: Final = np.array([light_of(level / 255) for level in range(256)], np.float32)


def linear(levels: NDArray[Any]) -> NDArray[np.float32]:
    """Linear light in [0, 1] of sRGB levels to 255."""
    light: NDArray[np.float32] = _LIGHT[levels]
    return light


def retoned(
    levels: NDArray[np.uint8], skin: NDArray[np.uint8], own: NDArray[np.uint8], tone: str
) -> NDArray[np.uint8]:
    """Vertex colours (V, 3) with the part that the skin gives to them, `skin` (V, 3), exchanged.

    own: the tone they were painted in, sRGB levels as all of these.
    """
    wanted = np.round(np.array(TONES[tone]) * 255)
    change = skin * (wanted / own - 1)
    return np.round(np.clip(levels + change, 0, 255)).astype(np.uint8)
