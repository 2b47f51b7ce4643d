"""A z-buffered rasteriser: which triangle is nearest in every sample of a picture."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.compiled import compiled

NOTHING: Final = -1
# A sample this little outside a triangle still counts: neighbours leave no gap.
_EDGE: Final = -1e-6
_NO_AREA: Final = 1e-9

Floats = NDArray[np.float32]
Plane = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragments:
    """What is nearest in every sample, (H, W) each.

    triangle: index into those drawn, NOTHING for none; second, third: the shares of that
    triangle's second and third corner; depth: as it was given, infinite where nothing is.
    """

    triangle: NDArray[np.int32]
    second: Floats
    third: Floats
    depth: Floats


def rasterise(
    points: Floats,
    inside: Floats,
    triangles: NDArray[np.int32],
    *,
    width_px: int,
    height_px: int,
) -> Fragments:
    """Draw triangles, nearest kept; of two at the same depth the one that came first.

    points: (V, 3) x and y in px, depth growing away; inside: (V,), a fragment whose
    interpolated value is below 0 is not drawn. Parts outside the picture are cut off.
    """
    shape = height_px, width_px
    fragments = Fragments(
        triangle=np.full(shape, NOTHING, np.int32),
        second=np.zeros(shape, np.float32),
        third=np.zeros(shape, np.float32),
        depth=np.full(shape, np.inf, np.float32),
    )
    _fill(
        points,
        inside,
        triangles,
        fragments.triangle,
        fragments.second,
        fragments.third,
        fragments.depth,
    )
    return fragments


def bounds(points: Floats) -> tuple[Floats, Floats]:
    """Least and greatest x and y, (2,) each. Column by column: ten times as fast as all at once."""
    spans = [(column.min(), column.max()) for column in points.T[:2]]
    low, high = np.array(spans, np.float32).T
    return low, high


@compiled("b1(f4[:,::1], i4[::1], f8[::1])")
def _plane(points: Floats, corners: NDArray[np.int32], plane: Plane) -> bool:
    """How the shares of the second and third corner grow: from (0, 0), by x, by y; has it area."""
    a, b, c = corners[0], corners[1], corners[2]
    ax, ay = float(points[a, 0]), float(points[a, 1])
    bx, by = points[b, 0] - ax, points[b, 1] - ay
    cx, cy = points[c, 0] - ax, points[c, 1] - ay
    area = bx * cy - cx * by
    if abs(area) < _NO_AREA:
        return False
    plane[1], plane[2] = cy / area, -cx / area
    plane[4], plane[5] = -by / area, bx / area
    plane[0] = -ax * plane[1] - ay * plane[2]
    plane[3] = -ax * plane[4] - ay * plane[5]
    return True


@compiled("void(f4[:,::1], i4[::1], i8, i8, i4[::1])")
def _box(
    points: Floats, corners: NDArray[np.int32], width: int, height: int, box: NDArray[np.int32]
) -> None:
    """First column and row, and the ones after the last, whose centres a triangle may cover."""
    for axis, size in ((0, width), (1, height)):
        p, q, r = points[corners[0], axis], points[corners[1], axis], points[corners[2], axis]
        box[axis] = max(0, int(np.ceil(min(p, q, r) - 0.5)))
        box[2 + axis] = min(size, int(np.floor(max(p, q, r) - 0.5)) + 1)


@compiled("void(f4[:,::1], f4[::1], i4[:,::1], i4[:,::1], f4[:,::1], f4[:,::1], f4[:,::1])")
def _fill(
    points: Floats,
    inside: Floats,
    triangles: NDArray[np.int32],
    drawn: NDArray[np.int32],
    second: Floats,
    third: Floats,
    depth: Floats,
) -> None:
    plane, box = np.empty(6, np.float64), np.empty(4, np.int32)
    for index in range(triangles.shape[0]):
        corners = triangles[index]
        if not _plane(points, corners, plane):
            continue
        a, b, c = corners[0], corners[1], corners[2]
        _box(points, corners, drawn.shape[1], drawn.shape[0], box)
        for row in range(box[1], box[3]):
            from_b = plane[0] + plane[2] * (row + 0.5)
            from_c = plane[3] + plane[5] * (row + 0.5)
            for column in range(box[0], box[2]):
                of_b = from_b + plane[1] * (column + 0.5)
                of_c = from_c + plane[4] * (column + 0.5)
                of_a = 1.0 - of_b - of_c
                if min(of_a, of_b, of_c) < _EDGE:
                    continue
                far = of_a * points[a, 2] + of_b * points[b, 2] + of_c * points[c, 2]
                worn = of_a * inside[a] + of_b * inside[b] + of_c * inside[c]
                if worn >= 0 and far < depth[row, column]:
                    depth[row, column] = far
                    drawn[row, column] = index
                    second[row, column] = of_b
                    third[row, column] = of_c
