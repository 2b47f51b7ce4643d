"""NanoDet: boxes as four distributions of distance at strides 8, 16 and 32.

Li et al. 2020, Generalized Focal Loss; layout of RangiLyu/nanodet v0, nanodet_head.py.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.perception.grid import STRIDES_PX, Grid, middles_px
from edge.perception.head import NO_CANDIDATES, SCORE_FLOOR, Candidates
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelCard, ModelError
from edge.perception.tensor import Tensor

_OUTWARDS: Final = np.array([-1, -1, 1, 1], np.float32)
# e**80 and e**-80 still are numbers of single precision.
_EXP_RANGE: Final = 80.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """One stride's outputs: scores (1, N, classes), distances (1, N, 4 * bins), N cells.

    first: number of cells at finer strides.
    """

    first: int
    scores: Tensor
    distances: Tensor


class NanoDet:
    """Scores are sigmoids already; a side's distance is the mean of its softmax, in strides."""

    # nms_cfg of the published configuration, config/nanodet-g.yml.
    max_iou = 0.6

    def __init__(self, interpreter: Interpreter, card: ModelCard, classes: int) -> None:
        self._interpreter = interpreter
        self._classes = classes
        self._levels = _levels(interpreter, card.name, classes)
        # A box is twice the middle of its cell, and from there its four reaches, in px.
        size_px, counts = interpreter.size_px, Grid(interpreter.size_px).counts
        self._middles = np.tile(np.concatenate([middles_px(size_px, s) for s in STRIDES_PX]), 2)
        self._reach = np.repeat(np.array(STRIDES_PX, np.float32), counts)[:, None] * _OUTWARDS
        bins = self._levels[0].distances.shape[-1] // 4
        self._bins = np.arange(bins, dtype=np.float32)[:, None]
        self._bounded = all(_is_bounded(level.distances) for level in self._levels)

    def candidates(self) -> Candidates:
        parts = [part for level in self._levels if (part := self._read(level)) is not None]
        if not parts:
            return NO_CANDIDATES
        # One stride tells of most scenes: people of one size.
        joined = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        scores, cells, classes, logits = joined
        boxes = self._mean_bin(logits)
        boxes *= self._reach.take(cells, 0)
        boxes += self._middles.take(cells, 0)
        return Candidates(boxes=boxes, scores=scores, classes=classes)

    def _read(self, level: _Level) -> tuple[NDArray[Any], ...] | None:
        """Scores that pass, their cells among all levels', classes, and the distributions."""
        positions, scores = self._interpreter.best(level.scores, SCORE_FLOOR)
        if not len(scores):
            return None
        cells = positions // self._classes
        logits = self._interpreter.rows(level.distances, cells)
        return scores, cells + level.first, positions - cells * self._classes, logits

    def _mean_bin(self, logits: NDArray[np.float32]) -> Boxes:
        """Expected distance left, up, right, down in strides: (N, 4 * bins) to (N, 4)."""
        # Bins first: numpy adds up long rows many times quicker than short ones.
        weights = logits.reshape(-1, len(self._bins)).T.copy()
        if not self._bounded:
            weights -= weights.max(axis=0)
        np.exp(weights, out=weights)
        whole = np.add.reduce(weights)
        weights *= self._bins
        mean: Boxes = np.add.reduce(weights)
        mean /= whole
        return mean.reshape(-1, 4)


def _is_bounded(logits: Tensor) -> bool:
    """Tell whether the exponential of whatever is stored there, and sums of it, are finite."""
    return 0.0 < logits.scale * 255 < _EXP_RANGE


def _levels(interpreter: Interpreter, model: str, classes: int) -> list[_Level]:
    levels: list[_Level] = []
    first = 0
    for stride_px, cells in zip(STRIDES_PX, Grid(interpreter.size_px).counts, strict=True):
        fitting = [t for t in interpreter.outputs if t.shape[:-1] == (1, cells)]
        scores = [t for t in fitting if t.shape[-1] == classes]
        distances = [t for t in fitting if t.shape[-1] != classes and t.shape[-1] % 4 == 0]
        if len(scores) != 1 or len(distances) != 1:
            shapes = [t.shape for t in interpreter.outputs]
            raise ModelError(f"{model}: no scores and boxes for stride {stride_px} among {shapes}")
        levels.append(_Level(first=first, scores=scores[0], distances=distances[0]))
        first += cells
    return levels
