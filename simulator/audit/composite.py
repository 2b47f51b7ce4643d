"""A portrait's head on a drawn body, seen by the same camera as all the others.

The cut is the same shape for everybody, told by the face's box alone: a cut that follows hair and
skin would itself succeed more often for some than for others.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from simulator.audit.conditions import Condition
from simulator.audit.stages import HEIGHT_PX, WIDTH_PX, Stage, sensor

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

# The cut in widths and heights of the face from its middle: hair around, neck and collar below.
_HEAD: Final = (0.68, 0.75)
_HEAD_UP: Final = 0.12
_NECK_HALF: Final = 0.42
_NECK_DOWN: Final = 0.80
_FEATHER: Final = 0.05
_SCARF: Final = ((-0.62, 0.05), (0.62, 0.05), (0.55, 0.75), (-0.55, 0.75))
_GLASSES: Final = ((-0.55, -0.30), (0.55, -0.30), (0.50, -0.05), (-0.50, -0.05))
_WOOL: Final = (120, 96, 88)
_SHADE: Final = (28, 26, 26)
_POST: Final = (96, 100, 104)
_ENDLESS: Final = 1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A portrait ready to be placed: (h, w, 3) pixels, (h, w) coverage, the face in its px."""

    pixels: Pixels
    coverage: Pixels
    face: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture with the truth in it, boxes in px. visible: the face's ellipse, unhidden px."""

    pixels: Pixels
    face: Box
    whole: Box
    visible: Mask


def cut(pixels: Pixels, face: Box) -> Cut:
    """Cut head and neck out of a portrait, with a soft edge. face: in px."""
    height, width = pixels.shape[:2]
    x, y = face.centre
    wide, high = face.x_max - face.x_min, face.y_max - face.y_min
    coverage = np.zeros((height, width), np.uint8)
    axes = _HEAD[0] * wide, _HEAD[1] * high
    middle = round(x), round(y - _HEAD_UP * high)
    cv2.ellipse(coverage, middle, (round(axes[0]), round(axes[1])), 0, 0, 360, 255, -1)
    low = round(x - _NECK_HALF * wide), round(y)
    cv2.rectangle(
        coverage, low, (round(x + _NECK_HALF * wide), round(y + _NECK_DOWN * high)), 255, -1
    )
    soft = cv2.GaussianBlur(coverage, (0, 0), max(0.5, _FEATHER * wide))
    # The portrait's own edges are no edges of a head.
    soft[[0, -1]] = 0
    soft[:, [0, -1]] = 0
    return Cut(pixels=pixels, coverage=soft.astype(np.uint8, copy=False), face=face)


def show(portrait: Cut, stage: Stage, condition: Condition, *, seed: int, at_s: float) -> Shown:
    """Put a head on the stage's body under a condition. seed, at_s: of the sensor's noise."""
    turn, scale = _turn(portrait.face, stage, condition)
    pixels, coverage = _placed(portrait, turn, scale)
    pixels = cv2.multiply(pixels, np.append(stage.lit, 1.0)).astype(np.uint8, copy=False)
    _dress(pixels, coverage, portrait.face, turn, condition, stage)
    layer = _over(stage, pixels, coverage)
    layer = _smeared(layer, condition.blur * condition.face_px)
    blended = stage.behind * (1 - layer[..., 3:]) + layer[..., :3]
    canvas: Pixels = np.round(blended).astype(np.uint8)
    visible = _ellipse(portrait.face, turn)
    face = _bounds(visible)
    if condition.cover == "post":
        post = slice(round(face.centre[0]), round(face.centre[0] + condition.face_px))
        canvas[:, post] = np.round(np.array(_POST) * stage.lit)
        visible[:, post] = False
    taken = sensor(stage.gain, condition.exposure, condition.jpeg_quality, seed).take(canvas, at_s)
    return Shown(pixels=taken, face=face, whole=_joined(stage.whole, face), visible=visible)


