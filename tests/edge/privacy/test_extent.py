"""How far regions reach, and what they share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.geometry import iou_matrix
from edge.privacy.extent import Region, area, grow, hull, iou, is_covered, shared_area

# The square of a smaller side is nothing in single precision.
places = st.floats(0.0, 1.0, width=32).map(lambda place: place if place > 1e-12 else 0.0)
regions = st.tuples(places, places, places, places).map(
    lambda each: (min(each[::2]), min(each[1::2]), max(each[::2]), max(each[1::2]))
)
BODY = (0.2, 0.2, 0.4, 0.8)


def array(region: Region) -> np.ndarray:
    return np.array([region], np.float32)


@given(regions, regions)
def test_a_hull_covers_both(region, other):
    around = hull(region, other)
    assert hull(around, region) == around == hull(around, other)


@given(regions, regions)
def test_the_intersection_over_union_is_that_of_all_boxes(region, other):
    [[expected]] = iou_matrix(array(region), array(other))
    assert iou(region, other) == pytest.approx(expected, abs=1e-4)


@given(regions, regions)
def test_what_two_share_is_part_of_each(region, other):
    shared = shared_area(region, other)
    assert 0.0 <= shared <= min(area(region), area(other))
    assert shared == shared_area(other, region)


def test_growing_is_by_shares_of_width_and_height():
    assert grow(BODY, 0.5, 0.25) == pytest.approx((0.1, 0.05, 0.5, 0.95))


def test_a_rim_may_stay_uncovered_and_a_brow_may_not():
    rim, brow = (0.2, 0.205, 0.4, 0.8), (0.2, 0.3, 0.4, 0.8)
    assert is_covered(BODY, [rim])
    assert not is_covered(BODY, [brow])
    assert not is_covered(BODY, [])


def test_two_halves_do_not_cover_somebody():
    assert not is_covered(BODY, [(0.2, 0.2, 0.3, 0.8), (0.3, 0.2, 0.4, 0.8)])


def test_what_has_no_area_is_covered_by_nothing():
    assert not is_covered((0.3, 0.3, 0.3, 0.5), [BODY])
