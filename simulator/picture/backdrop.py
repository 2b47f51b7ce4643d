"""The empty scene as a camera sees it, in its light, and how far what stands in it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.picture.light import LAMP_HEIGHT_M, LightField, levels
from simulator.picture.places import PLACES
from simulator.picture.rain import rainfall
from simulator.picture.shot import FARTHEST, LAMP, LIT, SAMPLES, SKY, Shot
from simulator.picture.standing import lamp_post, stand
from simulator.picture.texture import Colours, Mask, Plane, bgr
from simulator.scenario.schema import Scene
from simulator.world.pinhole import Pinhole

# Visibility in a cloudburst: the range at which 1 / e of the contrast is left.
_RAIN_RANGE_M: Final = 45.0
_RAIN_GREY: Final = (176.0, 172.0, 168.0)
_HALO_PX: Final = 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """pixels: (H, W, 3) BGR. range_m: (H, W), how far away along the ground what hides stands,

    infinite where nothing does. ground: (H, W), whether a shadow may fall there.
    """

    pixels: NDArray[np.uint8]
    range_m: NDArray[np.float32]
    ground: Mask


def backdrop(scene: Scene, camera: Pinhole, light: LightField, seed: int) -> Backdrop:
    """Draw what the camera sees of the empty scene. The same seed is the same place."""
    place, things = np.random.default_rng([seed, 1]).spawn(2)
    shot = Shot(camera, evening=light.light.evening)
    PLACES[scene.place](shot, place)
    for occluder, chance in zip(scene.occluders, things.spawn(len(scene.occluders)), strict=True):
        stand(shot, occluder, chance)
    for lamp in scene.lamps:
        lamp_post(shot, lamp)
    colours = _lit(shot, light)
    if rainfall(scene):
        colours = _wet(shot, colours, rainfall(scene), light)
    pixels = _halved(np.clip(colours, 0, 255))
    _halos(pixels, camera, light)
    pixels[_beyond_lens(camera)] = 0
    return Backdrop(
        pixels=np.clip(np.round(pixels), 0, 255).astype(np.uint8),
        range_m=_ranges(shot),
        ground=np.ascontiguousarray(shot.ground[::SAMPLES, ::SAMPLES]),
    )


def hidden_by(scene: Scene, camera: Pinhole) -> tuple[NDArray[np.float32], Mask]:
    """Ranges and ground where a recording shows the place: only what the scenario says stands."""
    shot = Shot(camera)
    for occluder in scene.occluders:
        stand(shot, occluder, np.random.default_rng(0))
    below = shot.up < 0
    return _ranges(shot), np.ascontiguousarray((below & (shot.reach >= FARTHEST))[::2, ::2])


def haze(range_m: float, rain: float) -> float:
    """Share of the rain's grey in what is seen so far away."""
    return float(rain * (1 - 1 / (1 + range_m / _RAIN_RANGE_M)))


def rain_grey(light: LightField) -> Colours:
    """What rain looks like from afar in this light, BGR."""
    return bgr(_RAIN_GREY) * levels(bgr(light.light.sky) + 0.3 * bgr(light.light.sun))


def _lit(shot: Shot, light: LightField) -> Colours:
    reach = np.minimum(shot.reach, np.float32(400))
    points = [shot.right * reach, shot.up * reach + np.float32(shot.height_m), shot.ahead * reach]
    factor = levels(light.at(points[0], points[1], points[2]))
    factor[shot.glow == SKY] = levels(bgr(light.light.glow))
    factor[shot.glow == LAMP] = 1.0
    lit: Colours = shot.colours * factor
    return lit


def _wet(shot: Shot, colours: Colours, rain: float, light: LightField) -> Colours:
    """Wet ground is darker, and at a low angle it is a dull mirror of the sky."""
    range_m = _range(shot)
    low: Plane = np.clip(1 + shot.up * np.float32(2.2), 0, 1) ** 3
    sheen = (np.float32(0.55 * rain) * low)[..., None]
    grey = rain_grey(light)
    shiny = colours * np.float32(1 - 0.24 * rain) * (1 - sheen) + grey * np.float32(1.1) * sheen
    wet = np.where((shot.ground & (shot.glow == LIT))[..., None], shiny, colours)
    veil = np.float32(rain) * (1 - 1 / (1 + range_m / np.float32(_RAIN_RANGE_M)))[..., None]
    veiled = wet * (1 - veil) + grey * veil
    return veiled.astype(np.float32)


def _range(shot: Shot) -> Plane:
    along = np.sqrt(shot.right * shot.right + shot.ahead * shot.ahead)
    range_m: Plane = along * np.minimum(shot.reach, np.float32(400))
    return range_m


def _ranges(shot: Shot) -> NDArray[np.float32]:
    hides = (shot.reach < FARTHEST) & ~shot.ground
    return np.where(hides, _range(shot), np.inf).astype(np.float32)[::SAMPLES, ::SAMPLES].copy()


def _halved(colours: Colours) -> Colours:
    height, width = colours.shape[0] // SAMPLES, colours.shape[1] // SAMPLES
    return cv2.resize(colours, (width, height), interpolation=cv2.INTER_AREA).astype(
        np.float32, copy=False
    )


def _beyond_lens(camera: Pinhole) -> Mask:
    """(H, W): what no light reaches through a barrel lens that bends more than the picture is wide.

    Its farthest rays end at r'^2 = 4 / (27 |k1|), where r (1 + k1 r^2) turns back.
    """
    if camera.distortion >= 0:
        return np.zeros((camera.height_px, camera.width_px), np.bool_)
    half = camera.width_px / 2
    x = (np.arange(camera.width_px) + 0.5) / half - 1
    y = (np.arange(camera.height_px) + 0.5 - camera.height_px / 2) / half
    beyond: Mask = x[None, :] ** 2 + y[:, None] ** 2 > 4 / (27 * -camera.distortion)
    return beyond


def _halos(pixels: Colours, camera: Pinhole, light: LightField) -> None:
    """The glare of a lamp in the lens."""
    for x, ahead in light.lamps:
        spot = camera.project(x_m=x, up_m=LAMP_HEIGHT_M + 0.1, ahead_m=ahead)
        if not math.isnan(spot[0]):
            _halo(pixels, spot, light.light.lamp)


def _halo(pixels: Colours, spot: tuple[float, float], colour: Sequence[float]) -> None:
    height, width = pixels.shape[:2]
    x = np.arange(width, dtype=np.float32)[None, :] - np.float32(spot[0])
    y = np.arange(height, dtype=np.float32)[:, None] - np.float32(spot[1])
    squared = (x * x + y * y) / np.float32(_HALO_PX**2)
    pixels += (150 / (1 + 4 * squared * squared + 2 * squared))[..., None] * bgr(colour)
