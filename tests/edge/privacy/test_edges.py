"""How far a mask reaches tells little of whom it hides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.geometry import Boxes
from edge.privacy.edges import SLACK, Steady, rectangles

WIDTH, HEIGHT = 1280, 720
NOBODY = np.zeros(1, np.int64)
WALTER = np.ones(1, np.int64)


def region(*edges: float) -> Boxes:
    return np.array([edges], np.float32)


def snapped(box: Boxes) -> list[int]:
    [edges] = rectangles(box, width_px=WIDTH, height_px=HEIGHT).tolist()
    return edges


sides = st.floats(0.0, 0.875, width=32)
lengths = st.floats(0.0078125, 0.5, width=32)


@given(sides, sides, lengths, lengths)
def test_a_rectangle_covers_its_region_and_is_not_much_larger(left, top, wide, high):
    box = region(left, top, left + wide, top + high)
    edges = snapped(box)
    px = np.clip(box[0], 0, 1) * np.array([WIDTH, HEIGHT] * 2)
    assert (edges[:2] <= px[:2]).all() and (edges[2:] >= px[2:]).all()
    # A step is 0.14 to 0.29 of the shorter side, or eight pixels.
    room = max(8, 0.29 * min(wide * WIDTH, high * HEIGHT)) + 1
    assert (px[:2] - edges[:2] <= room).all() and (edges[2:] - px[2:] <= room).all()


@pytest.mark.parametrize(("width_px", "step_px"), [(20, 8), (60, 8), (100, 16), (200, 32)])
def test_the_step_of_the_grid_grows_with_the_region(width_px, step_px):
    box = region(0.31, 0.21, 0.31 + width_px / WIDTH, 0.21 + 2 * width_px / HEIGHT)
    assert all(edge % step_px == 0 for edge in snapped(box))


def test_heads_of_many_sizes_get_masks_of_a_few():
    heads = np.linspace(95.0, 120.0, 26)
    shapes = set()
    for tall in heads.tolist():
        left, top, right, bottom = snapped(region(0.3, 0.3, 0.3 + 0.08, 0.3 + 2 * tall / HEIGHT))
        shapes.add((right - left, bottom - top))
    assert len(shapes) <= 5


def test_no_region_is_no_rectangle():
    assert rectangles(np.empty((0, 4), np.float32), width_px=WIDTH, height_px=HEIGHT).shape == (
        0,
        4,
    )


def test_the_edges_of_somebody_who_trembles_stand_still():
    steady, rng = Steady(), np.random.default_rng(1)
    box = region(0.3, 0.2, 0.4, 0.6)
    trembling = SLACK * 0.1 / 2
    edges = [
        tuple(
            snapped(
                steady.settle(box + rng.uniform(-1, 1, 4).astype(np.float32) * trembling, WALTER)
            )
        )
        for _ in range(100)
    ]
    assert len({*edges[50:]}) == 1


@given(st.lists(st.tuples(sides, sides, lengths, lengths), min_size=1, max_size=8))
def test_whatever_moves_a_settled_region_covers_what_is_there(boxes):
    steady = Steady()
    for left, top, wide, high in boxes:
        box = region(left, top, left + wide, top + high)
        [settled] = steady.settle(box, WALTER)
        assert (settled[:2] <= box[0, :2]).all() and (settled[2:] >= box[0, 2:]).all()


def test_edges_follow_who_walks():
    steady = Steady()
    steady.settle(region(0.1, 0.2, 0.2, 0.6), WALTER)
    walked = region(0.15, 0.2, 0.25, 0.6)
    np.testing.assert_array_equal(steady.settle(walked, WALTER), walked)


def test_who_has_no_track_settles_nowhere():
    steady = Steady()
    steady.settle(region(0.3, 0.2, 0.4, 0.6), NOBODY)
    nearby = region(0.301, 0.2, 0.4, 0.6)
    np.testing.assert_array_equal(steady.settle(nearby, NOBODY), nearby)
