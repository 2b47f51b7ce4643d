"""What is known of all tracks: one column a track, one row a quantity.

One array, because what follows a model runs with cold caches: there a numpy call costs more than
the numbers it works on, and an object for each track more than that.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

# Motion as kalman.py has it, in shares of the picture and seconds.
PLACE: Final = slice(0, 4)  # centre x, centre y, width, height
VARIANCE: Final = slice(4, 8)  # of place
SPEED: Final = slice(8, 10)  # of the centre
SPEED_VARIANCE: Final = slice(10, 12)
SHARED: Final = slice(12, 14)  # covariance of centre and speed
AT: Final = 14  # the time of all these
# Sights.
BOX: Final = slice(15, 19)  # as measured last: x_min, y_min, x_max, y_max
SCORE: Final = 19
SEEN: Final = 20  # when a look found it last, or it was last known to stand there still
BORN: Final = 21
NUMBER: Final = 22
LABEL: Final = 23  # index into LABELS
CONFIRMED: Final = 24  # 0 or 1
SHOWN: Final = slice(15, 25)  # all that a Track tells, in this order
FOUND: Final = 25  # when a look found it last
BEST: Final = 26  # score
STRONG: Final = 27  # when its score was strong last, or it stood still
LOST: Final = 28  # the last look that did not find it
FIRST: Final = slice(29, 33)  # its first box
# Three moments as past.py has them: time, place, speed of each, oldest first.
PAST: Final = slice(33, 54)
_ROWS: Final = 54


def blank(count: int) -> Floats:
    """Return so many columns that nothing is known of: zeros, and times that never were."""
    state = np.zeros((_ROWS, count))
    state[[LOST, *range(PAST.start, PAST.stop, 7)]] = -np.inf
    return state
