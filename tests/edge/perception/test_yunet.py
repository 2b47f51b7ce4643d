from collections.abc import Iterator
from math import exp, sqrt
from pathlib import Path

import cv2
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter as Runtime

from edge.geometry import iou_matrix
from edge.perception.frame import Frame
from edge.perception.head import SCORE_FLOOR
from edge.perception.heads import HEADS, open_face_detector
from edge.perception.interpreter import load
from edge.perception.letterbox import Letterbox
from edge.perception.manifest import (
    ModelCard,
    ModelError,
    ModelInput,
    models_folder,
    read_manifest,
    read_model,
)
from tests.edge.perception.cards import card_of, head_of, whole
from tests.edge.perception.conftest import WrittenRuntime

SIZE_PX = (64, 32)
CELLS = {8: 32, 16: 8, 32: 2}
FILE = "yunet_n_480x640_int8.tflite"


def blank() -> dict[str, np.ndarray]:
    answers = {}
    for stride_px, cells in CELLS.items():
        for part, depth in {"bbox": 4, "cls": 1, "kps": 10, "obj": 1}.items():
            answers[f"{part}_{stride_px}"] = np.zeros((1, cells, depth), np.float32)
    return answers


def say(answers, stride_px, cell, class_score, objectness, told=(0, 0, 0, 0)) -> None:
    answers[f"bbox_{stride_px}"][0, cell] = told
    answers[f"cls_{stride_px}"][0, cell] = class_score
    answers[f"obj_{stride_px}"][0, cell] = objectness


def candidates(answers):
    return head_of("yunet", WrittenRuntime(answers, size_px=SIZE_PX), classes=1).candidates()


@pytest.mark.parametrize("stride_px", CELLS)
def test_a_face_is_told_from_the_corner_of_its_cell_in_strides(stride_px):
    answers = blank()
    say(answers, stride_px, 1, 0.81, 0.64, told=[0.5, 0.25, np.log(2), np.log(3)])
    found = candidates(answers)
    x, y = 1.5 * stride_px, 0.25 * stride_px
    expected = [x - stride_px, y - 1.5 * stride_px, x + stride_px, y + 1.5 * stride_px]
    np.testing.assert_allclose(found.boxes, [expected], rtol=1e-6)
    np.testing.assert_allclose(found.scores, [0.72])


def test_the_score_is_the_root_of_class_times_objectness():
    answers = blank()
    say(answers, 8, 0, 0.045, 1.0)
    say(answers, 8, 1, 1.0, 0.045)
    say(answers, 8, 2, 0.19, 0.19)
    say(answers, 8, 3, 0.9, -0.9)
    np.testing.assert_allclose(candidates(answers).scores, [sqrt(0.045)] * 2, rtol=1e-6)


def test_no_face_is_no_candidate():
    assert len(candidates(blank()).scores) == 0


def test_a_face_is_found_where_every_cell_could_be_one_by_its_class():
    cells = {8: 4800, 16: 1200, 32: 300}
    answers = {
        f"{part}_{stride_px}": np.full((1, count, depth), value, np.float32)
        for stride_px, count in cells.items()
        for part, depth, value in (("cls", 1, 0.6), ("obj", 1, 0.0), ("bbox", 4, 0.0))
    }
    answers["cls_8"][0, 77] = 0.3
    answers["obj_8"][0, 77] = 0.3
    runtime = WrittenRuntime(answers, size_px=(640, 480))
    found = head_of("yunet", runtime, classes=1).candidates()
    np.testing.assert_allclose(found.scores, [0.3])


@pytest.mark.parametrize("missing", ["obj_16", "bbox_32"])
def test_outputs_that_lack_a_part_are_refused_by_name(missing):
    answers = blank()
    answers[f"other_{missing}"] = answers.pop(missing)
    with pytest.raises(ModelError, match=rf"tiny: expected \[.*'{missing}'"):
        candidates(answers)


def test_a_model_for_other_things_than_faces_is_refused():
    runtime = WrittenRuntime(blank(), size_px=SIZE_PX)
    with pytest.raises(ModelError, match=r"tiny: expected .*'cls_8', \(1, 32, 80\)"):
        head_of("yunet", runtime, classes=80)


