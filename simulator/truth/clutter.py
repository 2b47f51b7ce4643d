"""False boxes: short-lived claims round nothing, by rate and seed."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.label import LABELS
from simulator.truth.found import Found
from simulator.truth.noise import Keys, Noise, keys
from simulator.world.tape import Floats

# One at most begins and ends in each slot.
_SLOT_S: Final = 2.0
_LIFE_S: Final = (0.1, 1.2)
# Most are weak, an eighth reaches 0.4 and nearly none 0.5, as a traffic cone's do; of eleven on
# drawn scenes the best had 0.27.
_SCORES: Final = (0.2, 0.5)
_HEIGHTS: Final = (0.06, 0.4)
_ASPECT: Final = (0.35, 1.2)
# Shares of labels from the first on, each added to those before; the rest are bags.
_LABELS_TO: Final = np.array([0.65, 0.72, 0.84])
_NAMES: Final = ("person", "bicycle", "vehicle", "bag")


class Clutter:
    """per_minute: how many come, in the mean; 30 at most."""

    def __init__(self, noise: Noise, *, seed: int, per_minute: float) -> None:
        self._noise = noise
        self._keys = keys(seed, "clutter", 8)
        self._chance = per_minute * _SLOT_S / 60.0

    def at(self, times: Floats) -> Found:
        slot = np.floor(times / _SLOT_S)
        here = np.flatnonzero(self._is_there(times, slot))
        slot = slot[here]
        label = np.searchsorted(_LABELS_TO, self._uniform(3, slot), side="right")
        weak = self._uniform(4, slot)
        return Found(
            frame=here,
            box=self._box(slot),
            score=_SCORES[0] + (_SCORES[1] - _SCORES[0]) * weak * weak * weak,
            label=_LABEL[label],
        )

    def _is_there(self, times: Floats, slot: Floats) -> NDArray[np.bool_]:
        life_s = _between(_LIFE_S, self._uniform(1, slot))
        begin_s = slot * _SLOT_S + self._uniform(2, slot) * (_SLOT_S - life_s)
        comes = self._uniform(0, slot) < self._chance
        return comes & (begin_s <= times) & (times < begin_s + life_s)

    def _box(self, slot: Floats) -> Floats:
        high = _between(_HEIGHTS, self._uniform(5, slot))
        wide = high * _between(_ASPECT, self._uniform(3, slot))
        x = self._uniform(6, slot) * (1.0 - wide)
        y = self._uniform(7, slot) * (1.0 - high)
        return np.stack([x, y, x + wide, y + high], axis=1)

    def _uniform(self, channel: int, slot: Floats) -> Floats:
        key: Keys = self._keys[channel : channel + 1]
        return self._noise.uniform(key, slot)


def _between(span: tuple[float, float], share: Floats) -> Floats:
    return span[0] + (span[1] - span[0]) * share


_LABEL: Final = np.array([LABELS.index(name) for name in _NAMES], np.int64)
