"""Boxes, polygons and lines in normalised picture coordinates: x to the right, y down, 0 to 1."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Boxes = NDArray[np.float32]


_EDGE_WIDTH = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One axis-aligned box in normalised coordinates, x_min <= x_max and y_min <= y_max."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float

    @property
    def foot(self) -> Point:
        """Middle of the lower edge: where a standing thing touches the ground."""
        return (self.x_min + self.x_max) / 2, self.y_max

    @property
    def centre(self) -> Point:
        return (self.x_min + self.x_max) / 2, (self.y_min + self.y_max) / 2


def no_boxes() -> Boxes:
    """Return an empty (0, 4) array of boxes."""
    return np.empty((0, 4), np.float32)


def fitted_px(size_px: tuple[int, int], room_px: tuple[int, int]) -> tuple[int, int]:
    """Largest size, (width, height), of the same shape that fits: whole px, never less than one."""
    scale = min(room_px[0] / size_px[0], room_px[1] / size_px[1])
    return (
        min(room_px[0], max(1, round(size_px[0] * scale))),
        min(room_px[1], max(1, round(size_px[1] * scale))),
    )


def iou_matrix(boxes: Boxes, others: Boxes) -> NDArray[np.float32]:
    """Intersection over union of every box with every other.

    boxes: (N, 4) and others: (M, 4), both [x_min, y_min, x_max, y_max] in one unit.
    Returns (N, M) in [0, 1]; 0 where either box has no area.
    """
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    side = np.maximum(high - low, 0.0)
    shared = side[..., 0] * side[..., 1]
    union = _areas(boxes)[:, None] + _areas(others)[None, :] - shared
    iou: NDArray[np.float32] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return iou


def _areas(boxes: Boxes) -> Boxes:
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0)
    areas: NDArray[np.float32] = sides[:, 0] * sides[:, 1]
    return areas


def polygon_contains(polygon: Sequence[Point], point: Point) -> bool:
    """Tell whether a simple polygon contains a point (even-odd rule, ray to the right).

    Its edge belongs to it: whom the picture's lower edge cuts stands exactly on that edge.
    """
    x, y = point
    inside = False
    x_a, y_a = polygon[-1]
    for x_b, y_b in polygon:
        if (y_a > y) != (y_b > y) and x < (x_b - x_a) * (y - y_a) / (y_b - y_a) + x_a:
            inside = not inside
        x_a, y_a = x_b, y_b
    return inside or _lies_on_outline(polygon, point)


def _lies_on_outline(polygon: Sequence[Point], point: Point) -> bool:
    """Tell whether a point is nearer to an edge than boxes of single precision are exact."""
    x, y = point
    start = polygon[-1]
    for end in polygon:
        beside = _is_beside(start[0], end[0], x) and _is_beside(start[1], end[1], y)
        if beside and _is_near(start, end, point):
            return True
        start = end
    return False


def _is_near(start: Point, end: Point, point: Point) -> bool:
    along = end[0] - start[0], end[1] - start[1]
    away = point[0] - start[0], point[1] - start[1]
    length = along[0] ** 2 + along[1] ** 2
    share = (along[0] * away[0] + along[1] * away[1]) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    across, down = away[0] - share * along[0], away[1] - share * along[1]
    return across**2 + down**2 <= _EDGE_WIDTH**2


def _is_beside(start: float, end: float, value: float) -> bool:
    """Tell whether a coordinate lies between two others, give or take the width of an edge."""
    if start > end:
        start, end = end, start
    return start - _EDGE_WIDTH <= value <= end + _EDGE_WIDTH


def side_of_line(start: Point, end: Point, point: Point) -> float:
    """Signed area spanned by a directed line and a point.

    Positive on the right-hand side of someone who walks from start to end and sees the
    picture as drawn (y down), negative on the left, 0 on the line.
    """
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether segment a-b meets segment c-d, touching ends included."""
    abc, abd = side_of_line(a, b, c), side_of_line(a, b, d)
    cda, cdb = side_of_line(c, d, a), side_of_line(c, d, b)
    if abc * abd < 0 and cda * cdb < 0:
        return True
    return (
        (abc == 0 and _between(a, b, c))
        or (abd == 0 and _between(a, b, d))
        or (cda == 0 and _between(c, d, a))
        or (cdb == 0 and _between(c, d, b))
    )


def _between(a: Point, b: Point, p: Point) -> bool:
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def crossing_edges(polygon: Sequence[Point]) -> tuple[int, int] | None:
    """Find two edges of a polygon that meet away from a shared corner.

    Returns the indices of the two edges (edge i runs from corner i to corner i + 1), or None
    for a simple polygon.
    """
    corners = len(polygon)
    edges = [(polygon[i], polygon[(i + 1) % corners]) for i in range(corners)]
    for i in range(corners):
        for j in range(i + 2, corners):
            neighbours = i == 0 and j == corners - 1
            if not neighbours and segments_cross(*edges[i], *edges[j]):
                return i, j
    return None


def polygon_area(polygon: Sequence[Point]) -> float:
    """Area of a simple polygon in units of the whole picture (shoelace formula)."""
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return abs(sum(x_a * y_b - x_b * y_a for (x_a, y_a), (x_b, y_b) in pairs)) / 2
