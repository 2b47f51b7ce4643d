import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.label import LABELS
from edge.perception.detector import DetectorError
from edge.perception.frame import Frame
from edge.perception.manifest import ModelError
from tests.edge.perception.cards import detector_of, head_of
from tests.edge.perception.conftest import WrittenRuntime
from tests.edge.perception.tiny_model import quantised, tiny_model

SIZE_PX = (64, 32)
N, DEPTH = 42, 84
PERSON, BUS, CLOCK = 0, 5, 74
# What the export calls its layout, and how to get there from (1, 4 + classes, N).
LAYOUTS = {"cells last": (0, 1, 2), "cells first": (0, 2, 1)}


def blank() -> np.ndarray:
    return np.zeros((1, DEPTH, N), np.float32)


def say(answer, cell, class_number, score, box_px, *, in_px=False) -> None:
    x_min, y_min, x_max, y_max = box_px
    unit = np.ones(4) if in_px else np.array(SIZE_PX * 2)
    told = np.array([(x_min + x_max) / 2, (y_min + y_max) / 2, x_max - x_min, y_max - y_min])
    answer[0, :4, cell] = told / unit
    answer[0, 4 + class_number, cell] = score


def candidates(answer, *, head="yolov8", layout="cells last"):
    turned = np.ascontiguousarray(answer.transpose(LAYOUTS[layout]))
    return head_of(
        head, WrittenRuntime({"output": turned}, size_px=SIZE_PX), classes=80
    ).candidates()


def frame() -> Frame:
    return Frame(np.zeros((32, 64, 3), np.uint8), mono_s=0.0)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_boxes_are_parts_of_the_input_centre_first(layout):
    answer = blank()
    answer[0, :4, 7] = [0.5, 0.25, 0.125, 0.5]
    answer[0, 4 + BUS, 7] = 0.625
    found = candidates(answer, layout=layout)
    np.testing.assert_array_equal(found.boxes, [[28, 0, 36, 16]])
    np.testing.assert_array_equal(found.scores, [0.625])
    assert found.classes.tolist() == [BUS]


def test_another_way_to_tflite_leaves_boxes_in_px():
    answer = blank()
    say(answer, 7, PERSON, 0.5, (10, 5, 20, 25), in_px=True)
    np.testing.assert_allclose(candidates(answer, head="yolov8_px").boxes, [[10, 5, 20, 25]])


@given(
    corner=st.tuples(st.floats(0, 60), st.floats(0, 28)),
    side=st.tuples(st.floats(0.5, 64), st.floats(0.5, 32)),
    cell=st.integers(0, N - 1),
    class_number=st.integers(0, 79),
    layout=st.sampled_from(list(LAYOUTS)),
    in_px=st.booleans(),
)
def test_a_box_comes_back_as_it_was_told(corner, side, cell, class_number, layout, in_px):
    box_px = (*corner, corner[0] + side[0], corner[1] + side[1])
    answer = blank()
    say(answer, cell, class_number, 0.75, box_px, in_px=in_px)
    found = candidates(answer, head="yolov8_px" if in_px else "yolov8", layout=layout)
    np.testing.assert_allclose(found.boxes, [box_px], atol=1e-4)
    assert found.classes.tolist() == [class_number]


def test_two_classes_of_one_cell_are_two_candidates_of_one_box():
    answer = blank()
    say(answer, 3, PERSON, 0.3, (8, 8, 16, 24))
    say(answer, 3, BUS, 0.8, (8, 8, 16, 24))
    found = candidates(answer)
    assert dict(zip(found.classes.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(
        {PERSON: 0.3, BUS: 0.8}
    )
    np.testing.assert_allclose(found.boxes, [[8, 8, 16, 24]] * 2)


def authors_candidates(answer, floor) -> list[list[float]]:
    """non_max_suppression of ultralytics' ops.py up to its suppression: multi_label, xywh2xyxy."""
    found = []
    for told in answer[0].T.astype(np.float64):
        (x, y, width, height), scores = told[:4] * (SIZE_PX * 2), told[4:]
        box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
        found += [[number, *box, scores[number]] for number in np.flatnonzero(scores >= floor)]
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_answer_is_read_as_its_authors_read_it(layout):
    answer = np.random.default_rng(1).random((1, DEPTH, N), np.float32)
    answer[:, 4:] **= 8
    found = candidates(answer, layout=layout)
    ours = np.column_stack([found.classes, found.boxes, found.scores])
    expected = sorted(authors_candidates(answer, 0.2))
    assert len(expected) > 100
    np.testing.assert_allclose(sorted(ours.tolist()), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_is_read_as_quantised_numbers(tmp_path, layout):
    answer = blank()
    say(answer, 2, PERSON, 0.9, (32, 8, 48, 24))
    say(answer, 3, PERSON, 0.6, (32, 8, 49, 24))
    say(answer, 40, BUS, 0.5, (0, 0, 16, 16))
    say(answer, 41, CLOCK, 0.9, (0, 16, 16, 32))
    quantisation = (1 / 256, -128)
    turned = np.ascontiguousarray(answer.transpose(LAYOUTS[layout]))
    content = tiny_model(
        {"output": quantised(turned, quantisation)}, size_px=SIZE_PX, quantisation=quantisation
    )
    found = detector_of(tmp_path, content, "yolov8", size_px=SIZE_PX).detect(frame())
    assert [LABELS[label] for label in found.labels] == ["person", "vehicle"]
    expected = [[0.5, 0.25, 0.75, 0.75], [0, 0, 0.25, 0.5]]
    np.testing.assert_allclose(found.boxes, expected, atol=1 / 256)
    np.testing.assert_allclose(found.scores, [0.9, 0.5], atol=1 / 256)


def test_numbers_that_are_not_finite_are_an_error(tmp_path):
    answer = blank()
    say(answer, 2, PERSON, 0.9, (32, 8, 48, 24))
    answer[0, 2, 2] = np.inf
    content = tiny_model({"output": answer}, size_px=SIZE_PX)
    with pytest.raises(DetectorError, match=r"tiny: .* not finite"):
        detector_of(tmp_path, content, "yolov8", size_px=SIZE_PX).detect(frame())


@pytest.mark.parametrize("shape", [(1, DEPTH, 8400), (1, 85, N), (1, N, 6)])
def test_an_output_of_another_shape_is_refused_by_name(tmp_path, shape):
    content = tiny_model({"output": np.zeros(shape, np.float32)}, size_px=SIZE_PX)
    with pytest.raises(ModelError, match=r"tiny: expected one output \(1, 84, 42\), got"):
        detector_of(tmp_path, content, "yolov8", size_px=SIZE_PX)
