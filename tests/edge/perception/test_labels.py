import numpy as np
import pytest

from edge.label import LABELS
from edge.perception.labels import UNKNOWN, to_labels

# fmt: off
COCO80 = [
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog",
    "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella",
    "handbag", "tie", "suitcase", "frisbee",
]
# fmt: on
EXPECTED = {
    "person": "person",
    "bicycle": "bicycle",
    **dict.fromkeys(["car", "motorcycle", "bus", "train", "truck"], "vehicle"),
    **dict.fromkeys(COCO80[14:24], "animal"),
    **dict.fromkeys(["backpack", "handbag", "suitcase"], "bag"),
}


def named(classes, label_set) -> list[str | None]:
    found = to_labels(np.array([*classes], np.int64), label_set)
    return [None if label == UNKNOWN else LABELS[label] for label in found]


def test_coco_classes_become_our_five_labels():
    assert named(range(80), "coco80") == [EXPECTED.get(n) for n in COCO80] + [None] * 50


def test_coco_ids_with_gaps_name_the_same_things():
    # ids of cocodataset.org, less one
    ids = {"person": 0, "truck": 7, "bird": 15, "giraffe": 24, "umbrella": 27, "suitcase": 32}
    assert named(ids.values(), "coco90") == [EXPECTED.get(name) for name in ids]


@pytest.mark.parametrize("label_set", ["coco80", "coco90", "face"])
def test_a_class_that_does_not_exist_is_unknown(label_set):
    assert named([-1, -7, 90, 91, 32_767], label_set) == [None] * 5
