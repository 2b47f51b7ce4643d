"""What of a polygon or a line lies within straight edges."""

from collections.abc import Callable, Sequence

Point = tuple[float, float]
# Positive on the side that is kept, and linear.
Edge = Callable[[Point], float]


def clipped(corners: Sequence[Point], edges: Sequence[Edge], *, closed: bool) -> list[Point]:
    """What of a polygon or a line lies within all edges (Sutherland and Hodgman 1974)."""
    kept = list(corners)
    for edge in edges:
        kept = _cut(kept, edge, closed=closed)
    return kept


def _cut(corners: list[Point], edge: Edge, *, closed: bool) -> list[Point]:
    kept: list[Point] = []
    for index, corner in enumerate(corners):
        before = corners[index - 1]
        side, side_before = edge(corner), edge(before)
        if (closed or index) and (side < 0) != (side_before < 0):
            kept.append(between(before, corner, side_before / (side_before - side)))
        if side >= 0:
            kept.append(corner)
    return kept


def between(start: Point, end: Point, share: float) -> Point:
    """The point that lies this share of the way from start to end."""
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
