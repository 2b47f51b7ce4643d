"""Where the edges of masks lie: so coarse and so calm that they tell little of whom they hide."""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import Final

from edge.privacy.extent import Region, area
from edge.privacy.region import Ids

# Left, top, right, bottom in px, ends excluded.
Rectangle = tuple[int, int, int, int]

# Edges stand on a grid whose step is a power of two near this share of a region's shorter side,
# half a head of somebody who stands: heads of all shapes then get masks of the same few sizes.
STEP: Final = 0.2
_LEAST_STEP_PX: Final = 8
# An edge goes in again when it has this share of the region's side to go: a detector's boxes
# tremble by less, and how an edge trembles about a line of the grid would tell where it is.
SLACK: Final = 0.05
# Half of all rectangles lie within one of the largest: what is not painted costs nothing.
_LARGEST: Final = 16
# From a shorter side to the least step that is nearer than the next.
_NEAREST: Final = STEP / sqrt(2.0)


class Steady:
    """Keeps the edges of regions where they are, as long as they need not move."""

    def __init__(self) -> None:
        self._last: dict[int, Region] = {}

    def settle(self, regions: Sequence[Region], ids: Ids) -> list[Region]:
        """Return N regions, none of them smaller. ids: N numbers of their tracks, 0 for none."""
        settled = [
            _settled(region, self._last[number]) if number in self._last else region
            for region, number in zip(regions, ids, strict=True)
        ]
        self._last = dict(zip(ids, settled, strict=True))
        self._last.pop(0, None)
        return settled


def _settled(region: Region, last: Region) -> Region:
    left, top, right, bottom = region
    aside, above = SLACK * (right - left), SLACK * (bottom - top)
    x_min, y_min, x_max, y_max = last
    return (
        x_min if 0.0 < left - x_min <= aside else left,
        y_min if 0.0 < top - y_min <= above else top,
        x_max if 0.0 < x_max - right <= aside else right,
        y_max if 0.0 < y_max - bottom <= above else bottom,
    )


def rectangles(regions: Sequence[Region], *, width_px: int, height_px: int) -> list[Rectangle]:
    """Clip N regions to the picture, widen them to their grids, and leave out what others cover."""
    shown: list[Rectangle] = []
    largest: list[Rectangle] = []
    for left, top, right, bottom in sorted(regions, key=area, reverse=True):
        x_min, y_min = left * width_px, top * height_px
        x_max, y_max = right * width_px, bottom * height_px
        for x, y, x_end, y_end in largest:
            if x <= x_min and x_end >= x_max and y <= y_min and y_end >= y_max:
                break
        else:
            wide, high = x_max - x_min, y_max - y_min
            step, nearest = _LEAST_STEP_PX, _NEAREST * (wide if wide < high else high)
            while step < nearest:
                step *= 2
            if left < 0.0 or top < 0.0 or right > 1.0 or bottom > 1.0:
                x_min, x_max = min(max(x_min, 0.0), width_px), min(max(x_max, 0.0), width_px)
                y_min, y_max = min(max(y_min, 0.0), height_px), min(max(y_max, 0.0), height_px)
            # A step is a power of two: this drops what is below it, downwards whatever the sign.
            grid = -step
            rectangle = (
                int(x_min) & grid,
                int(y_min) & grid,
                -(-ceil(x_max) & grid),
                -(-ceil(y_max) & grid),
            )
            shown.append(rectangle)
            if len(largest) < _LARGEST:
                largest.append(rectangle)
    return shown
