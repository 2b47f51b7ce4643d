import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.geometry import no_boxes
from edge.perception.stir import Stir

ROWS, COLUMNS = 18, 32
LEFT = [0.0, 0.0, 0.25, 1.0]
RIGHT = [0.75, 0.0, 1.0, 1.0]


def boxes(*corners) -> np.ndarray:
    return np.array(corners, np.float32).reshape(-1, 4)


def stirred(*, row: int, column: int, at_s: float = 5.0, whole: bool = False) -> Stir:
    stirred_s = np.zeros((ROWS, COLUMNS))
    stirred_s[row, column] = at_s
    return Stir(mono_s=at_s, whole=whole, stirred_s=stirred_s)


def test_what_stirs_in_a_box_is_not_outside_and_breaks_its_stillness():
    stir = stirred(row=4, column=2)
    assert not stir.outside(boxes(LEFT), since_s=4.0)
    assert stir.outside(boxes(RIGHT), since_s=4.0)
    np.testing.assert_array_equal(
        stir.still(boxes(LEFT, RIGHT), np.array([4.0, 4.0])), [False, True]
    )


def test_only_what_stirs_after_the_moment_asked_for_counts():
    stir = stirred(row=4, column=2, at_s=5.0)
    assert not stir.outside(no_boxes(), since_s=5.0)
    assert stir.outside(no_boxes(), since_s=4.9)
    np.testing.assert_array_equal(
        stir.still(boxes(LEFT, LEFT), np.array([5.0, 4.9])), [True, False]
    )


def test_several_boxes_cover_together():
    stir = stirred(row=4, column=2)
    assert not stir.outside(boxes(RIGHT, LEFT), since_s=4.0)


def test_nothing_is_still_and_something_is_outside_when_the_whole_picture_changes():
    stir = stirred(row=0, column=0, at_s=0.0, whole=True)
    assert stir.outside(boxes([0, 0, 1, 1]), since_s=9.0)
    assert not stir.still(boxes(LEFT), np.array([9.0])).any()
    assert stir.stirred_in(boxes(LEFT), since_s=9.0).all()


@pytest.mark.parametrize("stir", [stirred(row=4, column=2), stirred(row=4, column=2, at_s=0.0)])
def test_of_no_boxes_none_is_still_or_not(stir):
    assert stir.still(no_boxes(), np.empty(0)).shape == (0,)
    assert stir.stirred_in(no_boxes(), since_s=4.0).shape == (0,)


@pytest.mark.parametrize(
    "box", [[-0.5, -0.5, -0.2, -0.1], [0.0, 0.0, 0.0, 0.0], [0, 0, 0.01, 0.01]]
)
def test_a_box_beyond_the_picture_or_without_area_stands_in_the_nearest_cell(box):
    stir = stirred(row=0, column=0)
    assert not stir.still(boxes(box), np.array([4.0]))[0]
    assert stir.stirred_in(boxes(box), since_s=4.0)[0]


@given(
    corners=st.tuples(*[st.floats(0, 1, width=32)] * 4),
    row=st.integers(0, ROWS - 1),
    column=st.integers(0, COLUMNS - 1),
)
def test_one_cell_stirs_either_outside_of_a_box_or_in_it(corners, row, column):
    x_min, x_max = sorted(corners[:2])
    y_min, y_max = sorted(corners[2:])
    box = boxes([x_min, y_min, x_max, y_max])
    stir = stirred(row=row, column=column)
    is_outside = stir.outside(box, since_s=4.0)
    assert is_outside == stir.still(box, np.array([4.0]))[0]
    assert is_outside != stir.stirred_in(box, since_s=4.0)[0]
    middle = (column + 0.5) / COLUMNS, (row + 0.5) / ROWS
    if x_min <= middle[0] <= x_max and y_min <= middle[1] <= y_max:
        assert not is_outside
