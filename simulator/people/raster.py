"""A z-buffered rasteriser in plain numpy: triangles to fragments, all at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

NOTHING: Final = -1
_EDGE: Final = -1e-6

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragments:
    """What is nearest in every pixel that anything covers, (K,) each.

    pixel: flat index, row by row; triangle: index into those drawn; weight: (K, 3), the share
    of the triangle's three corners; depth: as it was given.
    """

    pixel: NDArray[np.int64]
    triangle: NDArray[np.int64]
    weight: Floats
    depth: Floats

    def mix(self, values: Floats, triangles: NDArray[np.int64]) -> Floats:
        """Vertex values (V, C) interpolated to the fragments, (K, C)."""
        corners = values[triangles[self.triangle]]
        mixed: Floats = np.einsum("kc,kcv->kv", self.weight, corners)
        return mixed


def rasterise(corners: Floats, inside: Floats, *, width_px: int, height_px: int) -> Fragments:
    """Draw triangles, nearest first kept.

    corners: (T, 3, 3) x and y in px, depth growing away; inside: (T, 3), a fragment whose
    interpolated value is below 0 is not drawn. Parts outside the picture are cut off.
    """
    triangle, column, row = _candidates(corners, width_px, height_px)
    weight = _barycentric(corners[triangle, :, :2], column + np.float32(0.5), row + np.float32(0.5))
    drawn = (weight >= _EDGE).all(1)
    triangle, weight = triangle[drawn], weight[drawn]
    pixel = row[drawn] * width_px + column[drawn]
    worn = np.einsum("kc,kc->k", weight, inside[triangle]) >= 0
    triangle, weight, pixel = triangle[worn], weight[worn], pixel[worn]
    depth = np.einsum("kc,kc->k", weight, corners[triangle, :, 2])
    nearest = _nearest(pixel, depth, width_px * height_px)
    return Fragments(
        pixel=pixel[nearest],
        triangle=triangle[nearest],
        weight=weight[nearest],
        depth=depth[nearest],
    )


def _candidates(
    corners: Floats, width_px: int, height_px: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every pixel centre in every triangle's bounding box: its triangle, column and row."""
    low = np.ceil(corners[:, :, :2].min(1) - np.float32(0.5)).astype(np.int64)
    high = np.floor(corners[:, :, :2].max(1) - np.float32(0.5)).astype(np.int64)
    low, high = np.maximum(low, 0), np.minimum(high, [width_px - 1, height_px - 1])
    size = np.maximum(high - low + 1, 0)
    count = size[:, 0] * size[:, 1]
    triangle = np.repeat(np.arange(len(corners)), count)
    step = np.arange(len(triangle)) - np.repeat(np.cumsum(count) - count, count)
    down, right = np.divmod(step, size[triangle, 0])
    return triangle, low[triangle, 0] + right, low[triangle, 1] + down


def _barycentric(flat: Floats, x: Floats, y: Floats) -> Floats:
    """Shares of three corners (K, 3, 2) at points; NaN-free, outside where there is no area."""
    (ax, ay), (bx, by), (cx, cy) = (flat[:, corner].T for corner in range(3))
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    scale = np.where(np.abs(area) < 1e-9, np.float32(np.nan), area)
    a = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / scale
    b = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / scale
    a, b = np.nan_to_num(a, nan=-1.0), np.nan_to_num(b, nan=-1.0)
    return np.stack([a, b, 1 - a - b], axis=1)


def _nearest(pixel: NDArray[np.int64], depth: Floats, pixels: int) -> NDArray[np.int64]:
    """Of the fragments in each pixel, the index of the nearest one, in the pixels' order."""
    order = np.argsort(-depth, kind="stable")
    front = np.full(pixels, NOTHING, np.int64)
    front[pixel[order]] = order
    kept: NDArray[np.int64] = front[front != NOTHING]
    return kept
