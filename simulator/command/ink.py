"""Drawing in metres: a sheet of paper above the ground, the camera at its foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]
Spot = tuple[float, float]

PAPER: Final[Colour] = (250, 251, 251)
INK: Final[Colour] = (41, 35, 29)
FINE: Final[Colour] = (150, 142, 135)
GRID: Final[Colour] = (228, 226, 224)
# Okabe and Ito's colours, which colour-blind readers can tell apart, BGR.
COLOURS: Final[tuple[Colour, ...]] = (
    (178, 114, 0),
    (0, 94, 213),
    (115, 158, 0),
    (167, 121, 204),
    (0, 159, 230),
    (233, 180, 86),
)
_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
# Lines and corners to a sixteenth of a pixel.
_SHIFT: Final = 4


def write(
    pixels: Pixels, text: str, at: tuple[int, int], *, size: float = 0.45, colour: Colour = INK
) -> None:
    """One line of text, its lower left corner at a pixel."""
    clean = "".join(c if c.isascii() and c.isprintable() else "?" for c in text)
    cv2.putText(pixels, clean, at, _FONT, size, colour, 1, cv2.LINE_AA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """pixels: (H, W, 3) BGR. left_m, near_m: the ground at its lower left corner."""

    pixels: Pixels
    left_m: float
    near_m: float
    px_per_m: float

    def px(self, spot: Spot) -> Spot:
        """Where a spot of the ground is drawn."""
        height = self.pixels.shape[0]
        x = (spot[0] - self.left_m) * self.px_per_m
        return x, height - (spot[1] - self.near_m) * self.px_per_m

    def line(self, spots: Sequence[Spot], colour: Colour, *, width: int = 1) -> None:
        cv2.polylines(
            self.pixels, [self._corners(spots)], False, colour, width, cv2.LINE_AA, _SHIFT
        )

    def area(self, spots: Sequence[Spot], colour: Colour, *, opacity: float = 0.2) -> None:
        """A filled polygon that lets through what lies below, with its outline."""
        filled = self.pixels.copy()
        cv2.fillPoly(filled, [self._corners(spots)], colour, cv2.LINE_AA, _SHIFT)
        cv2.addWeighted(filled, opacity, self.pixels, 1 - opacity, 0, self.pixels)
        cv2.polylines(self.pixels, [self._corners(spots)], True, colour, 1, cv2.LINE_AA, _SHIFT)

    def dot(self, spot: Spot, colour: Colour, *, radius_px: int = 4) -> None:
        x, y = self._whole(spot)
        cv2.circle(self.pixels, (x, y), radius_px, colour, -1, cv2.LINE_AA)

    def arrow(self, start: Spot, end: Spot, colour: Colour) -> None:
        cv2.arrowedLine(
            self.pixels, self._whole(start), self._whole(end), colour, 1, cv2.LINE_AA, 0, 0.35
        )

    def text(
        self, text: str, spot: Spot, *, colour: Colour = INK, size: float = 0.42, above_px: int = 6
    ) -> None:
        x, y = self._whole(spot)
        write(self.pixels, text, (x + 5, y - above_px), size=size, colour=colour)

    def _whole(self, spot: Spot) -> tuple[int, int]:
        x, y = self.px(spot)
        return round(x), round(y)

    def _corners(self, spots: Sequence[Spot]) -> NDArray[np.int32]:
        return np.round(np.array([self.px(spot) for spot in spots]) * 2**_SHIFT).astype(np.int32)
