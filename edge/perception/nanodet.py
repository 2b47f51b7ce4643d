"""NanoDet: boxes as four distributions of distance at strides 8, 16 and 32.

Li et al. 2020, Generalized Focal Loss; layout of RangiLyu/nanodet v0, nanodet_head.py.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes
from edge.perception.head import NO_CANDIDATES, SCORE_FLOOR, Candidates
from edge.perception.interpreter import Interpreter, Tensor
from edge.perception.manifest import ModelCard, ModelError

STRIDES_PX: Final = (8, 16, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """One stride's outputs: scores (1, N, classes), distances (1, N, 4 * bins), N cells.

    first: number of cells at finer strides. centres: (N, 2) of the cells, in strides.
    """

    stride_px: int
    first: int
    centres: NDArray[np.float32]
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
        self._centres = np.concatenate([level.centres for level in self._levels])
        self._strides_px = np.concatenate(
            [
                np.full((len(level.centres), 1), level.stride_px, np.float32)
                for level in self._levels
            ]
        )

    def candidates(self) -> Candidates:
        parts = [part for level in self._levels if (part := self._read(level)) is not None]
        if not parts:
            return NO_CANDIDATES
        scores, positions, distances = map(np.concatenate, zip(*parts, strict=True))
        cells, classes = np.divmod(positions, self._classes)
        centres, reach = self._centres[cells], _mean_bin(distances)
        boxes = np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], axis=1)
        boxes *= self._strides_px[cells]
        return Candidates(boxes=boxes, scores=scores, classes=classes)

    def _read(self, level: _Level) -> tuple[NDArray[Any], ...] | None:
        """Scores that pass, their positions among all levels' scores, and the distributions."""
        positions, scores = self._interpreter.best(level.scores, SCORE_FLOOR)
        if not len(scores):
            return None
        distances = self._interpreter.rows(level.distances, positions // self._classes)
        return scores, positions + level.first * self._classes, distances


def _mean_bin(distances: NDArray[np.float32]) -> Boxes:
    """Expected distance left, up, right, down in strides: (N, 4 * bins) logits to (N, 4)."""
    # Bins first: numpy reduces over a long last axis many times quicker than over a short one.
    logits = distances.reshape(len(distances) * 4, distances.shape[1] // 4).T.copy()
    logits -= logits.max(axis=0)
    weights = np.exp(logits, out=logits)
    bins = np.arange(len(weights), dtype=np.float32)
    mean: Boxes = (bins @ weights) / weights.sum(axis=0)
    return mean.reshape(-1, 4)


def _levels(interpreter: Interpreter, model: str, classes: int) -> list[_Level]:
    levels: list[_Level] = []
    width_px, height_px = interpreter.size_px
    for stride_px in STRIDES_PX:
        centres = _centres(width_px // stride_px, height_px // stride_px)
        fitting = [t for t in interpreter.outputs if t.shape[:-1] == (1, len(centres))]
        scores = [t for t in fitting if t.shape[-1] == classes]
        distances = [t for t in fitting if t.shape[-1] != classes and t.shape[-1] % 4 == 0]
        if len(scores) != 1 or len(distances) != 1:
            shapes = [t.shape for t in interpreter.outputs]
            raise ModelError(f"{model}: no scores and boxes for stride {stride_px} among {shapes}")
        level = _Level(
            stride_px=stride_px,
            first=sum(len(finer.centres) for finer in levels),
            centres=centres,
            scores=scores[0],
            distances=distances[0],
        )
        levels.append(level)
    return levels


def _centres(columns: int, rows: int) -> NDArray[np.float32]:
    """Middles of the cells, (rows * columns, 2) as x, y in strides, row by row."""
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32) + np.float32(0.5)
