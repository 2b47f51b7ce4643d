"""Whether models find who is there: tried on a few drawn pictures that this package carries.

    python -P -m edge.update.selftest [--models FOLDER] [--objects MODEL] [--faces MODEL]

Prints what is wrong as JSON, [] for nothing. Of a new firmware its own code runs this.
"""

import argparse
import sys
from pathlib import Path
from typing import Annotated, Final

import cv2
import msgspec
import numpy as np
from msgspec import Meta, Struct

from edge.errors import DocumentError, Fault
from edge.geometry import Boxes, iou_matrix
from edge.label import LABELS
from edge.perception.detector import DetectorError, FaceDetector, ObjectDetector
from edge.perception.frame import Frame
from edge.perception.heads import open_face_detector, open_object_detector
from edge.perception.manifest import ModelCard, Task, models_folder, read_manifest
from edge.perception.nobody import sees_no_face, sees_nobody
from edge.perception.sound import UnsoundError, require_sound

PICTURES: Final = Path(__file__).with_name("pictures")
# As sure as a rule has to be, and as near as masks need: who is found so is hidden.
_SURE: Final = 0.4
_NEAR_IOU: Final = 0.4
_PERSON: Final = LABELS.index("person")

Corner = Annotated[float, Meta(ge=0.0, le=1.0)]
Box = tuple[Corner, Corner, Corner, Corner]


class Picture(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """people, faces: who is there for certain, [x_min, y_min, x_max, y_max] from 0 to 1."""

    file: str
    people: tuple[Box, ...] = ()
    faces: tuple[Box, ...] = ()


def faults_of(folder: Path, *, objects: str | None, faces: str | None) -> list[Fault]:
    """What speaks against the models of a folder; objects, faces: names, None for the defaults.

    Raises DocumentError, ModelError for what cannot even be loaded.
    """
    manifest = read_manifest(folder)

    def card(name: str | None, task: Task) -> ModelCard:
        return manifest.default(task) if name is None else manifest.card(name)

    people = open_object_detector(card(objects, "objects"), threads=1, folder=folder)
    heads = open_face_detector(card(faces, "faces"), threads=1, folder=folder)
    faults = [] if sees_nobody(people, mono_s=0.0) else [_fault("objects", "sees who is not there")]
    faults += [] if sees_no_face(heads, mono_s=0.0) else [_fault("faces", "sees who is not there")]
    for picture in pictures():
        faults += _tried(people, heads, picture)
    return faults


def pictures() -> tuple[Picture, ...]:
    raw = (PICTURES / "expected.json").read_bytes()
    return msgspec.json.decode(raw, type=tuple[Picture, ...])


def _tried(objects: ObjectDetector, faces: FaceDetector, picture: Picture) -> list[Fault]:
    try:
        people, heads = objects.detect(_frame(picture)), faces.detect(_frame(picture))
        require_sound(people, heads)
    except (DetectorError, UnsoundError) as error:
        return [_fault(picture.file, str(error))]
    sure = (people.scores >= _SURE) & (people.labels == _PERSON)
    faults = []
    if _missed(picture.people, people.boxes[sure]):
        faults.append(_fault(f"objects.{picture.file}", "does not find somebody who is there"))
    if _missed(picture.faces, heads):
        faults.append(_fault(f"faces.{picture.file}", "does not find a face that is there"))
    return faults


def _missed(there: tuple[Box, ...], found: Boxes) -> int:
    """How many of those that are there were not found."""
    if not there or not len(found):
        return len(there)
    iou = iou_matrix(np.array(there, np.float32), found)
    return int((iou.max(axis=1) < _NEAR_IOU).sum())


def _frame(picture: Picture) -> Frame:
    pixels = cv2.imread(str(PICTURES / picture.file))
    if pixels is None:
        raise DetectorError(f"{picture.file}: no picture that can be read")
    return Frame(np.asarray(pixels, np.uint8), mono_s=0.0)


def _fault(path: str, reason: str) -> Fault:
    return Fault(path=path, reason=reason)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--objects")
    parser.add_argument("--faces")
    args = parser.parse_args(arguments)
    try:
        faults = faults_of(args.models or models_folder(), objects=args.objects, faces=args.faces)
    except DocumentError as error:
        faults = list(error.faults)
    except DetectorError as error:
        faults = [_fault("models", str(error))]
    sys.stdout.write(msgspec.json.encode(faults).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
