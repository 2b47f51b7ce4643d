"""What the tracker asks of whoever watches the pixels: has anything stirred there since?"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes


class Stir(Protocol):
    def still(self, boxes: Boxes, since_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """(N,) where nothing has stirred inside (N, 4) normalised boxes after since_s, (N,)."""
        ...
