"""The published SSD, read by its head and, row by row, by the definition of its outputs.

TFLite_Detection_PostProcess: boxes y first in parts of the input, classes, scores, count.
"""

import cv2
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter as Runtime

from edge.perception.frame import Frame
from edge.perception.head import SCORE_FLOOR
from edge.perception.heads import HEADS
from edge.perception.interpreter import load
from edge.perception.letterbox import Letterbox
from edge.perception.manifest import ModelInput
from tests.edge.perception.cards import card_of, whole

FILE = "ssd_mobilenet_v1_coco_quant.tflite"
PICTURES = [
    ("face-demographics-walking.gif", 34),
    ("vtest.avi", 10),
    ("vtest.avi", 300),
    ("car-detection.mp4", 100),
    ("people-detection.gif", 20),
]


@pytest.fixture
def content(recordings) -> bytes:
    path = recordings.parents[1] / "models" / FILE
    if not path.is_file():
        pytest.skip("the shared reference models are not here")
    return path.read_bytes()


def picture(path, number) -> np.ndarray:
    video = cv2.VideoCapture(str(path))
    for _ in range(number):
        video.grab()
    return video.read()[1]


def simple_rows(runtime, pixels, size_px) -> list[list[float]]:
    """Class, box in px of the input and score of what reaches the floor, best first."""
    runtime.set_tensor(runtime.get_input_details()[0]["index"], pixels[None])
    runtime.invoke()
    told = {d["name"]: runtime.get_tensor(d["index"])[0] for d in runtime.get_output_details()}
    boxes, classes, scores = (
        told[f"TFLite_Detection_PostProcess{part}"] for part in ("", ":1", ":2")
    )
    rows = []
    for (y_min, x_min, y_max, x_max), number, score in zip(boxes, classes, scores, strict=True):
        if score >= SCORE_FLOOR:
            box = x_min * size_px, y_min * size_px, x_max * size_px, y_max * size_px
            rows.append([number, *box, score])
    return rows


def test_it_reads_what_its_outputs_say(recordings, content):
    wanted = ModelInput(width=300, height=300, channels="rgb", resize="stretch")
    card = card_of(content, "ssd", size_px=(300, 300), labels="coco90", input=wanted)
    interpreter, letterbox = load(content, threads=1), Letterbox(wanted)
    head = HEADS["ssd"](interpreter, card, 90)
    runtime = Runtime(model_content=content, num_threads=1)
    runtime.allocate_tensors()
    room = np.empty((300, 300, 3), np.uint8)
    told = 0
    for name, number in PICTURES:
        letterbox.place(Frame(picture(recordings / name, number), mono_s=0.0), room)
        interpreter.run(whole(room))
        found = head.candidates()
        ours = np.column_stack([found.classes, found.boxes, found.scores])
        expected = simple_rows(runtime, room, 300)
        np.testing.assert_allclose(sorted(ours.tolist()), sorted(expected), rtol=1e-5, atol=1e-4)
        told += len(expected)
    assert told > 10
