"""What lens, light and sensor make of the painting, and what of it is still somebody's."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.frame import Pixels
from simulator.injection.moment import Moment
from simulator.injection.scene import HEIGHT_PX, WIDTH_PX, Labels, Street

# Noise of a sensor by day, in levels.
_NOISE: Final = 2.0
_NOISES: Final = 8
# A lens that is covered still passes a little light at one side.
_CLOTH: Final = 22.0
_NOTHING: Final = (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture as the camera delivers it.

    labels: (H, W) whose each pixel is, 0 where nobody changes what the picture shows. light: mean
    level. contrast: of the painted one, the share that is left. blur_px: as in Moment.
    """

    pixels: Pixels
    labels: Labels
    light: float
    contrast: float
    blur_px: float


class Lens:
    """Takes pictures of one street."""

    def __init__(self, street: Street, rng: np.random.Generator) -> None:
        self._street = street
        self._noise = _noise()
        self._cloth = _cloth(rng)
        self._taken = int(rng.integers(_NOISES))
        self._last: Shot | None = None

    def take(self, t_s: float, moment: Moment) -> Shot:
        """Take the picture of this moment, or the one before again where it is frozen."""
        if moment.shown == "frozen" and self._last is not None:
            shot = self._last
        else:
            shot = self._take(t_s, moment)
            if moment.shown == "torn" and self._last is not None:
                shot = _torn(shot, self._last)
            self._last = shot
        # Who gets it fills it in place.
        return _scaled(shot, moment.scale)

    def _take(self, t_s: float, moment: Moment) -> Shot:
        painting = self._street.paint(t_s, moment.shift_px)
        pixels, labels = painting.pixels, painting.labels
        light, contrast = 120.0, 1.0
        if moment.shown in ("cloth", "blank"):
            pixels = self._cloth.copy() if moment.shown == "cloth" else np.full_like(pixels, 16)
            labels = np.zeros_like(labels)
            light, contrast = _CLOTH, 0.0
        elif moment.light != 1.0 or moment.lift or moment.blur_px:
            pixels, empty = (_seen(one, moment) for one in (painting.pixels, painting.empty))
            labels = _left_of(labels, pixels, empty)
            light = float(pixels.mean())
            contrast = float(empty.std() / max(painting.empty.std(), 1.0))
        if moment.shown != "blank":
            self._taken += 1
            noise = self._noise[self._taken % _NOISES]
            pixels = cv2.add(pixels, noise, dtype=cv2.CV_8U).astype(np.uint8, copy=False)
        return Shot(
            pixels=pixels, labels=labels, light=light, contrast=contrast, blur_px=moment.blur_px
        )


def _seen(pixels: Pixels, moment: Moment) -> Pixels:
    if moment.blur_px:
        # At half the size: the same for so wide a blur, and ten times faster.
        half = cv2.resize(pixels, (WIDTH_PX // 2, HEIGHT_PX // 2), interpolation=cv2.INTER_AREA)
        half = cv2.GaussianBlur(half, (0, 0), moment.blur_px / 2)
        pixels = np.asarray(cv2.resize(half, (WIDTH_PX, HEIGHT_PX)), np.uint8)
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=moment.light, beta=moment.lift), np.uint8)


def _left_of(labels: Labels, pixels: Pixels, empty: Pixels) -> Labels:
    """Keep the labels where people change the picture by a level at least, before its noise."""
    same = cv2.inRange(cv2.absdiff(pixels, empty), _NOTHING, _NOTHING)
    return np.where(same == 0, labels, 0).astype(np.uint8)


def _torn(shot: Shot, before: Shot) -> Shot:
    """The lower half is of the picture before: a stream that lost some of its packets."""
    pixels, labels = shot.pixels.copy(), shot.labels.copy()
    half = HEIGHT_PX // 2
    pixels[half:], labels[half:] = before.pixels[half:], before.labels[half:]
    return Shot(
        pixels=pixels,
        labels=labels,
        light=shot.light,
        contrast=shot.contrast,
        blur_px=shot.blur_px,
    )


def _scaled(shot: Shot, scale: float) -> Shot:
    """A copy, in another size."""
    size = round(WIDTH_PX * scale), round(HEIGHT_PX * scale)
    pixels, labels = shot.pixels.copy(), shot.labels
    if scale != 1.0:
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        labels = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    return Shot(
        pixels=pixels,
        labels=labels,
        light=shot.light,
        contrast=shot.contrast,
        blur_px=shot.blur_px * scale,
    )


@cache
def _noise() -> NDArray[np.int16]:
    """Some pictures of noise, (N, H, W, 3), to be added in turn."""
    shape = _NOISES, HEIGHT_PX, WIDTH_PX, 3
    noise = np.random.default_rng(1).standard_normal(shape, np.float32) * _NOISE
    return np.round(noise).astype(np.int16)


def _cloth(rng: np.random.Generator) -> Pixels:
    rough = rng.standard_normal((6, 8)).astype(np.float32)
    folds = cv2.resize(rough, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
    side = 30 * (np.arange(WIDTH_PX, dtype=np.float32) / WIDTH_PX) ** 4
    levels = np.clip(_CLOTH * (1 + 0.12 * folds) + side, 0, 255)
    return np.repeat(levels[..., None], 3, axis=2).astype(np.uint8)
