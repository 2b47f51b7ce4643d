"""The shipped models, and one from outside, look at real recordings."""

from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.geometry import iou_matrix
from edge.label import LABELS, PERSON
from edge.perception.frame import Frame
from edge.perception.heads import open_face_detector, open_object_detector
from edge.perception.manifest import ModelCard, ModelInput, models_folder, read_manifest


def frame_of(path: Path, number: int) -> Frame:
    video = cv2.VideoCapture(str(path))
    for _ in range(number):
        video.grab()
    found, pixels = video.read()
    assert found
    return Frame(pixels, mono_s=0.0)


def people(found, least_score: float) -> np.ndarray:
    return found.boxes[(found.labels == PERSON) & (found.scores >= least_score)]


@pytest.mark.parametrize("name", ["nanodet_g_416_int8", "nanodet_g_320_int8"])
def test_it_sees_the_walkers_of_a_crossroads(recordings, name):
    detector = open_object_detector(read_manifest(models_folder()).card(name), threads=2)
    found = detector.detect(frame_of(recordings / "vtest.avi", 300))
    walkers = people(found, 0.4)
    assert 5 <= len(walkers) <= 9
    # the two who walk side by side right of the lamp post
    pair = np.array([[0.755, 0.27, 0.80, 0.41], [0.805, 0.28, 0.84, 0.41]], np.float32)
    assert iou_matrix(pair, walkers).max(axis=1).min() > 0.5


def test_it_sees_a_car_as_a_vehicle(recordings):
    detector = open_object_detector(read_manifest(models_folder()).default("objects"), threads=2)
    found = detector.detect(frame_of(recordings / "car-detection.mp4", 100))
    assert LABELS[found.labels[0]] == "vehicle"


def test_faces_lie_in_the_upper_part_of_the_people_who_wear_them(recordings):
    manifest = read_manifest(models_folder())
    frame = frame_of(recordings / "face-demographics-walking.gif", 34)
    faces = open_face_detector(manifest.default("faces"), threads=2).detect(frame)
    found = open_object_detector(manifest.default("objects"), threads=2).detect(frame)
    assert len(faces) == 2
    for x_min, y_min, x_max, y_max in faces:
        assert any(
            person[0] < x_min and x_max < person[2] and person[1] < y_min
            and y_max < person[1] + 0.45 * (person[3] - person[1])
            for person in people(found, 0.4)
        )  # fmt: skip


def test_a_model_with_its_own_decoding_finds_the_same_walkers(recordings):
    folder = recordings.parents[1] / "models"
    file = "ssd_mobilenet_v1_coco_quant.tflite"
    if not (folder / file).is_file():
        pytest.skip("the shared reference models are not here")
    card = ModelCard(
        name="ssd_mobilenet_v1",
        task="objects",
        default=False,
        file=file,
        sha256=sha256((folder / file).read_bytes()).hexdigest(),
        head="ssd",
        input=ModelInput(width=300, height=300, channels="rgb", resize="stretch"),
        labels="coco90",
        licence="Apache-2.0",
        origin="TensorFlow object detection zoo",
    )
    frame = frame_of(recordings / "face-demographics-walking.gif", 34)
    ours = open_object_detector(read_manifest(models_folder()).default("objects"), threads=2)
    theirs = people(open_object_detector(card, threads=2, folder=folder).detect(frame), 0.5)
    assert len(theirs) == 2
    assert iou_matrix(theirs, people(ours.detect(frame), 0.4)).max(axis=1).min() > 0.6
