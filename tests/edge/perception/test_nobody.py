"""A model that answers a picture of nobody with nobody is well; any other answer is not."""

import numpy as np
import pytest

from edge.perception.detector import Detections, DetectorError
from edge.perception.nobody import picture_of_nobody, sees_no_face, sees_nobody


class Objects:
    def __init__(self, *scores, error=None):
        self._scores, self._error = scores, error

    def detect(self, frame):
        if self._error is not None:
            raise self._error
        count = len(self._scores)
        return Detections(
            boxes=np.tile(np.array([[0.1, 0.1, 0.2, 0.2]], np.float32), (count, 1)),
            scores=np.array(self._scores, np.float32),
            labels=np.zeros(count, np.int64),
        )


class Faces:
    def __init__(self, boxes):
        self._boxes = boxes

    def detect(self, frame):
        if self._boxes is None:
            raise DetectorError("broken")
        return self._boxes


@pytest.mark.parametrize(
    ("objects", "is_well"),
    [
        (Objects(), True),
        (Objects(0.3), True),
        (Objects(0.9), False),
        (Objects(float("nan")), False),
        (Objects(error=DetectorError("broken")), False),
    ],
)
def test_an_object_model_is_well_where_it_is_sure_of_nothing(objects, is_well):
    assert sees_nobody(objects, mono_s=1.0) is is_well


@pytest.mark.parametrize(
    ("boxes", "is_well"),
    [
        (np.zeros((0, 4), np.float32), True),
        (np.array([[0.1, 0.1, 0.2, 0.2]], np.float32), False),
        (np.zeros((3,), np.float32), False),
        (None, False),
    ],
)
def test_a_face_model_is_well_where_it_finds_none(boxes, is_well):
    assert sees_no_face(Faces(boxes), mono_s=1.0) is is_well


def test_the_picture_is_the_same_each_time():
    first, second = (picture_of_nobody(mono_s=0.0).pixels for _ in range(2))
    assert np.array_equal(first, second)
