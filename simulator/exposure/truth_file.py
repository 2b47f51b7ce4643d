"""Where faces are in a recording, as its own judge wrote it down."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from edge import strict
from edge.errors import BadInputError, DocumentError, Fault

# Half an hour of a crowd.
_MOST_BYTES: Final = 64 * 1024 * 1024

Coordinate = Annotated[float, Meta(ge=-1e6, le=1e6)]
# [x_min, y_min, x_max, y_max] in px from the upper left corner.
BoxPx = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
Side = Annotated[int, Meta(ge=1, le=65_536)]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class LabelledFace(_Part, frozen=True, kw_only=True):
    """box: brow to chin, cheek to cheek. person: who it is, the same in every frame."""

    box: BoxPx
    person: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class LabelledFrame(_Part, frozen=True, kw_only=True):
    """All faces of one frame. frame: its number, the first is 0.

    people: boxes of all people, whole; None where nobody drew them.
    """

    frame: Annotated[int, Meta(ge=0)]
    faces: tuple[LabelledFace, ...]
    people: tuple[BoxPx, ...] | None = None


class TruthFile(_Part, frozen=True, kw_only=True):
    """size: width and height of the pictures that boxes are in.

    frames: those that are labelled; all others are seen by the camera, and not judged.
    """

    size: tuple[Side, Side]
    frames: Annotated[tuple[LabelledFrame, ...], Meta(min_length=1)]
    light: Annotated[str, Meta(min_length=1, max_length=64)] = "unknown"
    camera_pitch_deg: Annotated[float, Meta(ge=-90, le=90)] | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """A truth file that has been checked. by_frame: by the frame's number."""

    file: TruthFile
    by_frame: dict[int, LabelledFrame]


def read_truth(path: Path) -> Labels:
    """Read a truth file. Raises DocumentError naming the file and every place that is wrong."""
    try:
        value = msgspec.json.decode(_content(path))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        fault = Fault(path="document", reason=f"no JSON: {error}")
        raise DocumentError([fault], file=path) from error
    try:
        truth = strict.convert(value, TruthFile)
    except DocumentError as error:
        raise DocumentError(error.faults, file=path) from error
    if faults := [*_box_faults(truth), *_twice(truth)]:
        raise DocumentError(faults, file=path)
    return Labels(truth, {frame.frame: frame for frame in truth.frames})


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror or 'cannot be read'}") from error
    if len(raw) > _MOST_BYTES:
        raise DocumentError([Fault(path="document", reason=f"over {_MOST_BYTES} bytes")], file=path)
    return raw


def _box_faults(truth: TruthFile) -> Iterator[Fault]:
    for number, frame in enumerate(truth.frames):
        boxes = {f"faces[{i}].box": face.box for i, face in enumerate(frame.faces)}
        boxes |= {f"people[{i}]": box for i, box in enumerate(frame.people or ())}
        for name, box in boxes.items():
            if reason := _wrong(box, truth.size):
                yield Fault(path=f"frames[{number}].{name}", reason=reason)


def _wrong(box: BoxPx, size: tuple[int, int]) -> str | None:
    """Boxes may reach over the picture's edges, as those of half faces do."""
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        return "expected [x_min, y_min, x_max, y_max] with a width and a height"
    if right <= 0 or bottom <= 0 or left >= size[0] or top >= size[1]:
        return "lies outside the picture"
    return None


def _twice(truth: TruthFile) -> Iterator[Fault]:
    """A frame that is labelled again, and somebody who is in one frame two times."""
    numbers: set[int] = set()
    for index, frame in enumerate(truth.frames):
        if frame.frame in numbers:
            reason = f"frame {frame.frame} is labelled twice"
            yield Fault(path=f"frames[{index}].frame", reason=reason)
        numbers.add(frame.frame)
        people = [face.person for face in frame.faces if face.person is not None]
        if len(set(people)) < len(people):
            yield Fault(path=f"frames[{index}].faces", reason="one person has two faces")
