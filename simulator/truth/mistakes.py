"""What a real detector makes of boxes: scores that drift, edges that jitter, faces not found."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.truth.errors import Errors
from simulator.truth.noise import Keys, Noise, keys
from simulator.world.tape import Floats, Integers

_BEST: Final = 0.97
# How a score's variance is made up: of what lasts, of what drifts, and of every frame anew. Of 22
# people followed in vtest.avi the means differ by 0.165 (some of it for size and cover, which count
# on their own here) and each one's scores by 0.114; those correlate by 0.76, 0.51, 0.23 and 0.12
# after 0.1, 0.3, 0.7 and 1 s. Of drawn people: 0.10 and 0.11; 0.65, 0.43, 0.26 and 0.20.
_LASTING: Final = 0.2**0.5
_DRIFTING: Final = 0.5**0.5
_FLEETING: Final = 0.3**0.5
_DRIFT_S: Final = 0.7
# Channels of chance for each part of a body, FLESH or THINGS: three for its score, two for each
# edge of its box; and two for a face.
_EDGES: Final = 3
_PART: Final = _EDGES + 8
_FACE: Final = 2 * _PART
_CHANNELS: Final = _FACE + 2


class Mistakes:
    """Chance of its own for every name; who: index into names, (N,) as in each call."""

    def __init__(self, errors: Errors, noise: Noise, *, seed: int, names: Sequence[str]) -> None:
        self._errors = errors
        self._noise = noise
        own = [keys(seed, name, _CHANNELS) for name in names]
        self._keys: Keys = np.array(own, np.uint64).reshape(-1, _CHANNELS)

    def scores(
        self, who: Integers, part: Integers, t_s: Floats, *, mean: Floats, spread: Floats
    ) -> Floats:
        """Drawn about their means. part: FLESH or THINGS."""
        lasting, drifting, fleeting = (self._keys[who, _PART * part + n] for n in range(3))
        noise = (
            _LASTING * self._noise.fixed(lasting)
            + _DRIFTING * self._noise.slow(drifting, t_s, period_s=_DRIFT_S)
            + _FLEETING * self._noise.quick(fleeting, t_s)
        )
        return np.minimum(mean + spread * noise, _BEST)

    def jittered(self, box: Floats, who: Integers, part: Integers, t_s: Floats) -> Floats:
        """Boxes (N, 4) with every edge moved a little on its own."""
        by = self._errors.jitter, self._errors.jitter_down
        if not any(by):
            return box
        side = box[:, 2:] - box[:, :2]
        moved = box.copy()
        for edge in range(4):
            wobble = self._wobble(who, _PART * part + _EDGES + 2 * edge, t_s)
            moved[:, edge] += side[:, edge % 2] * by[edge % 2] * wobble
        return moved

    def faces_found(self, who: Integers, t_s: Floats, *, sure: Floats) -> NDArray[np.bool_]:
        """sure: in standard deviations."""
        found: NDArray[np.bool_] = sure + self._wobble(who, np.full(len(who), _FACE), t_s) >= 0.0
        return found

    def _wobble(self, who: Integers, channel: Integers, t_s: Floats) -> Floats:
        """Standard normal: mostly drifting, some of it in every frame anew."""
        drifting = self._noise.slow(self._keys[who, channel], t_s, period_s=_DRIFT_S)
        return 0.8 * drifting + 0.6 * self._noise.quick(self._keys[who, channel + 1], t_s)
