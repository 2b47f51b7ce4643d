import msgspec
import numpy as np
import pytest

from edge.label import LABELS
from edge.perception.centerface import CenterFace
from edge.perception.detector import DetectorError
from edge.perception.frame import Frame
from edge.perception.heads import NetworkObjects
from edge.perception.interpreter import Interpreter
from edge.perception.manifest import ModelError, models_folder, read_manifest
from edge.perception.nanodet import NanoDet
from edge.perception.ssd import Ssd

SIZE_PX = (64, 32)
BINS = 11
LEVELS = {8: (4, 8), 16: (2, 4), 32: (1, 2)}


@pytest.fixture
def card():
    shipped = read_manifest(models_folder()).default("objects")
    size = msgspec.structs.replace(shipped.input, width=SIZE_PX[0], height=SIZE_PX[1])
    return msgspec.structs.replace(shipped, name="tiny", input=size)


def nanodet_answers() -> dict[str, np.ndarray]:
    answers = {}
    for stride_px, (rows, columns) in LEVELS.items():
        answers[f"reg{stride_px}"] = np.zeros((1, rows * columns, 4 * BINS), np.float32)
        answers[f"cls{stride_px}"] = np.zeros((1, rows * columns, 80), np.float32)
    return answers


def say(answers, stride_px, cell, class_number, score, distances) -> None:
    """Let a cell claim a box, its four distances in strides, whole or between two bins."""
    answers[f"cls{stride_px}"][0, cell, class_number] = score
    logits = np.full((4, BINS), -40.0)
    for side, distance in enumerate(distances):
        low = int(distance)
        share = distance - low
        logits[side, low] = np.log(1 - share)
        if share:
            logits[side, low + 1] = np.log(share)
    answers[f"reg{stride_px}"][0, cell] = logits.ravel()


def nanodet(written_runtime, card, answers) -> NetworkObjects:
    interpreter = Interpreter(written_runtime(answers, size_px=SIZE_PX))
    return NetworkObjects(card, interpreter, NanoDet(interpreter, card, 80))


def frame() -> Frame:
    return Frame(np.zeros((32, 64, 3), np.uint8), mono_s=0.0)


@pytest.mark.parametrize("stride_px", LEVELS)
def test_nanodet_measures_a_box_from_the_middle_of_its_cell(written_runtime, card, stride_px):
    answers = nanodet_answers()
    say(answers, stride_px, 1, 0, 0.7, (0.5, 0.25, 0.5, 0.25))
    found = nanodet(written_runtime, card, answers).detect(frame())
    x, y = 1.5 * stride_px, 0.5 * stride_px
    half, quarter = 0.5 * stride_px, 0.25 * stride_px
    expected = np.array([x - half, y - quarter, x + half, y + quarter]) / (SIZE_PX * 2)
    np.testing.assert_allclose(found.boxes, [expected], atol=1e-6)
    np.testing.assert_allclose(found.scores, [0.7])


def test_one_thing_seen_by_two_strides_and_as_two_vehicles_is_one(written_runtime, card):
    answers = nanodet_answers()
    say(answers, 8, 10, 2, 0.5, (1, 1, 1, 1))
    say(answers, 8, 10, 7, 0.6, (1, 1, 1, 1))
    found = nanodet(written_runtime, card, answers).detect(frame())
    assert [LABELS[label] for label in found.labels] == ["vehicle"]
    np.testing.assert_allclose(found.scores, [0.6])


def test_detections_come_best_first_clipped_and_above_the_floor(written_runtime, card):
    answers = nanodet_answers()
    say(answers, 8, 0, 0, 0.21, (3, 3, 1, 1))
    say(answers, 8, 31, 0, 0.9, (1, 1, 5, 5))
    say(answers, 8, 12, 0, 0.19, (1, 1, 1, 1))
    found = nanodet(written_runtime, card, answers).detect(frame())
    np.testing.assert_allclose(found.scores, [0.9, 0.21])
    assert found.boxes.min() == 0
    assert found.boxes.max() == 1
    assert found.boxes.dtype == found.scores.dtype == np.float32


def test_what_is_none_of_our_labels_is_dropped(written_runtime, card):
    answers = nanodet_answers()
    say(answers, 16, 3, 9, 0.9, (1, 1, 1, 1))
    assert len(nanodet(written_runtime, card, answers).detect(frame())) == 0


