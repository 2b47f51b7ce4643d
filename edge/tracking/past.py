"""What a track was before something began to hide it.

A pillar cuts a box from one side, and spoils the size and the speed that are learned from it. So
of whom was lost from sight, what he was some time before is asked as well as what he was last.
After the observation-centric recovery of OC-SORT (Cao et al. 2023, arXiv 2203.14360), which goes
back to the last sight; behind a pillar that is the very one that was cut.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from edge.tracking import kalman
from edge.tracking.kalman import Motion

# A walker vanishes behind an edge within half a second: his own breadth, 0.6 m, at 1.2 m/s.
_EVERY_S: Final = 0.25
_KEPT: Final = 3


class Past:
    """What one track was at the last of its sights that were a quarter of a second apart."""

    def __init__(self) -> None:
        self._sights: deque[tuple[float, list[float], list[float]]] = deque(maxlen=_KEPT)

    def keep(self, motion: Motion, row: int, *, mono_s: float) -> None:
        """Remember the row of a motion as it stands, if the last one kept is old enough."""
        if not self._sights or mono_s - self._sights[-1][0] >= _EVERY_S:
            self._sights.append((mono_s, motion.place[row].tolist(), motion.speed[row].tolist()))

    @property
    def is_known(self) -> bool:
        """Whether it was seen for half a second, so that before() is from before it was hidden."""
        return len(self._sights) == _KEPT

    def before(self) -> tuple[float, list[float], list[float]]:
        """When it was where, how large and how fast: half a second of sights or more ago."""
        return self._sights[0]


def recall(pasts: Sequence[Past], *, mono_s: float) -> Motion:
    """Where N known things would be by now had they gone on as they did, and kept their size."""
    times, places, speeds = zip(*(past.before() for past in pasts), strict=True)
    elapsed_s = mono_s - np.array(times)[:, None]
    return kalman.carry_on(np.array(places), np.array(speeds), elapsed_s)
