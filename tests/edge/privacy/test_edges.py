"""How far a mask reaches tells little of whom it hides."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.privacy.edges import SLACK, Rectangle, Steady, rectangles
from edge.privacy.extent import Region, hull
from edge.privacy.paint import fill

WIDTH, HEIGHT = 1280, 720
NOBODY, WALTER = [0], [1]


def region(*edges: float) -> Region:
    left, top, right, bottom = edges
    return left, top, right, bottom


def snapped(box: Region) -> Rectangle:
    [edges] = rectangles([box], width_px=WIDTH, height_px=HEIGHT)
    return edges


def painted(shown: Sequence[Rectangle]) -> np.ndarray:
    """(H, W) what a list of rectangles covers."""
    picture = np.zeros((HEIGHT, WIDTH), np.uint8)
    fill(picture, shown)
    return picture


sides = st.floats(0.0, 0.875, width=32)
lengths = st.floats(0.0078125, 0.5, width=32)


@given(sides, sides, lengths, lengths)
def test_a_rectangle_covers_its_region_and_is_not_much_larger(left, top, wide, high):
    box = region(left, top, left + wide, top + high)
    edges = np.array(snapped(box))
    px = np.clip(box, 0, 1) * np.array([WIDTH, HEIGHT] * 2)
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
    assert rectangles([], width_px=WIDTH, height_px=HEIGHT) == []


@given(st.lists(st.tuples(sides, sides, lengths, lengths), min_size=1, max_size=20))
def test_what_is_left_out_lies_within_what_is_painted(boxes):
    regions = [(left, top, left + wide, top + high) for left, top, wide, high in boxes]
    shown = rectangles(regions, width_px=WIDTH, height_px=HEIGHT)
    np.testing.assert_array_equal(painted(shown), painted([snapped(each) for each in regions]))


def test_the_same_region_twice_and_one_within_it_are_one_rectangle():
    body, head = region(0.3, 0.2, 0.4, 0.6), region(0.34, 0.22, 0.36, 0.3)
    assert rectangles([head, body, body], width_px=WIDTH, height_px=HEIGHT) == [snapped(body)]


def test_the_edges_of_somebody_who_trembles_stand_still():
    steady, rng = Steady(), np.random.default_rng(1)
    box = region(0.3, 0.2, 0.4, 0.6)
    trembling = SLACK * 0.1 / 2
    edges = []
    for _ in range(100):
        trembled = region(*(np.array(box) + rng.uniform(-1, 1, 4) * trembling).tolist())
        [settled] = steady.settle([trembled], WALTER)
        edges.append(snapped(settled))
    assert len({*edges[50:]}) == 1


@given(st.lists(st.tuples(sides, sides, lengths, lengths), min_size=1, max_size=8))
def test_whatever_moves_a_settled_region_covers_what_is_there(boxes):
    steady = Steady()
    for left, top, wide, high in boxes:
        box = region(left, top, left + wide, top + high)
        [settled] = steady.settle([box], WALTER)
        assert hull(settled, box) == settled


def test_edges_follow_who_walks():
    steady = Steady()
    steady.settle([region(0.1, 0.2, 0.2, 0.6)], WALTER)
    walked = region(0.15, 0.2, 0.25, 0.6)
    assert steady.settle([walked], WALTER) == [walked]


def test_who_has_no_track_settles_nowhere():
    steady = Steady()
    steady.settle([region(0.3, 0.2, 0.4, 0.6)], NOBODY)
    nearby = region(0.301, 0.2, 0.4, 0.6)
    assert steady.settle([nearby], NOBODY) == [nearby]


def test_what_lies_within_another_mask_is_not_filled_again():
    around, within = region(0.2, 0.2, 0.5, 0.9), region(0.3, 0.3, 0.4, 0.5)
    assert rectangles([within, around], width_px=WIDTH, height_px=HEIGHT) == [snapped(around)]


@pytest.mark.parametrize("box", [(-0.4, 0.2, -0.1, 0.5), (1.1, 0.2, 1.3, 0.5)])
def test_what_lies_beside_the_picture_fills_nothing_of_it(box):
    shown = rectangles([box], width_px=WIDTH, height_px=HEIGHT)
    assert not painted(shown).any()
