"""Labelled pictures: a folder with truth.json in the format of COCO's instances."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from edge.errors import BadInputError
from edge.geometry import Boxes
from edge.perception.labels import label_of_name

TRUTH_FILE: Final = "truth.json"


class _Image(Struct, frozen=True, kw_only=True):
    id: int
    file_name: str


class _Annotation(Struct, frozen=True, kw_only=True):
    image_id: int
    category_id: int
    bbox: tuple[float, float, float, float]
    iscrowd: int = 0


class _Category(Struct, frozen=True, kw_only=True):
    id: int
    name: str


class _Instances(Struct, frozen=True, kw_only=True):
    images: tuple[_Image, ...]
    annotations: tuple[_Annotation, ...]
    categories: tuple[_Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPicture:
    """boxes, crowd: by label (or FACE), (N, 4) in px of the picture; crowds are areas of many."""

    path: Path
    boxes: dict[str, Boxes]
    crowd: dict[str, Boxes]


def read_truth(folder: Path) -> list[LabelledPicture]:
    """Read what is where in a folder's pictures. Raises BadInputError naming file and reason.

    Categories are named as COCO or as our labels; others are left out.
    """
    path = folder / TRUTH_FILE
    instances = _read(path)
    names = {category.id: label_of_name(category.name) for category in instances.categories}
    _require_known(path, instances, names)
    return [_labelled(folder, image, instances, names) for image in instances.images]


def _read(path: Path) -> _Instances:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Instances)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror or 'cannot be read'}") from error
    except msgspec.DecodeError as error:
        raise BadInputError(f"{path}: {error}") from error


def _require_known(path: Path, instances: _Instances, names: dict[int, str | None]) -> None:
    if not instances.images:
        raise BadInputError(f"{path}: $.images is empty")
    images = {image.id for image in instances.images}
    for index, annotation in enumerate(instances.annotations):
        if annotation.image_id not in images or annotation.category_id not in names:
            raise BadInputError(
                f"{path}: $.annotations[{index}] names an unknown image or category"
            )


def _labelled(
    folder: Path, image: _Image, instances: _Instances, names: dict[int, str | None]
) -> LabelledPicture:
    own = [a for a in instances.annotations if a.image_id == image.id]
    return LabelledPicture(
        path=folder / image.file_name,
        boxes=_by_name([a for a in own if not a.iscrowd], names),
        crowd=_by_name([a for a in own if a.iscrowd], names),
    )


def _by_name(annotations: list[_Annotation], names: dict[int, str | None]) -> dict[str, Boxes]:
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for annotation in annotations:
        name = names[annotation.category_id]
        if name is not None:
            x, y, width, height = annotation.bbox
            found.setdefault(name, []).append((x, y, x + width, y + height))
    return {name: np.array(boxes, np.float32) for name, boxes in found.items()}
