"""Triangles to samples."""

import numpy as np

from simulator.people.raster import NOTHING, Fragments, rasterise

CORNERS = np.array([[0, 0], [20, 0], [0, 20], [20, 20]], np.float32)
UPPER_LEFT, LOWER_RIGHT = (0, 1, 2), (3, 2, 1)


def drawn(
    *triangles: tuple[int, int, int], depth: tuple[float, ...] = (1, 1, 1, 1), inside: float = 1
) -> Fragments:
    points = np.column_stack([CORNERS, np.array(depth, np.float32)])
    worn = np.array([1, inside, 1, 1], np.float32)
    return rasterise(points, worn, np.array(triangles, np.int32), width_px=20, height_px=20)


def test_the_nearer_of_two_triangles_is_seen_whatever_their_order():
    points = np.concatenate([np.column_stack([CORNERS, np.full(4, far)]) for far in (1, 2)])
    near, far = (0, 1, 2), (4, 5, 6)
    for order in ((near, far), (far, near)):
        seen = rasterise(
            points.astype(np.float32),
            np.ones(8, np.float32),
            np.array(order, np.int32),
            width_px=20,
            height_px=20,
        )
        assert seen.depth[np.isfinite(seen.depth)].max() < 1.5


def test_two_triangles_that_share_an_edge_fill_a_square_without_a_gap():
    assert (drawn(UPPER_LEFT, LOWER_RIGHT).triangle != NOTHING).all()


def test_a_garment_ends_where_it_is_cut():
    rows, columns = np.nonzero(drawn(UPPER_LEFT, inside=-1).triangle != NOTHING)
    assert rows.max() > 15
    assert columns.max() < 10


def test_depth_and_shares_are_those_of_the_place():
    seen = drawn(UPPER_LEFT, depth=(1, 3, 1, 1))
    assert abs(float(seen.depth[0, 10]) - 2.05) < 0.01
    assert abs(float(seen.second[0, 10]) - 0.525) < 0.01


def test_what_lies_outside_the_picture_is_cut_off_and_a_line_is_nothing():
    points = np.array([[-50, -50, 1], [60, -50, 1], [5, 70, 1], [9, 9, 1]], np.float32)
    worn, triangles = np.ones(4, np.float32), np.array([[0, 1, 2], [3, 3, 0]], np.int32)
    seen = rasterise(points, worn, triangles, width_px=20, height_px=20)
    assert (seen.triangle == 0).sum() > 300
    assert not (seen.triangle == 1).any()
