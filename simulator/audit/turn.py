"""Affine maps of a picture: a head put in its place, somebody a step farther, another view."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box

# (2, 3), from px to px.
Turn = NDArray[np.float64]

STAYS: Final[Turn] = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def zoomed(about: tuple[float, float], zoom: float, shift: tuple[float, float]) -> Turn:
    """Larger about a place, then shifted."""
    x, y = about
    return np.array([[zoom, 0.0, x + shift[0] - zoom * x], [0.0, zoom, y + shift[1] - zoom * y]])


def after(first: Turn, then: Turn) -> Turn:
    """One map that does both."""
    turned = then[:, :2] @ first[:, :2]
    return np.column_stack([turned, then[:, :2] @ first[:, 2] + then[:, 2]])


def turned_box(box: Box, turn: Turn) -> Box:
    """Where two corners of a box come to lie, in px."""
    corners = np.array([[box.x_min, box.y_min], [box.x_max, box.y_max]])
    (x_min, y_min), (x_max, y_max) = (corners @ turn[:, :2].T + turn[:, 2]).tolist()
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
