"""A small painted street of which every pixel is known to be somebody's or nobody's."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.frame import Pixels
from simulator.injection.walker import Walker, walkers

WIDTH_PX: Final = 320
HEIGHT_PX: Final = 240
# A camera may be turned this far and still sees street.
RIM_PX: Final = 160
MOST_PEOPLE: Final = 4
# Labels of pixels: head and upper body of the first are 1, his legs 2, of the second 3 and 4.
WINDOW: Final = 255
Labels = NDArray[np.uint8]

# Somebody's home, above all heads: who comes out of an area is seen late, as from behind a pillar.
# What is to be burnt in covers it and a little more, as whoever draws it would.
_WINDOW_PX: Final = (30, 4, 70, 22)
_AROUND_PX: Final = 4
_PILLAR_PX: Final = 26
# A standing body is 7.5 heads tall (Loomis); the hips are at half of it.
_HEAD: Final = 1 / 7.5
_HIPS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """One moment. pixels, empty: (H, W, 3) with and without people and window. labels: (H, W)."""

    pixels: Pixels
    empty: Pixels
    labels: Labels


def area() -> tuple[tuple[float, float], ...]:
    """Return the corners of the privacy area over the window, normalised."""
    left, top, right, bottom = _WINDOW_PX
    x = (left - _AROUND_PX) / WIDTH_PX, (right + _AROUND_PX) / WIDTH_PX
    y = (top - _AROUND_PX) / HEIGHT_PX, (bottom + _AROUND_PX) / HEIGHT_PX
    return (x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])


class Street:
    """A wall with a window, a pavement, a pillar, and up to four people who come and go."""

    def __init__(self, rng: np.random.Generator, *, length_s: float) -> None:
        self._wall = _wall(rng)
        self._pillar_px = int(rng.uniform(0.3, 0.7) * WIDTH_PX)
        self.people = walkers(
            rng, length_s=length_s, width_px=WIDTH_PX, height_px=HEIGHT_PX, door_px=self._pillar_px
        )

    def paint(self, t_s: float, shift_px: tuple[int, int] = (0, 0)) -> Painting:
        """Paint the street as a camera sees it whose view has gone so far right and down."""
        left, top = RIM_PX + shift_px[0], RIM_PX + shift_px[1]
        view = np.s_[top : top + HEIGHT_PX, left : left + WIDTH_PX]
        empty = self._wall[view]
        pixels, labels = empty.copy(), np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)
        _home(pixels, labels, shift_px)
        for number, person in enumerate(self.people):
            _person(pixels, labels, person, number, t_s, shift_px)
        self._stand_before(pixels, labels, empty, shift_px)
        self._forget_slivers(labels)
        return Painting(pixels=pixels, empty=empty, labels=labels)

    def _stand_before(
        self, pixels: Pixels, labels: Labels, empty: Pixels, shift_px: tuple[int, int]
    ) -> None:
        """The pillar hides whoever is behind it; it is part of the wall's own painting."""
        left = max(self._pillar_px - shift_px[0], 0)
        right = max(self._pillar_px + _PILLAR_PX - shift_px[0], 0)
        pixels[:, left:right] = empty[:, left:right]
        labels[:, left:right] = 0

    def _forget_slivers(self, labels: Labels) -> None:
        """Less than a tenth of a body is not yet anybody, to no detector."""
        most = 2 * MOST_PEOPLE + 1
        counts = cv2.calcHist([labels], [0], None, [most], [0, most]).ravel()
        for number, person in enumerate(self.people):
            own = 2 * number + 1, 2 * number + 2
            shown_px = int(counts[own[0]] + counts[own[1]])
            if 0 < shown_px < person.least_px:
                labels[(labels == own[0]) | (labels == own[1])] = 0


def _wall(rng: np.random.Generator) -> Pixels:
    """Stones of all sizes: as much detail as a street has."""
    size = WIDTH_PX + 2 * RIM_PX, HEIGHT_PX + 2 * RIM_PX
    wall = np.full((size[1], size[0], 3), 120.0, np.float32)
    for cell_px, contrast in ((80, 30.0), (16, 22.0), (4, 14.0)):
        shape = size[1] // cell_px + 2, size[0] // cell_px + 2
        rough = rng.standard_normal(shape).astype(np.float32) * contrast
        wall += cv2.resize(rough, size, interpolation=cv2.INTER_LINEAR)[..., None]
    for _ in range(60):
        x, y = int(rng.integers(size[0])), int(rng.integers(size[1]))
        far = int(rng.integers(8, 60)), int(rng.integers(8, 60))
        colour = rng.uniform(50, 200, 3).tolist()
        cv2.rectangle(wall, (x, y), (x + far[0], y + far[1]), colour, int(rng.choice((-1, 2))))
    return np.clip(wall, 25, 225).astype(np.uint8)


def _home(pixels: Pixels, labels: Labels, shift_px: tuple[int, int]) -> None:
    left, top, right, bottom = _WINDOW_PX
    corner = left - shift_px[0], top - shift_px[1]
    opposite = right - 1 - shift_px[0], bottom - 1 - shift_px[1]
    cv2.rectangle(pixels, corner, opposite, (40, 230, 250), -1)
    cv2.rectangle(labels, corner, opposite, WINDOW, -1)


def _person(
    pixels: Pixels,
    labels: Labels,
    person: Walker,
    number: int,
    t_s: float,
    shift_px: tuple[int, int],
) -> None:
    """Head, trunk with arms, and two legs, from the ground up; the last is the nearest."""
    at_px = person.x_px(t_s)
    x, foot, high = at_px - shift_px[0], person.foot_px - shift_px[1], person.high_px
    half = person.wide_px / 2
    if not -half - 2 < x < WIDTH_PX + half + 2:
        return
    upper, lower = 2 * number + 1, 2 * number + 2
    hips, neck, crown = foot - _HIPS * high, foot - (1 - _HEAD) * high, foot - high
    stride = half * 0.7 * np.sin(person.steps(t_s, at_px))
    for way in (-1, 1):
        leg = _px(x + way * stride, foot), _px(x, hips), max(2, round(0.1 * high))
        cv2.line(pixels, leg[0], leg[1], person.trousers, leg[2])
        cv2.line(labels, leg[0], leg[1], lower, leg[2])
    trunk = _px(x - half, neck), _px(x + half, hips)
    cv2.rectangle(pixels, trunk[0], trunk[1], person.coat, -1)
    cv2.rectangle(labels, trunk[0], trunk[1], upper, -1)
    middle = _px(x, (neck + crown) / 2)
    axes = max(2, round(0.05 * high)), max(2, round((neck - crown) / 2))
    cv2.ellipse(pixels, middle, axes, 0, 0, 360, person.skin, -1)
    cv2.ellipse(labels, middle, axes, 0, 0, 360, upper, -1)


def _px(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)
