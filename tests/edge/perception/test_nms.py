import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.geometry import iou_matrix
from edge.perception.nms import suppress


def simple_suppress(boxes, scores, groups, max_iou):
    """The definition, box by box."""
    kept = []
    iou = iou_matrix(boxes, boxes)
    for i in np.argsort(-scores, kind="stable"):
        if all(groups[i] != groups[k] or iou[i, k] <= max_iou for k in kept):
            kept.append(int(i))
    return kept


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 400), max_iou=st.floats(0.1, 0.9))
def test_it_keeps_what_the_definition_keeps(seed, count, max_iou):
    rng = np.random.default_rng(seed)
    corner = rng.random((count, 2), np.float32)
    side = rng.uniform(0.05, 0.4, (count, 2)).astype(np.float32)
    boxes = np.concatenate([corner, corner + side], axis=1)
    scores = rng.integers(51, 255, count).astype(np.float32) / 256
    groups = rng.integers(0, 3, count)
    kept = suppress(boxes, scores, groups, max_iou=max_iou)
    assert kept.tolist() == simple_suppress(boxes, scores, groups, max_iou)


def test_two_groups_may_share_a_place():
    boxes = np.array([[0, 0, 1, 1]] * 2, np.float32)
    kept = suppress(boxes, np.array([0.5, 0.9], np.float32), np.array([0, 1]), max_iou=0.5)
    assert kept.tolist() == [1, 0]


@pytest.mark.parametrize("count", [127, 128, 129, 1000])
def test_a_thousand_doubles_leave_one(count):
    boxes = np.tile(np.array([[10, 10, 50, 90]], np.float32), (count, 1))
    scores = np.linspace(0.2, 0.9, count, dtype=np.float32)
    kept = suppress(boxes, scores, np.zeros(count, np.int64), max_iou=0.6)
    assert kept.tolist() == [count - 1]
