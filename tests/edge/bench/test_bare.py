from itertools import count

import cv2
import numpy as np
import pytest

from edge.assemble import open_detectors
from edge.bench.bare import BareModels
from edge.perception.frame import Frame
from tests.edge.commands.street import pictures


@pytest.fixture(scope="module")
def frame() -> Frame:
    return Frame(np.ascontiguousarray(cv2.resize(pictures()[20].pixels, (640, 480))), mono_s=0.0)


def test_bare_models_find_what_the_detectors_find(frame: Frame) -> None:
    bare = BareModels(threads=1)
    objects, faces = open_detectors(objects=None, faces=None, threads=1)
    assert np.array_equal(bare.objects.detect(frame).boxes, objects.detect(frame).boxes)
    assert np.array_equal(bare.faces.faces(frame), faces.detect(frame))


def test_only_the_invocation_itself_is_timed(frame: Frame) -> None:
    ticks = count()
    bare = BareModels(threads=1, clock=lambda: float(next(ticks)))
    bare.objects.detect(frame)
    bare.faces.faces(frame)
    bare.faces.faces(frame)
    # One tick from the beginning to the end of each, and none anywhere else.
    assert (bare.objects.spent_s, bare.faces.spent_s, bare.spent_s) == (1.0, 2.0, 3.0)
    assert next(ticks) == 6
