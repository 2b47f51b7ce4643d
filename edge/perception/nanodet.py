"""NanoDet: boxes as four distributions of distance at strides 8, 16 and 32.

Li et al. 2020, Generalized Focal Loss; layout of RangiLyu/nanodet v0, nanodet_head.py.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.perception.head import SCORE_FLOOR, Candidates
from edge.perception.interpreter import Interpreter, Tensor
from edge.perception.manifest import ModelCard, ModelError

STRIDES_PX: Final = (8, 16, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """One stride's outputs: scores (1, N, classes), distances (1, N, 4 * bins), N cells."""

    columns: int
    scores: Tensor
    distances: Tensor


class NanoDet:
    """Scores are sigmoids already; a side's distance is the mean of its softmax, in strides."""

    # nms_cfg of the published configuration, config/nanodet-g.yml.
    max_iou = 0.6

    def __init__(self, interpreter: Interpreter, card: ModelCard, classes: int) -> None:
        self._interpreter = interpreter
        self._classes = classes
        self._levels = [_level(interpreter, card.name, s, classes) for s in STRIDES_PX]

    def candidates(self) -> Candidates:
        parts = [self._read(level) for level in self._levels]
        scores, classes, centres, distances = map(np.concatenate, zip(*parts, strict=True))
        strides = np.repeat(STRIDES_PX, [len(part[0]) for part in parts])[:, None]
        reach = _mean_bin(distances)
        boxes = np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], axis=1)
        boxes *= strides.astype(np.float32)
        return Candidates(boxes=boxes, scores=scores, classes=classes)

    def _read(self, level: _Level) -> tuple[NDArray[Any], ...]:
        """Scores, classes, centres in strides and distributions of the cells that pass."""
        positions, scores = self._interpreter.best(level.scores, SCORE_FLOOR)
        cells, classes = np.divmod(positions, self._classes)
        centres = np.empty((len(cells), 2), np.float32)
        centres[:, 1], centres[:, 0] = np.divmod(cells, level.columns)
        centres += 0.5
        return scores, classes, centres, self._interpreter.rows(level.distances, cells)


def _mean_bin(distances: NDArray[np.float32]) -> Boxes:
    """Expected distance left, up, right, down in strides: (N, 4 * bins) logits to (N, 4)."""
    # Bins first: numpy reduces over a long last axis many times quicker than over a short one.
    logits = distances.reshape(len(distances) * 4, distances.shape[1] // 4).T.copy()
    logits -= logits.max(axis=0)
    weights = np.exp(logits, out=logits)
    bins = np.arange(len(weights), dtype=np.float32)
    mean: Boxes = (bins @ weights) / weights.sum(axis=0)
    return mean.reshape(-1, 4)


def _level(interpreter: Interpreter, name: str, stride_px: int, classes: int) -> _Level:
    width_px, height_px = interpreter.size_px
    columns, rows = width_px // stride_px, height_px // stride_px
    fitting = [t for t in interpreter.outputs if t.shape[:-1] == (1, columns * rows)]
    scores = [t for t in fitting if t.shape[-1] == classes]
    distances = [t for t in fitting if t.shape[-1] != classes and t.shape[-1] % 4 == 0]
    if len(scores) != 1 or len(distances) != 1:
        shapes = [t.shape for t in interpreter.outputs]
        raise ModelError(f"{name}: no scores and boxes for stride {stride_px} among {shapes}")
    return _Level(columns=columns, scores=scores[0], distances=distances[0])