def _turn(face: Box, stage: Stage, condition: Condition) -> tuple[NDArray[np.float64], float]:
    """Portrait px to picture px: to size, the head rolled about the chin."""
    scale = condition.face_px / (face.x_max - face.x_min)
    radians = math.radians(condition.roll_deg)
    cos, sin = scale * math.cos(radians), scale * math.sin(radians)
    x, y = face.centre[0], face.y_max
    down = scale * (face.y_max - face.y_min) / 2
    to_x, to_y = stage.face.centre[0], stage.face.centre[1] + down
    turn = np.array([[cos, -sin, to_x - cos * x + sin * y], [sin, cos, to_y - sin * x - cos * y]])
    return turn, scale


def _placed(portrait: Cut, turn: NDArray[np.float64], scale: float) -> tuple[Pixels, Pixels]:
    """Shrink first by whole averages: a plain turn skips pixels, and with them grows noise."""
    small = min(1.0, 1.5 * scale)
    height, width = portrait.coverage.shape
    size = max(1, round(width * small)), max(1, round(height * small))
    back = np.diag([width / size[0], height / size[1]])
    fitted = np.hstack([turn[:, :2] @ back, turn[:, 2:]])
    pixels, coverage = (
        cv2.warpAffine(
            cv2.resize(part, size, interpolation=cv2.INTER_AREA), fitted, (WIDTH_PX, HEIGHT_PX)
        )
        for part in (portrait.pixels, portrait.coverage)
    )
    return pixels.astype(np.uint8, copy=False), coverage.astype(np.uint8, copy=False)


def _dress(
    pixels: Pixels,
    coverage: Pixels,
    face: Box,
    turn: NDArray[np.float64],
    condition: Condition,
    stage: Stage,
) -> None:
    if condition.cover not in ("scarf", "sunglasses"):
        return
    shape, colour = (_SCARF, _WOOL) if condition.cover == "scarf" else (_GLASSES, _SHADE)
    wide, high = face.x_max - face.x_min, face.y_max - face.y_min
    corners = np.array(face.centre) + np.array(shape) * (wide, high)
    seen = np.round(corners @ turn[:, :2].T + turn[:, 2]).astype(np.int32)
    cv2.fillPoly(pixels, [seen], tuple(np.round(np.array(colour) * stage.lit).tolist()))
    cv2.fillPoly(coverage, [seen], 255)


def _over(stage: Stage, pixels: Pixels, coverage: Pixels) -> NDArray[np.float32]:
    """Head over body, (H, W, 4), colours times their coverage in [0, 1]."""
    head = coverage[..., None].astype(np.float32) / 255
    body = stage.coverage[..., None].astype(np.float32) / 255 * (1 - head)
    return np.concatenate([pixels * head + stage.body * body, head + body], axis=2)


def _smeared(layer: NDArray[np.float32], length_px: float) -> NDArray[np.float32]:
    if length_px < 1:
        return layer
    taps = np.zeros(2 * math.ceil(length_px / 2) + 1, np.float32)
    away = np.abs(np.arange(len(taps)) - len(taps) // 2)
    taps[:] = np.clip(length_px / 2 + 0.5 - away, 0, 1)
    blurred = cv2.filter2D(layer, -1, (taps / taps.sum())[None, :], borderType=cv2.BORDER_REPLICATE)
    return blurred.astype(np.float32, copy=False)


def _ellipse(face: Box, turn: NDArray[np.float64]) -> Mask:
    """The px of the picture in the ellipse that the face's box holds."""
    steps = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    half = (face.x_max - face.x_min) / 2, (face.y_max - face.y_min) / 2
    rim = np.array(face.centre) + np.stack([np.cos(steps), np.sin(steps)], axis=1) * half
    seen = np.round(rim @ turn[:, :2].T + turn[:, 2]).astype(np.int32)
    inside = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)
    cv2.fillConvexPoly(inside, seen, 1)
    return inside > 0


def _bounds(mask: Mask) -> Box:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return Box(
        x_min=float(columns[0]), y_min=float(rows[0]),
        x_max=float(columns[-1] + 1), y_max=float(rows[-1] + 1),
    )  # fmt: skip


def _joined(one: Box, other: Box) -> Box:
    return Box(
        x_min=min(one.x_min, other.x_min), y_min=min(one.y_min, other.y_min),
        x_max=max(one.x_max, other.x_max), y_max=max(one.y_max, other.y_max),
    )  # fmt: skip
