"""Spans of time out of yes and no, one sample a step."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Stay = tuple[float, float]


def stays(inside: NDArray[np.bool_], t_s: NDArray[np.float64]) -> list[Stay]:
    """From the first to the last sample of each run of yes."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    return [
        (float(t_s[a]), float(t_s[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


def joined(parts: Iterable[Stay], *, gap_s: float) -> list[Stay]:
    """In order of time, those with no more than gap_s between them made one."""
    whole: list[Stay] = []
    for start_s, end_s in sorted(parts):
        if whole and start_s - whole[-1][1] <= gap_s:
            whole[-1] = whole[-1][0], max(end_s, whole[-1][1])
        else:
            whole.append((start_s, end_s))
    return whole


def overlap_s(a: Stay, b: Stay) -> float:
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0]))
