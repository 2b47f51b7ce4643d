"""Non-maximum suppression: of boxes that name the same thing, the most certain one stays."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Boxes

Overlaps = NDArray[np.bool_]

# A usual frame has fewer candidates: one matrix answers for it. Larger ones would grow with the
# square of a crowd.
_BLOCK: Final = 128


def suppress(
    boxes: Boxes, scores: NDArray[np.float32], groups: NDArray[np.int64], *, max_iou: float
) -> NDArray[np.intp]:
    """Choose boxes greedily, best score first, that overlap no better one of their own group.

    boxes: (N, 4) [x_min, y_min, x_max, y_max]; scores, groups: (N,); equal scores keep their order.
    Returns the indices that stay, best score first; IoU of exactly max_iou still stays.
    """
    order = np.argsort(-scores, kind="stable")
    kept = np.empty(0, np.intp)
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        if start:
            beaten = _overlaps(boxes[block], groups[block], boxes[kept], groups[kept], max_iou)
            block = block[~beaten.any(axis=1)]
        inside = _overlaps(boxes[block], groups[block], boxes[block], groups[block], max_iou)
        kept = np.concatenate([kept, block[_greedy(inside)]])
    return kept


def _greedy(overlaps: Overlaps) -> list[int]:
    """Rows that stay when each row, from the first on, beats the later ones that it overlaps."""
    # One whole number a row: Python's own bit operations are far quicker than small arrays.
    packed = np.packbits(overlaps, axis=1, bitorder="little")
    beaten = 0
    kept = []
    for row, bits in enumerate(packed):
        if not beaten >> row & 1:
            kept.append(row)
            beaten |= int.from_bytes(bits.tobytes(), "little")
    return kept


def _overlaps(
    boxes: Boxes,
    groups: NDArray[np.int64],
    others: Boxes,
    other_groups: NDArray[np.int64],
    max_iou: float,
) -> Overlaps:
    """(N, M): the same group, and an intersection over union of more than max_iou."""
    x_min, y_min, x_max, y_max = boxes.T[:, :, None]
    a_min, b_min, a_max, b_max = others.T[:, None, :].copy()
    wide = np.minimum(x_max, a_max)
    wide -= np.maximum(x_min, a_min)
    high = np.minimum(y_max, b_max)
    high -= np.maximum(y_min, b_min)
    shared = np.maximum(wide, 0, out=wide)
    shared *= np.maximum(high, 0, out=high)
    areas = (x_max - x_min) * (y_max - y_min) + (a_max - a_min) * (b_max - b_min)
    same = groups[:, None] == other_groups[None, :]
    # shared / (areas - shared) > max_iou, without dividing by an empty union
    areas *= max_iou / (1 + max_iou)
    overlapping: Overlaps = same & (shared > areas)
    return overlapping
