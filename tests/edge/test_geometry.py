"""Boxes, polygons and lines."""

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.geometry import (
    Box,
    crossing_edges,
    fitted_px,
    iou_matrix,
    no_boxes,
    polygon_area,
    polygon_contains,
    segments_cross,
    side_of_line,
)

SQUARE = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
HORSESHOE = (
    (0.1, 0.1),
    (0.9, 0.1),
    (0.9, 0.9),
    (0.6, 0.9),
    (0.6, 0.4),
    (0.4, 0.4),
    (0.4, 0.9),
    (0.1, 0.9),
)
fractions = st.floats(0, 1, allow_nan=False, width=32)
points = st.tuples(fractions, fractions)


@st.composite
def stars(draw):
    """A simple polygon: corners around a centre, each at its own angle."""
    radii = draw(st.lists(st.floats(0.05, 0.45), min_size=3, max_size=12))
    return tuple(
        (0.5 + r * cos(2 * pi * i / len(radii)), 0.5 + r * sin(2 * pi * i / len(radii)))
        for i, r in enumerate(radii)
    )


def test_the_foot_of_a_box_is_the_middle_of_its_lower_edge():
    assert Box(x_min=0.2, y_min=0.1, x_max=0.4, y_max=0.9).foot == (pytest.approx(0.3), 0.9)


def test_iou_of_a_box_with_itself_is_one_and_with_a_distant_one_zero():
    boxes = np.array([[0, 0, 1, 1], [2, 2, 3, 4]], np.float32)
    assert iou_matrix(boxes, boxes) == pytest.approx(np.eye(2))


def test_iou_of_half_overlapping_boxes_is_a_third():
    one, other = np.array([[0, 0, 2, 1]], np.float32), np.array([[1, 0, 3, 1]], np.float32)
    assert iou_matrix(one, other)[0, 0] == pytest.approx(1 / 3)


def test_iou_without_area_is_zero_and_without_boxes_empty():
    dot = np.array([[0.5, 0.5, 0.5, 0.5]], np.float32)
    assert iou_matrix(dot, dot)[0, 0] == 0
    assert iou_matrix(no_boxes(), dot).shape == (0, 1)


@pytest.mark.parametrize("point", [(0.5, 0.5), (0.3, 0.79)])
def test_a_square_contains_what_lies_in_it(point):
    assert polygon_contains(SQUARE, point)


@pytest.mark.parametrize("point", [(0.1, 0.5), (0.5, 0.9), (0.9, 0.9), (0.5, 0.19)])
def test_a_square_does_not_contain_what_lies_beside_it(point):
    assert not polygon_contains(SQUARE, point)


def test_a_horseshoe_does_not_contain_its_gap():
    assert not polygon_contains(HORSESHOE, (0.5, 0.7))
    assert polygon_contains(HORSESHOE, (0.25, 0.7))


@given(stars(), st.integers(0, 11), st.floats(0, 1))
def test_the_edge_belongs_to_the_polygon(polygon, corner, share):
    (x_a, y_a), (x_b, y_b) = (polygon[(corner + i) % len(polygon)] for i in (0, 1))
    on_edge = (x_a + share * (x_b - x_a), y_a + share * (y_b - y_a))
    assert polygon_contains(polygon, on_edge)


def test_a_foot_cut_by_the_lower_edge_of_the_picture_is_in_a_zone_down_to_there():
    zone = ((0.2, 0.5), (0.8, 0.5), (0.8, 1.0), (0.2, 1.0))
    assert polygon_contains(zone, (0.5, 1.0))
    assert polygon_contains(zone, (float(np.float32(0.2)), 0.9))


@given(stars(), points)
def test_containment_does_not_depend_on_where_the_corners_start_or_which_way_they_run(polygon, at):
    turned = (*polygon[1:], polygon[0])
    assert polygon_contains(polygon, at) == polygon_contains(turned, at)
    assert polygon_contains(polygon, at) == polygon_contains(polygon[::-1], at)


@given(stars())
def test_corners_around_a_centre_never_cross(polygon):
    assert crossing_edges(polygon) is None


@given(stars())
def test_the_area_does_not_depend_on_the_direction(polygon):
    assert polygon_area(polygon) == pytest.approx(polygon_area(polygon[::-1]))


def test_a_bow_tie_crosses_itself():
    assert crossing_edges(((0, 0), (1, 1), (1, 0), (0, 1))) == (0, 2)


def test_the_area_of_a_square_is_that_of_its_sides():
    assert polygon_area(SQUARE) == pytest.approx(0.36)


def test_the_right_hand_side_of_a_line_is_positive_as_the_picture_is_drawn():
    upwards = ((0.5, 1.0), (0.5, 0.0))
    assert side_of_line(*upwards, (0.9, 0.5)) > 0
    assert side_of_line(*upwards, (0.1, 0.5)) < 0
    assert side_of_line(*upwards, (0.5, 0.2)) == 0


@given(points, points, points)
def test_a_line_walked_backwards_swaps_its_sides(start, end, point):
    forwards, backwards = side_of_line(start, end, point), side_of_line(end, start, point)
    assert forwards == pytest.approx(-backwards, abs=1e-12)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (((0.5, 0.0), (0.5, 1.0)), True),
        (((0.5, 0.5), (0.5, 1.0)), True),
        (((0.5, 0.6), (0.5, 1.0)), False),
        (((1.5, 0.0), (1.5, 1.0)), False),
        (((0.2, 0.5), (0.3, 0.5)), True),
    ],
)
def test_segments_cross_when_they_share_a_point(other, expected):
    assert segments_cross((0.0, 0.5), (1.0, 0.5), *other) is expected


sizes_px = st.tuples(st.integers(1, 5000), st.integers(1, 5000))


@given(size_px=sizes_px, room_px=sizes_px)
def test_what_is_fitted_touches_the_room_and_keeps_its_shape(size_px, room_px):
    width, height = fitted_px(size_px, room_px)
    assert 1 <= width <= room_px[0]
    assert 1 <= height <= room_px[1]
    assert width == room_px[0] or height == room_px[1]
    scale = min(room_px[0] / size_px[0], room_px[1] / size_px[1])
    assert abs(width - max(size_px[0] * scale, 1)) <= 0.5 + 1e-6
    assert abs(height - max(size_px[1] * scale, 1)) <= 0.5 + 1e-6
