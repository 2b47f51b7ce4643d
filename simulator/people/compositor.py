"""Cut-outs into a picture: shadows first, then people from far to near, and who covers whom."""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from simulator.people.body import FACE, HEAD
from simulator.people.sprites import Sprite

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SOLID: Final = 128
_SHADOW: Final = 0.50
# Less than this of a head is an ear or a cheek from behind, not a face.
_FACE_OF_HEAD: Final = 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutout:
    """A sprite where it belongs: scaled by `scale`, its foot at foot_px, so far ahead.

    shadow_px: how far up the picture its shadow falls, for its full height.
    """

    sprite: Sprite
    foot_px: tuple[float, float]
    scale: float
    ahead_m: float
    shadow_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is visible of one cut-out, None where nothing is; share of its pixels in [0, 1]."""

    silhouette: Box | None
    head: Box | None
    face: Box | None
    share_visible: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A cut-out at its size: its upper left corner, colour and coverage, labels."""

    left: int
    top: int
    bgra: Pixels
    part: Pixels
    ahead_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Where a placed picture overlaps the canvas: slices of either."""

    canvas: tuple[slice, slice]
    own: tuple[slice, slice]


def compose(canvas: Pixels, wall_m: NDArray[np.float32], cutouts: list[Cutout]) -> list[Seen]:
    """Paint all into `canvas` (H, W, 3), and tell what is left to see of each, in their order."""
    placed = [_place(cutout) for cutout in cutouts]
    for cutout, person in zip(cutouts, placed, strict=True):
        _shade(canvas, cutout, person)
    owner = np.full(canvas.shape[:2], -1, np.int16)
    for index in sorted(range(len(placed)), key=lambda i: -placed[i].ahead_m):
        _paint(canvas, owner, wall_m, placed[index], index)
    return [_seen(owner, person, index) for index, person in enumerate(placed)]


def _place(cutout: Cutout) -> _Placed:
    """Scale about the foot; the part of a pixel that is left over becomes a shift."""
    sprite, scale = cutout.sprite, cutout.scale
    height, width = sprite.part.shape
    x, y = (spot - own * scale for spot, own in zip(cutout.foot_px, sprite.foot_px, strict=True))
    left, top = int(np.floor(x)), int(np.floor(y))
    size = int(np.ceil(width * scale + x - left)), int(np.ceil(height * scale + y - top))
    bgra: NDArray[Any] = sprite.bgra
    if scale < 0.7:
        shrunk = max(1, round(width * scale)), max(1, round(height * scale))
        bgra = cv2.resize(bgra, shrunk, interpolation=cv2.INTER_AREA)
    ratio_x, ratio_y = width * scale / bgra.shape[1], height * scale / bgra.shape[0]
    grown = _placing(ratio_x, ratio_y, x - left, y - top)
    labelled = _placing(scale, scale, x - left, y - top)
    drawn = cv2.warpAffine(bgra, grown, size, flags=cv2.INTER_LINEAR)
    part = cv2.warpAffine(sprite.part, labelled, size, flags=cv2.INTER_NEAREST)
    return _Placed(
        left=left,
        top=top,
        bgra=drawn.astype(np.uint8, copy=False),
        part=part.astype(np.uint8, copy=False),
        ahead_m=cutout.ahead_m,
    )


def _placing(scale_x: float, scale_y: float, x: float, y: float) -> NDArray[np.float64]:
    """Pixel centres lie at half px: scale about their common corner, not about the first one."""
    return np.array([[scale_x, 0, x + 0.5 * (scale_x - 1)], [0, scale_y, y + 0.5 * (scale_y - 1)]])


def _shade(canvas: Pixels, cutout: Cutout, person: _Placed) -> None:
    """The shadow of a silhouette on flat ground: itself, squashed and sheared, and soft."""
    coverage = person.bgra[..., 3]
    height, width = coverage.shape
    squash = cutout.shadow_px / height
    foot_y = cutout.foot_px[1] - person.top
    shear = 0.6 * squash
    margin = 6
    size = int(width + shear * height) + 2 * margin, int(height * squash) + 3 * margin
    top = foot_y * squash - (size[1] - 2 * margin)
    fall = np.array([[1, -shear, margin + shear * foot_y], [0, squash, -top]])
    soft = cv2.warpAffine(coverage, fall, size, flags=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(soft, (0, 0), max(0.8, width * 0.025))
    left, above = person.left - margin, round(cutout.foot_px[1]) - (size[1] - 2 * margin)
    window = _window(canvas.shape, left, above, soft.shape)
    if window is None:
        return
    light = 1 - soft[window.own][..., None].astype(np.float32) * np.float32(_SHADOW / 255)
    canvas[window.canvas] = (canvas[window.canvas] * light).astype(np.uint8)


def _paint(
    canvas: Pixels,
    owner: NDArray[np.int16],
    wall_m: NDArray[np.float32],
    person: _Placed,
    index: int,
) -> None:
    window = _window(canvas.shape, person.left, person.top, person.part.shape)
    if window is None:
        return
    before = wall_m[window.canvas] > person.ahead_m
    bgra = person.bgra[window.own] * before[..., None]
    coverage = bgra[..., 3]
    let_through = 1 - coverage[..., None].astype(np.float32) * np.float32(1 / 255)
    under = canvas[window.canvas] * let_through + np.float32(0.5)
    canvas[window.canvas] = cv2.add(under.astype(np.uint8), bgra[..., :3].copy())
    owner[window.canvas][coverage >= _SOLID] = index


def _seen(owner: NDArray[np.int16], person: _Placed, index: int) -> Seen:
    window = _window(owner.shape, person.left, person.top, person.part.shape)
    whole = int(np.count_nonzero(person.bgra[..., 3] >= _SOLID))
    if window is None or not whole:
        return Seen(silhouette=None, head=None, face=None, share_visible=0.0)
    visible = owner[window.canvas] == index
    part = person.part[window.own]
    face, head = visible & (part == FACE), visible & (part >= HEAD)
    is_face = np.count_nonzero(face) > _FACE_OF_HEAD * np.count_nonzero(person.part >= HEAD)
    return Seen(
        silhouette=_box(visible, window, owner.shape),
        head=_box(head, window, owner.shape),
        face=_box(face, window, owner.shape) if is_face else None,
        share_visible=int(np.count_nonzero(visible)) / whole,
    )


def _box(mask: Mask, window: _Window, shape: tuple[int, ...]) -> Box | None:
    """The tight box of a mask, in shares of the canvas; None of an empty one."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    top, left = window.canvas[0].start, window.canvas[1].start
    height, width = shape[:2]
    return Box(
        x_min=(left + int(columns[0])) / width,
        y_min=(top + int(rows[0])) / height,
        x_max=(left + int(columns[-1]) + 1) / width,
        y_max=(top + int(rows[-1]) + 1) / height,
    )


def _window(canvas: tuple[int, ...], left: int, top: int, own: tuple[int, ...]) -> _Window | None:
    x_a, x_b = max(left, 0), min(left + own[1], canvas[1])
    y_a, y_b = max(top, 0), min(top + own[0], canvas[0])
    if x_a >= x_b or y_a >= y_b:
        return None
    return _Window(
        canvas=(slice(y_a, y_b), slice(x_a, x_b)),
        own=(slice(y_a - top, y_b - top), slice(x_a - left, x_b - left)),
    )
