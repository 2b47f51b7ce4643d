"""How much a cell must differ before it stirs: noise, rain and leaves are told from change.

Energies are mean squared differences of a cell from its background, in levels of luma.
"""

from math import exp
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.background import Grid, middle

Cells = NDArray[np.bool_]

# Noise in 25 px exceeds 2.5 times its usual energy once in 10,000 times, and hardly ever in two
# pictures running; twice that, never.
_OVER_USUAL: Final = 2.5
_AT_ONCE: Final = 2.0
# Two levels all over a cell: compression stays below, a head that turns does not.
_USUAL_MIN: Final = 0.8
# What sways together goes far beyond its median now and then, unlike noise. It is told by its
# energy, more than noise differs between light and shade.
_SWAYS: Final = 2.0
_OVER_SWAY: Final = 4.0
# Leaves, flags and water may become usual, but nothing that differs by 20 levels all over a cell,
# as clothes do from the ground.
_MAX: Final = 400.0
# A cell grows used to what fills half of its time, in half a minute, and forgets it as fast: who
# only passes by, however often, never becomes usual.
_USED_PER_S: Final = 0.15
# Grain is everywhere and known at once. What is more than a sensor's in the dark is a change.
_GRAIN_MAX: Final = 20.0

# A drop is there in one picture and gone in the next, with nothing stirring around it. Up to one
# cell in a thousand may show one that is stronger than the threshold: two running are rare then.
_DROPS: Final = 0.001
_DROP_MIN: Final = _OVER_USUAL * _USUAL_MIN
# Below what a person's own energy is even from afar.
_DROP_MAX: Final = 150.0
_DROP_DOWN_PER_S: Final = 0.5
_DROP_UP_PER_S: Final = 2.0
# Slower than this a passer-by, too, is there in one picture only.
_DROP_S: Final = 0.3
_AROUND: Final = np.ones((3, 3), np.uint8)
_AROUND_S: Final = 1.0
# Where less of the picture is at rest, what stirs it is taken for rain as well.
_CALM_MIN: Final = 0.25


class Threshold:
    """What is usual in each cell of one view, learned in seconds, whatever the rate of pictures.

    size: (columns, rows) of cells.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        shape = size[::-1]
        self._usual = np.full(shape, _USUAL_MIN, np.float32)
        self._drop = _DROP_MIN
        self._over = np.zeros(shape, np.bool_)
        self._calm = np.ones(shape, np.bool_)
        self._rest_s = np.zeros(shape, np.float32)

    def begin(self) -> None:
        """Expect another picture: what was there before says nothing of it."""
        self._over[...] = False
        self._rest_s[...] = 0.0

    def exceeded(self, energy: Grid, *, past_s: float) -> Cells:
        """Tell which cells stir, with these energies, past_s after the picture before.

        At once where there is no doubt, else in the second picture that says so.
        """
        threshold = self._of(energy)
        over = energy > threshold
        stirs: Cells = (over & self._over) | (energy > _AT_ONCE * threshold)
        self._learn_usual(energy, past_s)
        self._learn_drops(over, past_s)
        self._over = over
        self._calm = cv2.erode(self._rest_s, _AROUND) > _AROUND_S
        self._rest_s += np.float32(past_s)
        self._rest_s[stirs] = 0.0
        return stirs

    def _of(self, energy: Grid) -> Grid:
        grain = np.float32(min(max(middle(energy), _USUAL_MIN), _GRAIN_MAX))
        threshold = np.maximum(self._usual - _SWAYS * grain, 0)
        threshold *= np.float32(_OVER_SWAY)
        threshold += np.float32(_OVER_USUAL) * np.maximum(self._usual, grain)
        return np.clip(threshold, np.float32(self._drop), _MAX, out=threshold)

    def _learn_usual(self, energy: Grid, past_s: float) -> None:
        """Follow each cell's median energy by small steps of its logarithm.

        As McFarlane and Schofield 1995 follow a background; steps do not see how far off it is.
        """
        step = np.float32(exp(_USED_PER_S * past_s))
        self._usual *= np.where(energy > self._usual, step, 1 / step)
        np.clip(self._usual, _USUAL_MIN, _MAX, out=self._usual)

    def _learn_drops(self, over: Cells, past_s: float) -> None:
        """Follow the energy that one drop in a thousand cells exceeds, by its logarithm."""
        gone = self._over & ~over
        room = int(np.count_nonzero(self._calm))
        if room < _CALM_MIN * gone.size:
            room = gone.size
        else:
            gone &= self._calm
        drops = np.count_nonzero(gone) / room if past_s < _DROP_S else 0.0
        step = min(_DROP_DOWN_PER_S * (drops / _DROPS - 1), _DROP_UP_PER_S)
        self._drop = min(max(self._drop * exp(step * past_s), _DROP_MIN), _DROP_MAX)
