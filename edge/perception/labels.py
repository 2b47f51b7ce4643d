"""Class numbers of published models to our five labels; what is none of them is dropped."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge.label import LABELS, Label
from edge.perception.manifest import LabelSet

UNKNOWN: Final = -1

# Our label, COCO's name, the class number in models that count COCO's 80 classes without gaps, and
# in those that count its original ids less one (cocodataset.org). Boats and planes are not
# vehicles that a street camera should speak of.
_COCO: Final[tuple[tuple[Label, str, int, int], ...]] = (
    ("person", "person", 0, 0),
    ("bicycle", "bicycle", 1, 1),
    ("vehicle", "car", 2, 2),
    ("vehicle", "motorcycle", 3, 3),
    ("vehicle", "bus", 5, 5),
    ("vehicle", "train", 6, 6),
    ("vehicle", "truck", 7, 7),
    ("animal", "bird", 14, 15),
    ("animal", "cat", 15, 16),
    ("animal", "dog", 16, 17),
    ("animal", "horse", 17, 18),
    ("animal", "sheep", 18, 19),
    ("animal", "cow", 19, 20),
    ("animal", "elephant", 20, 21),
    ("animal", "bear", 21, 22),
    ("animal", "zebra", 22, 23),
    ("animal", "giraffe", 23, 24),
    ("bag", "backpack", 24, 26),
    ("bag", "handbag", 26, 30),
    ("bag", "suitcase", 28, 32),
)
_NAMES: Final[dict[str, Label]] = {name: label for label, name, _, _ in _COCO}

# A face has no label of its own: its detector answers with boxes only.
FACE: Final = "face"
CLASSES: Final[dict[LabelSet, int]] = {"coco80": 80, "coco90": 90, "face": 1}


def _table(labels: dict[int, Label], classes: int) -> NDArray[np.int64]:
    """Label index of each class, and one more entry for all that is no class at all."""
    names = (labels.get(number) for number in range(classes))
    known = [UNKNOWN if name is None else LABELS.index(name) for name in names]
    return np.array([*known, UNKNOWN], np.int64)


_TABLES: Final[dict[LabelSet, NDArray[np.int64]]] = {
    "coco80": _table({number: label for label, _, number, _ in _COCO}, CLASSES["coco80"]),
    "coco90": _table({number: label for label, _, _, number in _COCO}, CLASSES["coco90"]),
    "face": _table({0: "person"}, CLASSES["face"]),
}


def to_labels(classes: NDArray[np.int64], label_set: LabelSet) -> NDArray[np.int64]:
    """Indices into LABELS for a model's class numbers, (N,) each; UNKNOWN where there is none."""
    table = _TABLES[label_set]
    # plain ufuncs: np.clip costs as much as the rest of this module
    return table[np.maximum(np.minimum(classes, CLASSES[label_set]), -1)]


def label_of_name(name: str) -> str | None:
    """Our label for a category as COCO or we call it; FACE for a face, None for all else."""
    return name if name == FACE or name in LABELS else _NAMES.get(name)
