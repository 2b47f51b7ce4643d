import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.label import LABELS
from edge.perception.frame import Frame
from edge.perception.interpreter import MAX_CANDIDATES
from edge.perception.manifest import ModelError
from tests.edge.perception.cards import detector_of, head_of
from tests.edge.perception.conftest import WrittenRuntime
from tests.edge.perception.tiny_model import quantised, tiny_model

SIZE_PX = (64, 32)
# Cells of strides 8, 16 and 32, as columns and rows.
GRIDS = {8: (8, 4), 16: (4, 2), 32: (2, 1)}
CELLS = {8: 0, 16: 32, 32: 40}
N, DEPTH = 42, 85
PERSON, CAR, TRUCK, CLOCK = 0, 2, 7, 74


def blank() -> np.ndarray:
    return np.zeros((1, N, DEPTH), np.float32)


def say(answer, stride_px, column, row, class_number, *, objectness, certainty, told) -> None:
    cell = CELLS[stride_px] + row * GRIDS[stride_px][0] + column
    answer[0, cell, :5] = [*told, objectness]
    answer[0, cell, 5 + class_number] = certainty


def encode(box_px) -> tuple[int, int, int, list[float]]:
    """Stride, column, row of the cell a box's centre lies in, and what it would tell."""
    x_min, y_min, x_max, y_max = box_px
    x, y, width, height = (x_min + x_max) / 2, (y_min + y_max) / 2, x_max - x_min, y_max - y_min
    stride_px = next((s for s in GRIDS if max(width, height) <= 2 * s), 32)
    column, row = int(x // stride_px), int(y // stride_px)
    told = [x / stride_px - column, y / stride_px - row]
    return stride_px, column, row, [*told, np.log(width / stride_px), np.log(height / stride_px)]


def frame() -> Frame:
    return Frame(np.zeros((32, 64, 3), np.uint8), mono_s=0.0)


def candidates(answers, **options):
    return head_of(
        "yolox", WrittenRuntime(answers, size_px=SIZE_PX, **options), classes=80
    ).candidates()


def test_a_box_is_told_from_the_corner_of_its_cell_in_strides():
    answer = blank()
    told = [0.25, -0.5, np.log(2.0), np.log(0.5)]
    say(answer, 16, 3, 1, PERSON, objectness=0.9, certainty=0.5, told=told)
    found = candidates({"output": answer})
    x, y = (3 + 0.25) * 16, (1 - 0.5) * 16
    np.testing.assert_allclose(found.boxes, [[x - 16, y - 4, x + 16, y + 4]], rtol=1e-6)
    np.testing.assert_allclose(found.scores, [0.45])


def test_the_score_is_objectness_times_class():
    answer = blank()
    say(answer, 8, 0, 0, PERSON, objectness=0.9, certainty=0.21, told=[0, 0, 0, 0])
    say(answer, 8, 1, 0, PERSON, objectness=0.21, certainty=0.9, told=[0, 0, 0, 0])
    say(answer, 8, 2, 0, PERSON, objectness=0.5, certainty=0.41, told=[0, 0, 0, 0])
    np.testing.assert_allclose(candidates({"output": answer}).scores, [0.205])


def test_a_person_beside_a_likelier_class_of_the_same_cell_is_kept():
    answer = blank()
    say(answer, 8, 0, 0, CAR, objectness=1.0, certainty=0.9, told=[0, 0, 0, 0])
    say(answer, 8, 0, 0, PERSON, objectness=1.0, certainty=0.3, told=[0, 0, 0, 0])
    assert candidates({"output": answer}).classes.tolist() == [PERSON, CAR]


boxes_px = st.tuples(st.floats(0, 60), st.floats(0, 28), st.floats(1, 40), st.floats(1, 30)).map(
    lambda b: (b[0], b[1], min(b[0] + b[2], 63.9), min(b[1] + b[3], 31.9))
)


@given(box_px=boxes_px, class_number=st.integers(0, 79), stacked=st.booleans())
def test_a_box_comes_back_as_it_was_told(box_px, class_number, stacked):
    answer = blank()
    stride_px, column, row, told = encode(box_px)
    say(answer, stride_px, column, row, class_number, objectness=0.8, certainty=0.9, told=told)
    answers = {"output": answer} if stacked else by_stride(answer)
    found = candidates(answers)
    np.testing.assert_allclose(found.boxes, [box_px], atol=1e-4)
    assert found.classes.tolist() == [class_number]


def authors_candidates(answer, floor) -> list[list[float]]:
    """demo_postprocess of YOLOX's demo_utils.py, then its score of every class of every cell."""
    grids, strides = [], []
    for stride, (wsize, hsize) in GRIDS.items():
        xv, yv = np.meshgrid(np.arange(wsize), np.arange(hsize))
        grid = np.stack((xv, yv), 2).reshape(1, -1, 2)
        grids.append(grid)
        strides.append(np.full((*grid.shape[:2], 1), stride))
    grids, strides = np.concatenate(grids, 1), np.concatenate(strides, 1)
    outputs = answer.astype(np.float64)
    outputs[..., :2] = (outputs[..., :2] + grids) * strides
    outputs[..., 2:4] = np.exp(outputs[..., 2:4]) * strides
    found = []
    for x, y, width, height, objectness, *certainties in outputs[0].tolist():
        box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
        for number, certainty in enumerate(certainties):
            if objectness * certainty >= floor:
                found.append([number, *box, objectness * certainty])
    return found


@pytest.mark.parametrize("stacked", [True, False])
def test_any_answer_is_read_as_its_authors_read_it(stacked):
    random = np.random.default_rng(1)
    answer = random.random((1, N, DEPTH), np.float32)
    answer[..., :4] = random.normal(0, 1, (1, N, 4))
    answer[..., 5:] **= 8
    found = candidates({"output": answer} if stacked else by_stride(answer))
    expected = sorted(authors_candidates(answer, 0.2))
    ours = np.column_stack([found.classes, found.boxes, found.scores])
    assert len(expected) > 100
    np.testing.assert_allclose(sorted(ours.tolist()), expected, rtol=1e-4, atol=1e-4)


def by_stride(answer) -> dict[str, np.ndarray]:
    """The same as pictures, one a stride, coarsest first: the order of outputs means nothing."""
    return {
        f"out{stride_px}": answer[:, CELLS[stride_px] :][:, : columns * rows].reshape(
            1, rows, columns, DEPTH
        )
        for stride_px, (columns, rows) in reversed(GRIDS.items())
    }


def test_a_wild_model_does_not_stall_the_camera():
    answer = np.full((1, N, DEPTH), 0.9, np.float32)
    assert len(candidates({"output": answer}).scores) == MAX_CANDIDATES


@pytest.mark.parametrize("stacked", [True, False])
def test_a_file_is_read_as_quantised_numbers(tmp_path, stacked):
    answer = blank()
    # One thing under two names of ours for it, one that we have no word for.
    told = [0.5, 0.5, 0.0, 0.0]
    say(answer, 16, 1, 0, CAR, objectness=0.9, certainty=0.8, told=told)
    say(answer, 16, 1, 0, TRUCK, objectness=0.9, certainty=0.5, told=told)
    say(answer, 8, 5, 3, PERSON, objectness=0.9, certainty=0.9, told=told)
    say(answer, 32, 0, 0, CLOCK, objectness=0.9, certainty=0.9, told=told)
    quantisation = (1 / 128, 0)
    answers = {"output": answer} if stacked else by_stride(answer)
    content = tiny_model(
        {name: quantised(a, quantisation) for name, a in answers.items()},
        size_px=SIZE_PX,
        quantisation=quantisation,
    )
    found = detector_of(tmp_path, content, "yolox", size_px=SIZE_PX).detect(frame())
    assert [LABELS[label] for label in found.labels] == ["person", "vehicle"]
    expected = np.array([[40, 24, 48, 32], [16, 0, 32, 16]]) / (64, 32, 64, 32)
    np.testing.assert_allclose(found.boxes, expected, atol=1e-6)
    np.testing.assert_allclose(found.scores, [0.81, 0.72], atol=0.01)


@pytest.mark.parametrize("shape", [(1, N, 84), (1, N - 1, DEPTH), (1, 32, DEPTH)])
def test_outputs_of_another_shape_are_refused_by_name(tmp_path, shape):
    content = tiny_model({"output": np.zeros(shape, np.float32)}, size_px=SIZE_PX)
    with pytest.raises(ModelError, match=r"tiny: expected \(32, 8, 2\) cells of 85 values"):
        detector_of(tmp_path, content, "yolox", size_px=SIZE_PX)
