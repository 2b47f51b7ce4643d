"""A portrait's head on a drawn body, seen by the same camera as all the others."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.geometry import Box
from simulator.audit.conditions import Condition
from simulator.audit.head import Cut
from simulator.audit.stages import HEIGHT_PX, WIDTH_PX, Stage, sensor
from simulator.audit.turn import STAYS, Turn, after, turned_box

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SCARF: Final = ((-0.62, 0.05), (0.62, 0.05), (0.55, 0.75), (-0.55, 0.75))
_GLASSES: Final = ((-0.55, -0.30), (0.55, -0.30), (0.50, -0.05), (-0.50, -0.05))
_WOOL: Final = (120, 96, 88)
_SHADE: Final = (28, 26, 26)
_POST: Final = (96, 100, 104)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture with the truth in it, boxes in px. visible: the face's ellipse, unhidden px."""

    pixels: Pixels
    face: Box
    whole: Box
    visible: Mask


def show(portrait: Cut, stage: Stage, condition: Condition, *, seed: int, at_s: float) -> Shown:
    """Put a head on the stage's body under a condition. seed, at_s: of the sensor's noise."""
    (shown,) = walk(portrait, stage, condition, seed=seed, path=[(at_s, STAYS)])
    return shown


def walk(
    portrait: Cut,
    stage: Stage,
    condition: Condition,
    *,
    seed: int,
    path: Sequence[tuple[float, Turn]],
) -> Iterator[Shown]:
    """The same person at several moments before what stands still; shadows stay where they are.

    path: at_s, and the turn from where the stage has them to where they have gone.
    """
    turn, scale = _turn(portrait.face, stage, condition)
    pixels, coverage = _placed(portrait, turn, scale)
    pixels = cv2.multiply(pixels, np.append(stage.lit, 1.0)).astype(np.uint8, copy=False)
    _dress(pixels, coverage, portrait.face, turn, condition, stage)
    layer = _smeared(_over(stage, pixels, coverage), condition.blur * condition.face_px)
    taking = sensor(stage.gain, condition.exposure, condition.jpeg_quality, seed)
    for at_s, step in path:
        there = layer if step is STAYS else _moved(layer, step)
        blended = stage.behind * (1 - there[..., 3:]) + there[..., :3]
        canvas: Pixels = np.round(blended).astype(np.uint8)
        visible = _ellipse(portrait.face, after(turn, step))
        face = _bounds(visible)
        if condition.cover == "post":
            post = slice(round(face.centre[0]), round(face.centre[0] + condition.face_px))
            canvas[:, post] = np.round(np.array(_POST) * stage.lit)
            visible[:, post] = False
        yield Shown(
            pixels=taking.take(canvas, at_s),
            face=face,
            whole=_joined(turned_box(stage.whole, step), face),
            visible=visible,
        )


def _turn(face: Box, stage: Stage, condition: Condition) -> tuple[Turn, float]:
    """Portrait px to picture px: to size, the head rolled about the chin."""
    scale = condition.face_px / (face.x_max - face.x_min)
    radians = math.radians(condition.roll_deg)
    cos, sin = scale * math.cos(radians), scale * math.sin(radians)
    x, y = face.centre[0], face.y_max
    down = scale * (face.y_max - face.y_min) / 2
    to_x, to_y = stage.face.centre[0], stage.face.centre[1] + down
    turn = np.array([[cos, -sin, to_x - cos * x + sin * y], [sin, cos, to_y - sin * x - cos * y]])
    return turn, scale


def _placed(portrait: Cut, turn: Turn, scale: float) -> tuple[Pixels, Pixels]:
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
    turn: Turn,
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


def _moved(layer: NDArray[np.float32], step: Turn) -> NDArray[np.float32]:
    moved = cv2.warpAffine(layer, step, (WIDTH_PX, HEIGHT_PX))
    return moved.astype(np.float32, copy=False)


def _ellipse(face: Box, turn: Turn) -> Mask:
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