@pytest.fixture
def reference_models(recordings) -> Path:
    folder = recordings.parents[1] / "models"
    if not (folder / FILE).is_file():
        pytest.skip("the shared reference models are not here")
    return folder


@pytest.fixture
def card(reference_models) -> ModelCard:
    content = (reference_models / FILE).read_bytes()
    wanted = ModelInput(width=640, height=480, channels="bgr", resize="letterbox", pad=0)
    return card_of(
        content, "yunet", size_px=(640, 480), task="faces", labels="face", file=FILE, input=wanted
    )


def pictures(recordings) -> Iterator[np.ndarray]:
    """Portraits near and far, and people in a corridor and on a crossroads."""
    for path in sorted((recordings.parent / "faces_london").glob("*_neutral.jpg"))[:6]:
        portrait = cv2.imread(str(path))
        yield portrait
        yield cv2.copyMakeBorder(portrait, 900, 300, 1600, 200, cv2.BORDER_CONSTANT)
    for name, first in (("face-demographics-walking.gif", 20), ("vtest.avi", 300)):
        yield from frames_of(recordings / name, first, 6)


def frames_of(path, first, count) -> Iterator[np.ndarray]:
    video = cv2.VideoCapture(str(path))
    for number in range(first + count):
        found, pixels = video.read()
        assert found
        if number >= first:
            yield pixels


def simple_faces(runtime, picture, floor) -> list[tuple[float, list[float]]]:
    """Scores and boxes in px of the input: OpenCV's loops over every cell, in real numbers."""
    runtime.set_tensor(
        runtime.get_input_details()[0]["index"], (picture.astype(int) - 128).astype(np.int8)[None]
    )
    runtime.invoke()
    runner = runtime.get_signature_runner()
    told = {
        name: (runtime.get_tensor(d["index"])[0].astype(float) - d["quantization"][1])
        * d["quantization"][0]
        for name, d in runner.get_output_details().items()
    }
    faces = []
    for stride in (8, 16, 32):
        for row in range(480 // stride):
            for column in range(640 // stride):
                cell = row * (640 // stride) + column
                score = sqrt(told[f"cls_{stride}"][cell, 0] * told[f"obj_{stride}"][cell, 0])
                if score < floor:
                    continue
                x, y, width, height = told[f"bbox_{stride}"][cell]
                x, y = (column + x) * stride, (row + y) * stride
                width, height = exp(width) * stride, exp(height) * stride
                faces.append(
                    (score, [x - width / 2, y - height / 2, x + width / 2, y + height / 2])
                )
    return sorted(faces, reverse=True)


def test_it_reads_what_the_loops_of_its_authors_read(recordings, reference_models, card):
    content = read_model(card, reference_models)
    interpreter = load(content, threads=1)
    head, letterbox = HEADS["yunet"](interpreter, card, 1), Letterbox(card.input)
    runtime = Runtime(model_content=content, num_threads=1)
    runtime.allocate_tensors()
    told = 0
    for pixels in pictures(recordings):
        picture = np.empty((480, 640, 3), np.uint8)
        letterbox.place(Frame(pixels, mono_s=0.0), picture)
        interpreter.run(whole(picture))
        found, expected = head.candidates(), simple_faces(runtime, picture, SCORE_FLOOR)
        assert len(found.scores) == len(expected)
        if expected:
            ours = np.column_stack([found.boxes, found.scores * 640])
            theirs = np.array([[*box, score * 640] for score, box in expected])
            # Every one of theirs is one of ours to a thousandth of a pixel.
            assert np.abs(theirs[:, None] - ours).max(axis=2).min(axis=1).max() < 1e-3
        told += len(expected)
    assert told > 100


def test_it_agrees_with_the_default_on_the_faces_of_two_who_walk(
    recordings, reference_models, card
):
    pixels = next(frames_of(recordings / "face-demographics-walking.gif", 34, 1))
    frame = Frame(pixels, mono_s=0.0)
    theirs = open_face_detector(card, threads=2, folder=reference_models).detect(frame)
    ours = open_face_detector(read_manifest(models_folder()).default("faces"), threads=2)
    assert iou_matrix(ours.detect(frame), theirs).max(axis=1).min() > 0.5
