"""Where the edges of masks lie: so coarse and so calm that they tell little of whom they hide."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.privacy.region import Ids

# Edges stand on a grid whose step is a power of two near this share of a region's shorter side,
# half a head of somebody who stands: heads of all shapes then get masks of the same few sizes.
STEP: Final = 0.2
_LEAST_STEP_PX: Final = 8
# An edge goes in again when it has this share of the region's side to go: a detector's boxes
# tremble by less, and how an edge trembles about a line of the grid would tell where it is.
SLACK: Final = 0.05
# Left and top go in to the right and down.
_INWARD: Final = np.array([1, 1, -1, -1], np.float32)


class Steady:
    """Keeps the edges of regions where they are, as long as they need not move."""

    def __init__(self) -> None:
        self._ids: Ids = np.empty(0, np.int64)
        self._regions: Boxes = np.empty((0, 4), np.float32)

    def settle(self, regions: Boxes, ids: Ids) -> Boxes:
        """Return (N, 4) regions, none of them smaller. ids: (N,) of their tracks, 0 for none."""
        known, before = np.nonzero((ids[:, None] == self._ids) & (ids[:, None] > 0))
        settled = regions.copy()
        if len(known):
            now, last = regions[known], self._regions[before]
            inward = (now - last) * _INWARD
            slack = np.float32(SLACK) * (now[:, 2:] - now[:, :2])
            stays = (inward > 0) & (inward <= np.concatenate([slack, slack], axis=1))
            settled[known] = np.where(stays, last, now)
        self._ids, self._regions = ids, settled
        return settled


def rectangles(regions: Boxes, *, width_px: int, height_px: int) -> NDArray[np.int64]:
    """Clip (N, 4) regions to the picture and widen them to their grids.

    Returns (N, 4) of [left, top, right, bottom] in px, ends excluded.
    """
    size_px = np.array([width_px, height_px] * 2)
    px = np.minimum(np.maximum(regions, 0.0), 1.0) * size_px
    sides = (regions[:, 2:] - regions[:, :2]) * size_px[:2]
    near = np.log2(np.maximum(STEP * sides.min(axis=1), _LEAST_STEP_PX))
    step = np.exp2(np.rint(near))[:, None]
    px[:, :2] = np.floor(px[:, :2] / step) * step
    px[:, 2:] = np.ceil(px[:, 2:] / step) * step
    edges: NDArray[np.int64] = px.astype(np.int64)
    return edges
