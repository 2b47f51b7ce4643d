"""Which faces do people's own masks leave: python -m tests.benchmarks.bare_heads VIDEO PORTRAITS...

Heads of portraits, cut off at the chin as by a wall or a pane, somewhere in one frame of VIDEO,
with faces of given widths in px of the picture. PORTRAITS: folders of .jpg, one face each. Prints
how many faces stay uncovered where only people are masked, and with each face model beside. Masks
are those of a single frame: nothing is tracked or held.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from edge.geometry import Boxes
from edge.perception.detector import Detections
from edge.perception.frame import Frame, Pixels
from edge.perception.heads import NetworkObjects, open_network
from edge.perception.manifest import models_folder, read_manifest
from edge.privacy.extent import Region
from edge.privacy.region import body_regions, face_regions, people_in

WIDTHS_PX = (16, 20, 24, 32, 40, 56, 80, 112, 160, 240)
SIZES_PX = ((768, 576), (1280, 720))
STREET_FRAME = 600
# Hair beside and above the face, and the chin, in widths and heights of the face.
BESIDE, ABOVE, BELOW = 0.35, 0.45, 0.12
SURE = 0.5
COVERED = 0.9
_GRID = (np.arange(32) + 0.5) / 32


@dataclass(frozen=True, slots=True)
class Head:
    """pixels: the cut. face: (4,) in px of it."""

    pixels: Pixels
    face: Boxes


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("video", type=Path)
    parser.add_argument("portraits", type=Path, nargs="+")
    args = parser.parse_args()
    folder = models_folder()
    cards = read_manifest(folder).models
    nets = {card.name: open_network(card, threads=1, folder=folder) for card in cards}
    people = [nets[card.name] for card in cards if card.task == "objects"]
    faces = [nets[card.name] for card in cards if card.task == "faces"]
    heads = list(cut_heads(args.portraits, faces[0]))
    street = frame_of(args.video, STREET_FRAME)
    names = [card.name for card in cards if card.task == "objects"]
    print("picture | face px | heads |", " | ".join(f"{name} alone, with" for name in names))
    for size_px in SIZES_PX:
        for width_px in WIDTHS_PX:
            left = count(heads, resized(street, size_px), width_px, people, faces)
            print(*size_px, width_px, len(heads), *left.tolist(), flush=True)


def count(
    heads: list[Head],
    street: Pixels,
    width_px: int,
    people: list[NetworkObjects],
    faces: list[NetworkObjects],
) -> np.ndarray:
    """Uncovered faces, (people's models, 1 + face models): by people's masks alone, and with."""
    left = np.zeros((len(people), 1 + len(faces)), np.int64)
    for number, head in enumerate(heads):
        frame, face = shown(head, street, width_px, np.random.default_rng(number))
        found = [np.empty((0, 4), np.float32), *(net.detect(frame).boxes for net in faces)]
        for row, net in enumerate(people):
            bodies = bodies_of(net.detect(frame), frame)
            for column, boxes in enumerate(found):
                hidden = np.array(bodies + face_regions(boxes), np.float32).reshape(-1, 4)
                left[row, column] += share_covered(face, hidden) < COVERED
    return left


def bodies_of(found: Detections, frame: Frame) -> list[Region]:
    people = people_in(found, ()).boxes
    return body_regions(people, width_px=frame.width, height_px=frame.height)


def share_covered(face: Boxes, hidden: Boxes) -> float:
    """The share of one box, (4,), that lies in any of the others, (N, 4)."""
    x, y = (face[i] + _GRID * (face[i + 2] - face[i]) for i in (0, 1))
    across = (x >= hidden[:, :1]) & (x <= hidden[:, 2:3])
    down = (y >= hidden[:, 1:2]) & (y <= hidden[:, 3:])
    return float((down[:, :, None] & across[:, None, :]).any(axis=0).mean())


def cut_heads(folders: list[Path], finder: NetworkObjects) -> Iterator[Head]:
    """Of every second portrait that has a sure face: two pictures in a row show one person."""
    for folder in folders:
        for file in sorted(folder.glob("*.jpg"))[::2]:
            picture = np.asarray(cv2.imread(str(file)), np.uint8)
            height, width = picture.shape[:2]
            found = finder.detect(Frame(picture, mono_s=0.0))
            if len(found) and found.scores[0] >= SURE:
                yield cut(picture, found.boxes[0] * np.array([width, height] * 2))


def cut(picture: Pixels, face: Boxes) -> Head:
    wide, high = face[2] - face[0], face[3] - face[1]
    left, top = max(0, int(face[0] - BESIDE * wide)), max(0, int(face[1] - ABOVE * high))
    right, bottom = int(face[2] + BESIDE * wide), int(face[3] + BELOW * high)
    return Head(picture[top:bottom, left:right], face - np.array([left, top, left, top]))


def shown(
    head: Head, street: Pixels, width_px: int, rng: np.random.Generator
) -> tuple[Frame, Boxes]:
    """The head somewhere in the street, and the normalised box of its face, (4,)."""
    scale = width_px / float(head.face[2] - head.face[0])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(head.pixels, None, fx=scale, fy=scale, interpolation=how)
    pixels = street.copy()
    top, left = (
        int(rng.integers(0, room - side + 1))
        for room, side in zip(street.shape[:2], small.shape[:2], strict=True)
    )
    pixels[top : top + small.shape[0], left : left + small.shape[1]] = small
    face = head.face * scale + np.array([left, top, left, top])
    return Frame(pixels, mono_s=0.0), face / np.array(street.shape[1::-1] * 2)


def resized(picture: Pixels, size_px: tuple[int, int]) -> Pixels:
    return np.asarray(cv2.resize(picture, size_px), np.uint8)


def frame_of(video: Path, number: int) -> Pixels:
    capture = cv2.VideoCapture(str(video))
    for _ in range(number):
        capture.grab()
    return np.asarray(capture.read()[1], np.uint8)


if __name__ == "__main__":
    main()
