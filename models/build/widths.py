"""From which width on is a face found? Faces of portraits, shrunk, in one frame of a street.

Runs in the quantizing environment (build.py makes it):
    python widths.py TFLITE[,TFLITE] STREET_VIDEO PORTRAITS
PORTRAITS: a folder of .jpg with one face each. Prints a table in Markdown, widths in px of the
network's input, and how long each file takes beside the first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from calibration import Picture, letterbox, read_frames
from decode import Boxes, iou
from evaluate import HEADS, Model, medians_ms
from numpy.typing import NDArray

FACES = HEADS["faces"]
WIDTHS_PX = (8, 10, 12, 16, 20, 28, 40, 56)
SCORE = 0.2
# Of a box of 8 px one px to each side leaves an IoU of 0.6.
SAME_FACE_IOU = 0.35
# After the frames that calibration saw; the middle of its upper part is empty.
STREET_FRAME = 600
# What is cut out around a face, in widths of it: hair and neck, or it would be a face without head.
AROUND = 0.5
CELL_PX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A head cut out of a portrait, and the box of its face in px of the cut."""

    head: Picture
    face: Boxes


def portraits(folder: Path, finder: Model) -> Iterator[Portrait]:
    """The heads of all portraits in which the first model finds a face at full size."""
    for file in sorted(folder.glob("*.jpg")):
        picture = np.asarray(cv2.imread(str(file)), np.uint8)
        scale = min(finder.width_px / picture.shape[1], finder.height_px / picture.shape[0])
        corner = (np.array([finder.width_px, finder.height_px]) - _fitted(picture, scale)) // 2
        found = finder.boxes(picture, threshold=2 * SCORE)
        if len(found):
            box = (found[0, :4] - np.tile(corner, 2)) / scale
            yield _cut(picture, box)


def _fitted(picture: Picture, scale: float) -> NDArray[np.int64]:
    return np.rint(np.array(picture.shape[1::-1]) * scale).astype(np.int64)


def _cut(picture: Picture, face: NDArray[np.float32]) -> Portrait:
    margin = AROUND * (face[2] - face[0])
    left, top = (max(0, int(side - margin)) for side in face[:2])
    right, bottom = (int(side + margin) for side in face[2:])
    return Portrait(
        head=picture[top:bottom, left:right],
        face=(face - np.array([left, top, left, top]))[None].astype(np.float32),
    )


def shown(
    portrait: Portrait, street: Picture, *, width_px: float, number: int
) -> tuple[Picture, Boxes]:
    """The head in the street, its face `width_px` wide, and the box of the face.

    number: of the head; each stands elsewhere between the network's cells.
    """
    scale = width_px / float(portrait.face[0, 2] - portrait.face[0, 0])
    small = cv2.resize(portrait.head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = street.copy()
    row, column = divmod(number % CELL_PX**2, CELL_PX)
    top, left = street.shape[0] // 16 + row, (street.shape[1] - small.shape[1]) // 2 + column
    picture[top : top + small.shape[0], left : left + small.shape[1]] = small
    corner = np.array([left, top, left, top], np.float32)
    return picture, portrait.face * np.float32(scale) + corner


def recall(model: Model, heads: list[Portrait], street: Picture, width_px: float) -> float:
    """The share of heads whose face is found in a street of the network's own size."""
    found = 0
    for number, head in enumerate(heads):
        picture, face = shown(head, street, width_px=width_px, number=number)
        boxes = model.boxes(picture, threshold=SCORE)
        found += bool(len(boxes)) and bool(iou(face, boxes).max() >= SAME_FACE_IOU)
    return found / len(heads)


def print_recall(paths: list[Path], street: Picture, heads: list[Portrait]) -> None:
    print(f"| {len(heads)} faces | " + " | ".join(f"{width} px" for width in WIDTHS_PX) + " |")
    print("|---|" + "---|" * len(WIDTHS_PX))
    for path in paths:
        model = Model(path, FACES)
        size = {"height_px": model.height_px, "width_px": model.width_px, "pad": FACES.pad}
        shares = [recall(model, heads, letterbox(street, **size), width) for width in WIDTHS_PX]
        print(f"| {path.stem} | " + " | ".join(f"{share:.2f}" for share in shares) + " |")


def main(arguments: list[str]) -> None:
    paths = [Path(path) for path in arguments[0].split(",")]
    index = range(STREET_FRAME, STREET_FRAME + 1)
    street = read_frames(Path(arguments[1]), index)[0]
    heads = list(portraits(Path(arguments[2]), Model(paths[0], FACES)))
    print_recall(paths, street, heads)
    times_ms = medians_ms(paths, FACES, street, threads=1)
    for path, time_ms in zip(paths, times_ms, strict=True):
        print(f"{path.stem}: {time_ms:.2f} ms, {time_ms / times_ms[0]:.3f} of the first")


if __name__ == "__main__":
    main(sys.argv[1:])
