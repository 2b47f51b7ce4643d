"""Whatever a camera's buffer looks like, nothing of a person is left in any byte of it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.geometry import no_boxes
from edge.perception.detector import Detections
from edge.perception.frame import Frame
from edge.perception.planes import Planes
from edge.privacy.mask import FILL, MaskedFrame, Masker, mask_whole

SCENE, PERSON = 60, 255
LAYOUTS = [Planes.nv12, Planes.yuv420]


@st.composite
def views(draw: Any) -> tuple[Planes, tuple[int, ...]]:
    """Planes of any layout, size and padding, and where in them, in px, somebody is."""
    width, height = draw(st.integers(1, 70)), draw(st.integers(1, 50))
    stride = (width + 1) // 2 * 2 + 2 * draw(st.integers(0, 9))
    tall = height + draw(st.integers(0, 5))
    planes = draw(st.sampled_from(LAYOUTS))(
        np.full((tall + (tall + 1) // 2, stride), PERSON, np.uint8),
        width=width,
        height=height,
        full_range=draw(st.booleans()),
    )
    left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    right, bottom = draw(st.integers(left + 1, width)), draw(st.integers(top + 1, height))
    planes.luma[:height, :width] = SCENE
    planes.luma[top:bottom, left:right] = PERSON
    for plane in planes.chroma:
        plane[: (height + 1) // 2, : (width + 1) // 2] = SCENE
        plane[top // 2 : (bottom + 1) // 2, left // 2 : (right + 1) // 2] = PERSON
    return planes, (left, top, right, bottom)


def masked(planes: Planes, box: tuple[int, ...]) -> MaskedFrame:
    """Mask where somebody is, given as a face: it is filled whole."""
    boxes = np.array([box], np.float32) / ([planes.width, planes.height] * 2)
    masker: Masker[None] = Masker()
    nobody = Detections(
        boxes=no_boxes(), scores=np.empty(0, np.float32), labels=np.empty(0, np.int64)
    )
    faces = boxes.astype(np.float32)
    masker.mask(Frame(planes, mono_s=0.0), None, tracks=(), detections=nobody, faces=faces)
    [(result, _)] = masker.ready()
    return result


@settings(max_examples=150, deadline=None)
@given(views())
def test_nothing_of_a_person_is_left_in_any_plane_nor_beside_it(view):
    planes, box = view
    result = masked(planes, box)
    assert result.picture is planes
    assert not (planes.luma == PERSON).any()
    assert not any((plane == PERSON).any() for plane in planes.chroma)


@settings(max_examples=150, deadline=None)
@given(views())
def test_as_pixels_a_mask_is_the_same_grey_as_everywhere(view):
    planes, (left, top, right, bottom) = view
    pixels = masked(planes, (left, top, right, bottom)).pixels
    assert pixels.shape == (planes.height, planes.width, 3)
    assert (pixels[top:bottom, left:right] == FILL).all()


@settings(max_examples=50, deadline=None)
@given(views())
def test_masked_whole_no_byte_is_left_of_what_was_there(view):
    planes, _ = view
    result = mask_whole(Frame(planes, mono_s=0.0))
    assert (result.pixels == FILL).all()
    assert len({*planes.luma.ravel().tolist()}) == 1
    assert all((plane == 128).all() for plane in planes.chroma)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_words_of_a_cause_stand_in_the_brightness_alone(layout):
    planes = layout(np.zeros((360, 320), np.uint8), width=320, height=240)
    result = mask_whole(Frame(planes, mono_s=0.0), "dark")
    assert all((plane == 128).all() for plane in planes.chroma)
    assert len({*result.pixels.ravel().tolist()}) == 2
