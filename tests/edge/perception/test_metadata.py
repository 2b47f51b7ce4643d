"""Tensors as an SSD MobileNet v1 gave them for one frame each of three recordings.

recorded/ssd_mobilenet_v1.npz: two who walk towards a corridor's camera, a car from above, walkers
on a crossroads; boxes (3, 10, 4) y first, scores, classes (3, 10), count (3, 1): numbers only.
"""

from functools import partial
from operator import itemgetter
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.geometry import iou_matrix
from edge.label import LABELS, PERSON
from edge.perception.detector import DetectorError
from edge.perception.frame import Frame
from edge.perception.heads import open_network
from edge.perception.manifest import ModelInput
from edge.perception.metadata import Arrivals, MetadataObjects, read_hailo, read_imx500
from tests.edge.perception.cards import card_of

RECORDED = np.load(Path(__file__).parent / "recorded" / "ssd_mobilenet_v1.npz")
CORRIDOR, CAR, CROSSROADS = range(3)
# What COCO's original class numbers, less one, are called here; no other is in the recording.
OURS = {0: "person", 2: "vehicle", 5: "vehicle", 7: "vehicle"}


def imx500(scene) -> list[np.ndarray]:
    """As imx500.get_outputs(metadata): boxes, scores, classes, count."""
    return [RECORDED[part][scene] for part in ("boxes", "scores", "classes", "count")]


def hailo(scene) -> list[np.ndarray]:
    """As Hailo.run: a list a class of rows y_min, x_min, y_max, x_max, score."""
    boxes, scores, classes, _ = imx500(scene)
    rows = np.column_stack([boxes, scores])
    return [rows[classes == number] for number in range(90)]


def frame(mono_s=0.0) -> Frame:
    return Frame(np.zeros((48, 64, 3), np.uint8), mono_s=mono_s)


def detect(tensors, read=read_imx500, **options):
    detector = MetadataObjects(
        tensors_of=lambda frame: tensors and (frame.mono_s, tensors),
        read=read,
        label_set="coco90",
        **options,
    )
    return detector.detect(frame())


def simple_detections(scene) -> list[tuple[str, float, list[float]]]:
    """The definition, row by row, but for doubles: there are none in these recordings."""
    boxes, scores, classes, _ = imx500(scene)
    found = []
    for (y_min, x_min, y_max, x_max), score, number in zip(boxes, scores, classes, strict=True):
        if score >= 0.2 and int(number) in OURS:
            box = [min(max(side, 0.0), 1.0) for side in (x_min, y_min, x_max, y_max)]
            found.append((OURS[int(number)], float(score), box))
    return found


@pytest.mark.parametrize("scene", [CORRIDOR, CAR, CROSSROADS])
@pytest.mark.parametrize(
    ("tensors_of", "read"), [(imx500, read_imx500), (hailo, partial(read_hailo, classes=90))]
)
def test_recorded_tensors_are_read_as_their_definition_says(scene, tensors_of, read):
    found = detect(tensors_of(scene), read)
    expected = sorted(simple_detections(scene), key=itemgetter(2))
    order = np.lexsort(found.boxes.T[::-1])  # two scores may be one number
    labels, scores, boxes = zip(*expected, strict=True)
    assert [LABELS[label] for label in found.labels[order]] == list(labels)
    np.testing.assert_allclose(found.scores[order], scores)
    np.testing.assert_allclose(found.boxes[order], boxes, atol=1e-6)
    assert (np.diff(found.scores) <= 0).all()


def test_two_walk_in_the_corridor():
    found = detect(imx500(CORRIDOR))
    assert ((found.labels == PERSON) & (found.scores >= 0.5)).sum() == 2


def test_boxes_may_come_with_a_batch_axis_x_first_and_in_px():
    boxes, *others = imx500(CORRIDOR)
    turned = [(boxes[:, [1, 0, 3, 2]] * (320, 240, 320, 240))[None], *(o[None] for o in others)]
    found = detect(turned, partial(read_imx500, x_first=True, size_px=(320, 240)))
    np.testing.assert_allclose(found.boxes, detect(imx500(CORRIDOR)).boxes, atol=1e-6)


