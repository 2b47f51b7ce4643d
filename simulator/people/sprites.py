"""Every character in every attitude, drawn ahead: decoding is a hundred times cheaper.

A portrait takes some 250 ms to draw in numpy, so a first picture of eight people would take two
seconds and each new stride as long again. The atlas `sprites.zip` holds them as WebP, one strip
for each character and heading, 2 ms to decode. Headings beyond 180 degrees are the mirror image.
"""

import json
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.people.body import BODY

Motion = Literal["walk", "stand"]

FRAMES: Final[dict[Motion, int]] = {"walk": 10, "stand": 4}
HEADINGS: Final = 16
DEGREES_A_HEADING: Final = 360 / HEADINGS
PITCH_DEG: Final = 12.0
# A person of this height is drawn this tall.
REFERENCE_M: Final = 1.8
REFERENCE_PX: Final = 200

_FILE: Final = Path(__file__).with_name("sprites.zip")
# About 1.3 MB a strip.
_STRIPS_HELD: Final = 48
_SOLID: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprite:
    """One person cut out of nothing.

    bgra: (H, W, 4), colour premultiplied by coverage, so that scaling bleeds nothing in;
    part: (H, W), 0 or BODY, HEAD, FACE; foot_px: x, y of the spot where they stand;
    crown_y_px: their full height above it.
    """

    bgra: NDArray[np.uint8]
    part: NDArray[np.uint8]
    foot_px: tuple[float, float]
    crown_y_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one sprite lies in its strip, and its marks, in px from its own corner."""

    left: int
    width: int
    height: int
    foot_x: float
    foot_y: float
    crown_y: float


class Sprites:
    """The atlas, decoded strip by strip when asked for; the longest unused is let go."""

    def __init__(self, file: Path = _FILE) -> None:
        self._zip = zipfile.ZipFile(file)
        self._index: dict[str, list[dict[str, float]]] = json.loads(self._zip.read("index.json"))
        self._held: OrderedDict[tuple[str, int], list[Sprite]] = OrderedDict()

    def sprite(self, name: str, motion: Motion, *, heading_deg: float, phase: float) -> Sprite:
        """The nearest one drawn. heading_deg: 0 looks at the camera, 90 to its right."""
        heading = round(heading_deg / DEGREES_A_HEADING) % HEADINGS
        frame = int(phase % 1.0 * FRAMES[motion]) % FRAMES[motion]
        return self._strip(name, heading)[frame + (FRAMES["walk"] if motion == "stand" else 0)]

    def _strip(self, name: str, heading: int) -> list[Sprite]:
        key = (name, heading)
        if key not in self._held:
            self._held[key] = self._read(name, heading)
        self._held.move_to_end(key)
        while len(self._held) > _STRIPS_HELD:
            self._held.popitem(last=False)
        return self._held[key]

    def _read(self, name: str, heading: int) -> list[Sprite]:
        if heading > HEADINGS // 2:
            return [_mirrored(sprite) for sprite in self._read(name, HEADINGS - heading)]
        member = strip_name(name, heading)
        bgra = self._decode(f"{member}.webp")
        part = self._decode(f"{member}.png")
        part = np.maximum(part, np.where(bgra[..., 3] >= _SOLID, BODY, 0).astype(np.uint8))
        bgra = _premultiplied(bgra)
        places = [_place(entry) for entry in self._index[member]]
        return [_cut(bgra, part, place) for place in places]

    def _decode(self, member: str) -> NDArray[np.uint8]:
        packed = np.frombuffer(self._zip.read(member), np.uint8)
        picture = cv2.imdecode(packed, cv2.IMREAD_UNCHANGED)
        if picture is None:
            raise ValueError(f"{_FILE.name}: {member} does not decode")
        return picture.astype(np.uint8, copy=False)


def strip_name(name: str, heading: int) -> str:
    """What a strip is called in the atlas, without its ending."""
    return f"{name}-{round(heading * DEGREES_A_HEADING):03d}"


def _place(entry: dict[str, float]) -> Place:
    left, width, height = (int(entry[key]) for key in ("left", "width", "height"))
    marks = {key: float(entry[key]) for key in ("foot_x", "foot_y", "crown_y")}
    return Place(left=left, width=width, height=height, **marks)


def _premultiplied(bgra: NDArray[np.uint8]) -> NDArray[np.uint8]:
    coverage = bgra[..., 3]
    share = cv2.merge([coverage, coverage, coverage, np.full_like(coverage, 255)])
    return cv2.multiply(bgra, share, scale=1 / 255).astype(np.uint8, copy=False)


def _cut(bgra: NDArray[np.uint8], part: NDArray[np.uint8], place: Place) -> Sprite:
    columns = slice(place.left, place.left + place.width)
    return Sprite(
        bgra=np.ascontiguousarray(bgra[: place.height, columns]),
        part=np.ascontiguousarray(part[: place.height, columns]),
        foot_px=(place.foot_x, place.foot_y),
        crown_y_px=place.crown_y,
    )


def _mirrored(sprite: Sprite) -> Sprite:
    return Sprite(
        bgra=np.ascontiguousarray(sprite.bgra[:, ::-1]),
        part=np.ascontiguousarray(sprite.part[:, ::-1]),
        foot_px=(sprite.bgra.shape[1] - sprite.foot_px[0], sprite.foot_px[1]),
        crown_y_px=sprite.crown_y_px,
    )
