"""A picture being built: every ray keeps the nearest surface that it has met."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.picture.texture import Colours, Mask, Plane
from simulator.world.pinhole import Pinhole

SAMPLES: Final = 2
# What makes a surface bright: the light that falls on it, the sky's own, or a lamp's in it.
LIT: Final = 0
SKY: Final = 1
LAMP: Final = 2
FARTHEST: Final = np.float32(1e6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where the rays within `box` of the grid meet one surface, and which of them do at all."""

    box: tuple[slice, slice]
    reach: Plane
    met: Mask
    x: Plane
    up: Plane
    ahead: Plane


class Shot:
    """Rays from one camera, `SAMPLES` a pixel each way, and what they have met so far.

    colours: (H, W, 3) BGR levels by day. reach: (H, W), times a ray's direction to what it met.
    ground: (H, W), whether that is flat ground. glow: (H, W), LIT, SKY or LAMP. evening: windows
    are lit.
    """

    def __init__(self, camera: Pinhole, *, evening: bool = False) -> None:
        self.camera = camera
        self.evening = evening
        self.height_m = camera.height_m
        self.right, self.up, self.ahead = camera.rays(samples=SAMPLES)
        shape = self.up.shape
        self.colours: Colours = np.zeros((*shape, 3), np.float32)
        self.reach: NDArray[np.float32] = np.full(shape, FARTHEST, np.float32)
        self.ground: Mask = np.zeros(shape, np.bool_)
        self.glow: NDArray[np.uint8] = np.zeros(shape, np.uint8)

    def sky(self, colours: Colours) -> Self:
        """Begin with a sky by day, (H, W, 3)."""
        self.colours[:] = colours
        self.glow[:] = SKY
        return self

    def meet_level(self, up_m: float) -> Hit | None:
        """Where rays meet a level plane: the ground at 0, a ceiling above the camera."""
        return self._meet(up_m - self.height_m, self.up)

    def meet_across(self, ahead_m: float) -> Hit | None:
        """Where rays meet a wall that stands across, so far ahead."""
        return self._meet(ahead_m, self.ahead)

    def meet_along(self, x_m: float) -> Hit | None:
        """Where rays meet a wall that runs ahead, so far to the right."""
        return self._meet(x_m, self.right)

    def paint(self, hit: Hit, where: Mask, colours: Plane, *, glows: bool = False) -> None:
        """Give what was met its colour, where nothing nearer stands.

        where: in the shape of the hit; colours: one colour, or one for each of its rays.
        """
        seen = where & hit.met & (hit.reach <= self.reach[hit.box])
        shape = (*seen.shape, 3)
        self.colours[hit.box][seen] = np.broadcast_to(colours, shape)[seen]
        self.reach[hit.box][seen] = hit.reach[seen]
        self.ground[hit.box][seen] = False
        self.glow[hit.box][seen] = LAMP if glows else LIT

    def lay(self, hit: Hit, where: Mask, colours: Plane) -> None:
        """Paint ground: what shadows of people fall on, and what rain makes shine."""
        self.paint(hit, where, colours)
        laid = where & hit.met & (hit.reach == self.reach[hit.box])
        self.ground[hit.box][laid] = True

    def hit(self, reach: Plane, met: Mask) -> Hit | None:
        """A surface met by `met`, cut to the rows and columns where it is; None for none."""
        rows, columns = np.flatnonzero(met.any(1)), np.flatnonzero(met.any(0))
        if not len(rows):
            return None
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        cut = reach[box]
        return Hit(
            box=box,
            reach=cut,
            met=met[box],
            x=self.right[box] * cut,
            up=self.up[box] * cut + np.float32(self.height_m),
            ahead=self.ahead[box] * cut,
        )

    def _meet(self, offset_m: float, along: Plane) -> Hit | None:
        with np.errstate(divide="ignore"):
            reach = np.float32(offset_m) / along
        met = (reach > 1e-3) & (reach < 1e4)
        return self.hit(np.where(met, reach, 0).astype(np.float32), met)
