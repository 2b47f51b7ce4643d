"""One person drawn alone: colour with coverage, and what every pixel shows."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.body import Character, Pose, posed
from simulator.people.raster import Floats, Fragments, rasterise
from simulator.people.rotation import pitched, turned

# Samples across a pixel: edges get nine levels of coverage.
_SAMPLES: Final = 3
_MARGIN_PX: Final = 2
# The sun stands behind the camera, so that a mirrored portrait is lit as truly as the original.
_SUN: Final = np.array([0.0, 0.80, 0.60], np.float32)
_SUNLIGHT: Final = np.array([0.66, 0.64, 0.59], np.float32)
_SKYLIGHT: Final = np.array([0.46, 0.49, 0.53], np.float32)
_GROUNDLIGHT: Final = np.array([0.17, 0.16, 0.15], np.float32)
_SHADOW_PX_PER_M: Final = 150.0
_SHADOW_BIAS_M: Final = 0.035


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From where: heading 0 looks at the camera, 90 to its right; pitch looks down."""

    heading_deg: float
    pitch_deg: float
    distance_m: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A person cut out, `px_per_m` at the spot where they stand.

    bgra: (H, W, 4), coverage not premultiplied; part: (H, W), 0 or BODY, HEAD, FACE;
    foot_px: x, y of that spot; crown_y_px: where their full height above it would end.
    """

    bgra: NDArray[np.uint8]
    part: NDArray[np.uint8]
    foot_px: tuple[float, float]
    crown_y_px: float


def draw(character: Character, pose: Pose, view: View, *, height_px: int) -> Portrait:
    """Draw with `height_px` from the spot where they stand to their full height above it."""
    points = posed(character, pose) @ turned(view.heading_deg).astype(np.float32).T
    flat, foot, crown_y = _project(points, character.height_m, view)
    scale = height_px / (foot[1] - crown_y)
    drawn = flat[np.unique(character.triangles)]
    corner = drawn[:, :2].min(0) - _MARGIN_PX / scale
    width, height = (int(np.ceil(v)) for v in (drawn[:, :2].max(0) - corner) * scale + _MARGIN_PX)
    flat[:, :2] = (flat[:, :2] - corner) * (scale * _SAMPLES)
    fragments = rasterise(
        flat[character.triangles],
        character.inside[character.triangles],
        width_px=width * _SAMPLES,
        height_px=height * _SAMPLES,
    )
    light = _lit(character, points, fragments, view)
    foot_x, foot_y = (foot - corner) * scale
    return Portrait(
        bgra=_resolved(fragments, light, width, height),
        part=_parts(fragments, character, width, height),
        foot_px=(float(foot_x), float(foot_y)),
        crown_y_px=float((crown_y - corner[1]) * scale),
    )


def _project(points: Floats, height_m: float, view: View) -> tuple[Floats, Floats, float]:
    """x right, y down and depth of every point at unit scale; the foot spot; the crown's y."""
    marks = np.array([[0, 0, 0], [0, height_m, 0]], np.float32)
    seen = np.concatenate([points, marks]) - np.array([0, height_m / 2, 0], np.float32)
    seen = seen @ pitched(view.pitch_deg).astype(np.float32).T
    depth = np.float32(view.distance_m) - seen[:, 2]
    shrink = np.float32(view.distance_m) / depth
    flat = np.stack([seen[:, 0] * shrink, -seen[:, 1] * shrink, depth], axis=1)
    return flat[:-2], flat[-2, :2], float(flat[-1, 1])


def _lit(character: Character, points: Floats, fragments: Fragments, view: View) -> Floats:
    """Linear light that every fragment sends to the camera, (K, 3) RGB."""
    triangles = character.triangles
    normal = fragments.mix(_normals(points, triangles), triangles)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    back = normal @ (pitched(view.pitch_deg).T @ [0, 0, 1]).astype(np.float32) < -0.05
    normal[back] *= -1
    sun = np.clip(normal @ _SUN + 0.12, 0, None) / np.float32(1.12)
    sun *= _sunny(character, points, fragments.mix(points, triangles))
    sky = (np.float32(0.5) + np.float32(0.5) * normal[:, 1])[:, None]
    light = sun[:, None] * _SUNLIGHT + sky * _SKYLIGHT + (1 - sky) * _GROUNDLIGHT
    lit: Floats = fragments.mix(character.colour, triangles) * light
    return lit


def _sunny(character: Character, points: Floats, places: Floats) -> Floats:
    """Whether the sun reaches each place, softened over a few centimetres, (K,) in [0, 1]."""
    right = np.array([1, 0, 0], np.float32)
    axes = np.stack([right, np.cross(_SUN, right), -_SUN]).astype(np.float32)
    cast, asked = points @ axes.T, places @ axes.T
    low = cast[np.unique(character.triangles)].min(0)[:2]
    cast[:, :2] = (cast[:, :2] - low) * _SHADOW_PX_PER_M + 2
    width, height = (int(v) + 4 for v in cast[np.unique(character.triangles)].max(0)[:2])
    shade = rasterise(
        cast[character.triangles],
        character.inside[character.triangles],
        width_px=width,
        height_px=height,
    )
    nearest = np.full(width * height, np.inf, np.float32)
    nearest[shade.pixel] = shade.depth
    spot = (asked[:, :2] - low) * _SHADOW_PX_PER_M + 2
    reached = np.zeros(len(asked), np.float32)
    offsets = [(x, y) for x in (-1.5, 0, 1.5) for y in (-1.5, 0, 1.5)]
    for dx, dy in offsets:
        column = np.clip(spot[:, 0] + dx, 0, width - 1).astype(np.int64)
        row = np.clip(spot[:, 1] + dy, 0, height - 1).astype(np.int64)
        reached += asked[:, 2] - nearest[row * width + column] < _SHADOW_BIAS_M
    return reached / np.float32(len(offsets))


def _normals(points: Floats, triangles: NDArray[np.int64]) -> Floats:
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    facing = np.cross(b - a, c - a)
    summed = [
        np.bincount(triangles.ravel(), np.repeat(facing[:, axis], 3), len(points))
        for axis in range(3)
    ]
    return np.stack(summed, axis=1).astype(np.float32)


def _resolved(fragments: Fragments, light: Floats, width: int, height: int) -> NDArray[np.uint8]:
    """Average the samples of every pixel in linear light, then encode as sRGB."""
    samples = np.zeros((height * _SAMPLES * width * _SAMPLES, 4), np.float32)
    samples[fragments.pixel, :3] = light[:, ::-1]
    samples[fragments.pixel, 3] = 1
    mean = samples.reshape(height, _SAMPLES, width, _SAMPLES, 4).mean((1, 3))
    bgr = np.clip(mean[..., :3] / np.maximum(mean[..., 3:], 1e-6), 0, 1)
    dark = bgr * np.float32(12.92)
    srgb = np.where(bgr <= 0.0031308, dark, 1.055 * bgr ** np.float32(1 / 2.4) - 0.055)
    encoded: NDArray[np.uint8] = np.round(np.dstack([srgb, mean[..., 3]]) * 255).astype(np.uint8)
    return encoded


def _parts(
    fragments: Fragments, character: Character, width: int, height: int
) -> NDArray[np.uint8]:
    """The label in the middle sample of every pixel."""
    samples = np.zeros(height * _SAMPLES * width * _SAMPLES, np.uint8)
    samples[fragments.pixel] = character.part[fragments.triangle]
    middle = _SAMPLES // 2
    grid = samples.reshape(height * _SAMPLES, width * _SAMPLES)
    return grid[middle::_SAMPLES, middle::_SAMPLES].copy()