def test_a_picture_that_shows_a_part_of_what_the_network_saw_has_its_own_coordinates():
    boxes = np.array([[0.5, 0.25, 0.75, 0.5], [0.0, 0.0, 0.2, 0.2]], np.float32)
    tensors = [boxes, np.array([0.9, 0.8]), np.array([0.0, 0.0])]
    found = detect(tensors, view=(0.25, 0.25, 0.75, 0.75))
    np.testing.assert_allclose(found.boxes, [[0.0, 0.5, 0.5, 1.0]])


def test_an_empty_answer_is_an_empty_picture():
    assert len(detect([np.empty((0, 4)), np.empty(0), np.empty(0)])) == 0
    assert len(detect([[] for _ in range(90)], partial(read_hailo, classes=90))) == 0


def test_no_answer_is_not_an_empty_picture():
    with pytest.raises(DetectorError, match="said nothing of this frame"):
        detect(None)


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        ([np.zeros((10, 4)), np.zeros(10)], "got 2 tensors"),
        ([np.zeros((4, 10)), np.zeros(10), np.zeros(10)], "expected rows of 4"),
        ([np.zeros((10, 4)), np.zeros(9), np.zeros(10)], "10 boxes, 9 scores"),
        ([np.full((10, 4), np.nan), np.zeros(10), np.zeros(10)], "not finite"),
        ([np.zeros((10, 4)), np.full(10, 7.0), np.zeros(10)], "make no sense"),
        ([np.zeros((10, 4)), np.ones(10), np.full(10, 1e9)], "class numbers"),
        ([[[0, 0], [0]], np.zeros(1), np.zeros(1)], "expected numbers"),
    ],
)
def test_tensors_of_another_network_are_an_error(tensors, reason):
    with pytest.raises(DetectorError, match=reason):
        detect(tensors)


@pytest.mark.parametrize(
    ("lists", "reason"),
    [([[]] * 80, "expected 90 lists"), ([np.zeros((2, 6))] * 90, "expected rows of 5")],
)
def test_lists_of_another_network_are_an_error(lists, reason):
    with pytest.raises(DetectorError, match=reason):
        detect(lists, partial(read_hailo, classes=90))


def test_the_newest_tensors_up_to_the_frame_are_its_own():
    arrivals = Arrivals(max_age_s=0.2)
    arrivals.put(["first"], mono_s=10.0)
    arrivals.put(["second"], mono_s=10.1)
    assert arrivals(frame(10.0)) == (10.0, ["first"])
    assert arrivals(frame(10.05)) == (10.0, ["first"])
    assert arrivals(frame(10.25)) == (10.1, ["second"])


def test_what_was_seen_says_of_which_moment_it_is():
    arrivals = Arrivals(max_age_s=0.2)
    arrivals.put(imx500(CORRIDOR), mono_s=10.0)
    detector = MetadataObjects(tensors_of=arrivals, read=read_imx500, label_set="coco90")
    assert detector.detect(frame(10.1)).mono_s == 10.0


def test_tensors_that_are_too_old_or_not_yet_there_say_nothing():
    arrivals = Arrivals(max_age_s=0.2)
    assert arrivals(frame(10.0)) is None
    arrivals.put(["first"], mono_s=10.0)
    assert arrivals(frame(9.9)) is None
    assert arrivals(frame(10.21)) is None


def test_it_tells_what_the_same_network_finds_as_a_model_of_the_manifest(recordings):
    folder = recordings.parents[1] / "models"
    file = "ssd_mobilenet_v1_coco_quant.tflite"
    if not (folder / file).is_file():
        pytest.skip("the shared reference models are not here")
    card = card_of(
        (folder / file).read_bytes(),
        "ssd",
        size_px=(300, 300),
        file=file,
        labels="coco90",
        input=ModelInput(width=300, height=300, channels="rgb", resize="stretch"),
    )
    video = cv2.VideoCapture(str(recordings / "face-demographics-walking.gif"))
    for _ in range(34):
        video.grab()
    seen = open_network(card, threads=1, folder=folder).detect(Frame(video.read()[1], mono_s=0.0))
    told = detect(imx500(CORRIDOR))
    assert told.labels.tolist() == seen.labels.tolist()
    # A tenth: another processor may round the network's numbers otherwise.
    np.testing.assert_allclose(told.scores, seen.scores, atol=0.1)
    assert iou_matrix(told.boxes, seen.boxes).max(axis=1).min() > 0.9