def test_a_box_wholly_in_the_border_is_dropped(written_runtime, card):
    answers = nanodet_answers()
    say(answers, 8, 0, 0, 0.9, (0, 0, 1, 1))
    portrait = Frame(np.zeros((64, 32, 3), np.uint8), mono_s=0.0)
    assert len(nanodet(written_runtime, card, answers).detect(portrait)) == 0


def test_a_blank_answer_is_no_detection(written_runtime, card):
    assert len(nanodet(written_runtime, card, nanodet_answers()).detect(frame())) == 0


def test_scores_that_are_no_probabilities_are_an_error_that_names_the_model(written_runtime, card):
    answers = nanodet_answers()
    say(answers, 8, 0, 0, 7.0, (1, 1, 1, 1))
    with pytest.raises(DetectorError, match=r"tiny: .* make no sense"):
        nanodet(written_runtime, card, answers).detect(frame())


def test_nanodet_refuses_outputs_that_lack_a_stride(written_runtime, card):
    answers = nanodet_answers()
    del answers["reg16"]
    with pytest.raises(ModelError, match="tiny: no scores and boxes for stride 16"):
        nanodet(written_runtime, card, answers)


def centerface_answers() -> dict[str, np.ndarray]:
    shape = (1, 8, 16)
    # Not in their order, and with a decoy of the same shape: only the names say what they are.
    return {
        "output_539": np.zeros((*shape, 2), np.float32),
        "output_537": np.zeros((*shape, 1), np.float32),
        "output_538": np.zeros((*shape, 2), np.float32),
    }


def test_centerface_reads_height_and_y_before_width_and_x(written_runtime, card):
    answers = centerface_answers()
    answers["output_537"][0, 3, 5] = 0.8
    answers["output_538"][0, 3, 5] = np.log([4.0, 2.0])
    answers["output_539"][0, 3, 5] = [0.25, -0.25]
    interpreter = Interpreter(written_runtime(answers, size_px=SIZE_PX))
    found = CenterFace(interpreter, card, 1).candidates()
    x, y = (5 - 0.25 + 0.5) * 4, (3 + 0.25 + 0.5) * 4
    np.testing.assert_allclose(found.boxes, [[x - 4, y - 8, x + 4, y + 8]], rtol=1e-6)


def test_a_face_without_end_is_an_error(written_runtime, card):
    answers = centerface_answers()
    answers["output_537"][0, 3, 5] = 0.8
    answers["output_538"][0, 3, 5] = 200.0
    interpreter = Interpreter(written_runtime(answers, size_px=SIZE_PX))
    faces = NetworkObjects(card, interpreter, CenterFace(interpreter, card, 1))
    with pytest.raises(DetectorError, match="make no sense"):
        faces.detect(frame())


def test_centerface_refuses_outputs_without_their_names(written_runtime, card):
    answers = dict(zip("abc", centerface_answers().values(), strict=True))
    with pytest.raises(ModelError, match="tiny: expected one output 537"):
        CenterFace(Interpreter(written_runtime(answers, size_px=SIZE_PX)), card, 1)


def ssd_answers() -> dict[str, np.ndarray]:
    return {
        "TFLite_Detection_PostProcess:3": np.array([2.0], np.float32),
        "TFLite_Detection_PostProcess:2": np.array([[0.9, 0.3, 0.1]], np.float32),
        "TFLite_Detection_PostProcess:1": np.array([[2.0, 0.0, 0.0]], np.float32),
        "TFLite_Detection_PostProcess": np.array(
            [[[0.1, 0.2, 0.5, 0.4], [0.5, 0.5, 1.1, 0.75], [0, 0, 1, 1]]], np.float32
        ),
    }


def ssd(written_runtime, card, answers) -> NetworkObjects:
    interpreter = Interpreter(written_runtime(answers, size_px=SIZE_PX))
    return NetworkObjects(card, interpreter, Ssd(interpreter, card, 90))


def test_ssd_boxes_are_turned_from_y_first(written_runtime, card):
    found = ssd(written_runtime, card, ssd_answers()).detect(frame())
    assert [LABELS[label] for label in found.labels] == ["vehicle", "person"]
    expected = [[0.2, 0.1, 0.4, 0.5], [0.5, 0.5, 0.75, 1.0]]
    np.testing.assert_allclose(found.boxes, expected, atol=1e-6)


def test_ssd_class_numbers_out_of_this_world_are_an_error(written_runtime, card):
    answers = ssd_answers()
    answers["TFLite_Detection_PostProcess:1"][0, 0] = 3e9
    with pytest.raises(DetectorError, match="class numbers"):
        ssd(written_runtime, card, answers).detect(frame())
