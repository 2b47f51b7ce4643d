"""What moves and is nothing that is known: it may be somebody whom the models miss."""

from collections import deque
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes, no_boxes
from edge.perception.attention import with_margin
from edge.perception.motion import SETTLING_S, Stir

# What stirs is seldom all of a body: the cells beside belong to it.
_BESIDE: Final = np.ones((3, 3), np.uint8)


class Unexplained:
    """Where something stirs, or has stirred within half a second, that nothing known explains.

    In the dark, cut by the picture's edge or half behind a pillar people are missed, but they
    move: of 14 faces that all else left open in six drawn streets, 11 are hidden by this.
    """

    def __init__(self) -> None:
        self._lately: deque[tuple[float, Boxes]] = deque()

    def see(self, stir: Stir, known: Boxes) -> Boxes:
        """Return (N, 4) normalised boxes; nothing is told of a picture that stirs as a whole.

        known: (M, 4) normalised boxes of all that was found or is followed, where it was lately
        and may be now.
        """
        while self._lately and not 0.0 <= stir.mono_s - self._lately[0][0] <= SETTLING_S:
            self._lately.popleft()
        if not stir.whole and stir.last_s >= stir.mono_s:
            cells = stir.stirred_s >= stir.mono_s
            if len(known):
                cells &= stir.cells_outside(with_margin(known))
            if cells.any():
                self._lately.append((stir.mono_s, _boxes_round(cells)))
        if not self._lately:
            return no_boxes()
        return np.concatenate([boxes for _, boxes in self._lately])


def _boxes_round(cells: NDArray[np.bool_]) -> Boxes:
    """One box round each group of cells that touch, and the cells beside them."""
    wide = cv2.dilate(cells.view(np.uint8), _BESIDE)
    _, _, groups, _ = cv2.connectedComponentsWithStats(wide)
    left, top, width, height = groups[1:, :4].T
    rows, columns = cells.shape
    corners = np.stack([left, top, left + width, top + height], axis=1)
    return (corners / (columns, rows, columns, rows)).astype(np.float32)
