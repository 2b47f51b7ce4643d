"""Shadows on the ground: a silhouette laid down along the light, and the dark around the feet."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.people.sprite import Sprite
from simulator.picture.placing import Matrix, Pixels, Px, cut, turned, warp
from simulator.picture.texture import Mask

# Shadows are soft: a silhouette this tall is fine enough.
_TALL_PX: Final = 96
_DISC_PX: Final = 32
_CONTACT: Final = 0.42
# Grazing silhouettes are drawn from above; their height is then no measure of the body's.
_LEAST_SHARE: Final = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """Where a shadow goes, in px. along: the shadow of one metre of height; across: one metre of

    ground beside it; right, forth: half the ground that the body takes, to its side and its
    front. upright_m: its height; strength: share of the light that it takes.
    """

    foot_px: Px
    right_px: Px
    forth_px: Px
    along_px: Px = (0.0, 0.0)
    across_px: Px = (0.0, 0.0)
    upright_m: float = 1.0
    strength: float = 0.0


def shade(canvas: Pixels, ground: Mask, sprite: Sprite, shadow: Shadow) -> None:
    """Darken the ground below and beside a body. canvas: (H, W, 3); ground: (H, W)."""
    if shadow.strength > 0.02:
        cast, turn, foot, ratio = _laid(sprite, shadow)
        _darken(canvas, ground, cast, turn, (foot, shadow.foot_px), ratio, shadow.strength)
    half = _DISC_PX / 2
    disc = np.array([shadow.right_px, shadow.forth_px], np.float64).T / half * 1.5
    _darken(canvas, ground, _DISC, disc, ((half, half), shadow.foot_px), (1.0, 1.0), _CONTACT)


def _laid(sprite: Sprite, shadow: Shadow) -> tuple[Pixels, Matrix, Px, tuple[float, float]]:
    coverage = sprite.bgra[..., 3]
    height, width = coverage.shape
    share = min(1.0, _TALL_PX / height)
    size = max(2, round(width * share)), max(2, round(height * share))
    small = cv2.resize(coverage, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    tall_px = sprite.foot_px[1] - sprite.crown_y_px
    tall_px = max(tall_px, _LEAST_SHARE * shadow.upright_m * sprite.px_per_m)
    up = np.array(shadow.along_px) * shadow.upright_m / tall_px
    turn = np.column_stack([np.array(shadow.across_px) / sprite.px_per_m, -up])
    return small, turn, sprite.foot_px, (width / size[0], height / size[1])


def _darken(
    canvas: Pixels,
    ground: Mask,
    coverage: Pixels,
    turn: Matrix,
    feet: tuple[Px, Px],
    ratio: tuple[float, float],
    strength: float,
) -> None:
    box = _bounds(coverage.shape, turn, feet, ratio)
    window = cut(box, (canvas.shape[1], canvas.shape[0]))
    if window is None:
        return
    dark = warp(coverage, turn, ratio, feet, window)
    dark = cv2.GaussianBlur(dark, (0, 0), 0.8 + 0.02 * (box[3] - box[1])).astype(np.uint8)
    dark[~ground[window]] = 0
    light = 255 - cv2.convertScaleAbs(dark, alpha=strength)
    cv2.multiply(
        canvas[window], cv2.merge([light, light, light]), dst=canvas[window], scale=1 / 255
    )


def _bounds(
    shape: tuple[int, ...], turn: Matrix, feet: tuple[Px, Px], ratio: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a coverage laid into the picture, and room for its blur."""
    corners = [(x * ratio[0], y * ratio[1]) for x in (0, shape[1]) for y in (0, shape[0])]
    seen = turned(turn, np.array(corners) - np.array(feet[0])) + np.array(feet[1])
    (left, top), (right, bottom) = seen.min(0).tolist(), seen.max(0).tolist()
    return left - 3, top - 3, right + 3, bottom + 3


def _disc() -> Pixels:
    """A spot that fades from its middle to nothing at its rim."""
    line = (np.arange(_DISC_PX, dtype=np.float32) + 0.5) / (_DISC_PX / 2) - 1
    away = line[:, None] ** 2 + line[None, :] ** 2
    spot: NDArray[np.float32] = np.clip(1 - away, 0, 1) ** 2 * np.float32(255)
    return np.round(spot).astype(np.uint8)


_DISC: Final = _disc()
