"""Rain in the air: streaks before the picture, others in every frame."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.scenario.schema import Scene

Pixels = NDArray[np.uint8]

_SHEETS: Final = 3
_MARGIN_PX: Final = 96
# Streaks in a cloudburst on 768 x 576, and how bright one is against the air.
_STREAKS: Final = 1100
_BRIGHT: Final = 74.0
_SLANT: Final = 0.16


def rainfall(scene: Scene) -> float:
    """Share of a cloudburst that comes down in a place; none under a roof."""
    return 0.0 if scene.place == "hall" else scene.rain


class Rain:
    """rain: share of a cloudburst; brightness: of the light on the drops, 1 by day."""

    def __init__(
        self, size_px: tuple[int, int], *, rain: float, brightness: float, seed: int
    ) -> None:
        self._size = size_px
        self._seed = seed
        chances = np.random.default_rng([seed, 4]).spawn(_SHEETS)
        self._sheets = [_sheet(size_px, rain, brightness, chance) for chance in chances]

    def fall(self, pixels: Pixels, t_s: float) -> Pixels:
        rng = np.random.default_rng([self._seed, 5, round(t_s * 1000)])
        sheet = self._sheets[int(rng.integers(_SHEETS))]
        x, y = rng.integers(0, _MARGIN_PX, 2)
        drops = sheet[y : y + self._size[1], x : x + self._size[0]]
        return cv2.add(pixels, drops).astype(np.uint8, copy=False)


def _sheet(
    size_px: tuple[int, int], rain: float, brightness: float, rng: np.random.Generator
) -> Pixels:
    width, height = size_px[0] + _MARGIN_PX, size_px[1] + _MARGIN_PX
    sheet = np.zeros((height, width), np.uint8)
    count = round(_STREAKS * rain * width * height / (864 * 672))
    long_px = size_px[1] / 576
    for _ in range(count):
        x, y, near, strength = rng.random(4)
        length = (6 + 34 * near * near) * long_px
        level = round(_BRIGHT * brightness * (0.35 + 0.65 * strength))
        start = round(x * width), round(y * height)
        end = round(x * width - _SLANT * length), round(y * height + length)
        cv2.line(sheet, start, end, level, 1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(sheet, (3, 3), 0.7)
    return cv2.merge([soft, soft, soft]).astype(np.uint8, copy=False)
