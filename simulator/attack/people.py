"""A folder of portraits, two or more of each person.

Any of: a subfolder for each person; a table `people.csv` (see simulator.audit.portraits); or
files named <person>_<anything>, where the last underscore ends the person's name.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import BadInputError
from edge.geometry import Box
from edge.perception.detector import FaceDetector
from edge.perception.frame import Frame, Pixels
from simulator.audit.head import Cut, cut
from simulator.audit.portraits import TABLES, read_portraits

# Fewer are no crowd to disappear in: chance alone names one in three.
LEAST_PEOPLE: Final = 4
_LEAST_PORTRAITS: Final = 2
_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
# Larger tells an attacker nothing more: people are a tenth of this wide in the pictures.
_LARGEST_PX: Final = 512
# Where portraits have their face, should none be found in any.
_USUAL: Final = np.array([0.33, 0.2, 0.67, 0.7], np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """known: portraits that the attacker has of them; met: another one, as the camera sees it."""

    known: tuple[Cut, ...]
    met: Cut


def read_people(folder: Path, faces: FaceDetector) -> list[Person]:
    """Cut out the heads. The last portrait by name is the one to be met.

    Where no face is found in a portrait it is taken to be where the others have theirs: nobody
    drops out because they are hard to find. Raises BadInputError naming what is missing, too few,
    or unreadable.
    """
    named = portraits(folder)
    pixels = {path: _read(path) for paths in named.values() for path in paths}
    found = {path: _face(picture, faces) for path, picture in pixels.items()}
    known = [box for box in found.values() if box is not None]
    usual = np.median(np.stack(known), axis=0) if known else _USUAL
    people = []
    for paths in named.values():
        boxes = [usual if (box := found[path]) is None else box for path in paths]
        cuts = [cut(pixels[p], _in_px(box, pixels[p])) for p, box in zip(paths, boxes, strict=True)]
        people.append(Person(known=tuple(cuts[:-1]), met=cuts[-1]))
    return people


def portraits(folder: Path) -> dict[str, list[Path]]:
    """Whose portraits there are, everything in order. Raises BadInputError."""
    if not folder.is_dir():
        raise BadInputError(f"{folder}: there is no such folder")
    named = _by_person(folder)
    if len(named) < LEAST_PEOPLE:
        raise BadInputError(
            f"{folder}: portraits of {len(named)} people, expected {LEAST_PEOPLE} or more"
        )
    single = [person for person, paths in named.items() if len(paths) < _LEAST_PORTRAITS]
    if single:
        raise BadInputError(
            f"{folder}: one portrait alone of {single[0]} and of {len(single) - 1} others; two are "
            "needed: one that the attacker has, one that the camera sees"
        )
    return named


def _by_person(folder: Path) -> dict[str, list[Path]]:
    if any((folder / name).is_file() for name in TABLES):
        return _grouped([(portrait.person, portrait.path) for portrait in read_portraits(folder)])
    below = [(path.parent.name, path) for path in folder.glob("*/*") if _is_picture(path)]
    beside = [(path.stem.rpartition("_")[0], path) for path in folder.iterdir()]
    return _grouped(below or [(name, path) for name, path in beside if name and _is_picture(path)])


def _grouped(pairs: list[tuple[str, Path]]) -> dict[str, list[Path]]:
    named: dict[str, list[Path]] = {}
    for person, path in sorted(pairs):
        named.setdefault(person, []).append(path)
    return named


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES


def _read(path: Path) -> Pixels:
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        raise BadInputError(f"{path}: cannot be read as a picture")
    scale = min(1.0, _LARGEST_PX / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, np.uint8)


def _face(pixels: Pixels, faces: FaceDetector) -> NDArray[np.float32] | None:
    boxes = faces.detect(Frame(pixels.copy(), mono_s=0.0))
    return boxes[0] if len(boxes) else None


def _in_px(box: NDArray[np.float32], pixels: Pixels) -> Box:
    height, width = pixels.shape[:2]
    x_min, y_min, x_max, y_max = (box * (width, height, width, height)).tolist()
    return Box(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
