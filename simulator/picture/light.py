"""How bright it is where: sun and shade, sky, lamps; levels relative to a clear day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.people.lighting import LIGHTINGS, Lighting
from simulator.picture.texture import Colours, Mask, Plane, bgr
from simulator.scenario.schema import Light, Scene, Spot
from simulator.world.occluders import Block, block

Bgr = tuple[float, float, float]

LAMP_HEIGHT_M: Final = 4.5
# A point of a surface does not shade itself.
_BIAS_M: Final = 0.03
# Of BGR (ITU-R BT.709).
_LUMA: Final = (0.0722, 0.7152, 0.2126)
# Where people are lit: about the middle of a body.
BODY_M: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Daylight:
    """One light, linear, BGR; the clear day's sun and sky together are 1.

    glow: of the sky itself, against the day's. lamp: of a street lamp right below it. drawn: the
    light that figures are exposed for. gain: of the sensor, which tells its noise. shutter_s: how
    long it looks.
    """

    sun: Bgr
    sky: Bgr
    glow: Bgr
    lamp: Bgr = (0.0, 0.0, 0.0)
    drawn: float = 1.0
    gain: float = 1.0
    shutter_s: float = 1 / 250

    @property
    def evening(self) -> bool:
        return max(self.lamp) > 0


DAYLIGHTS: Final[dict[Light, Daylight]] = {
    "day": Daylight(
        sun=(0.58, 0.62, 0.65), sky=(0.42, 0.38, 0.35), glow=(1.0, 1.0, 1.0)
    ),
    "overcast": Daylight(
        sun=(0.0, 0.0, 0.0), sky=(0.74, 0.72, 0.69), glow=(0.72, 0.8, 0.88), drawn=0.85,
        gain=1.6,        shutter_s=1 / 120,
    ),
    "low_sun": Daylight(
        sun=(0.50, 0.76, 0.98), sky=(0.25, 0.20, 0.17), glow=(0.72, 0.92, 1.12),
        gain=1.3, shutter_s=1 / 120,
    ),
    "dusk": Daylight(
        sun=(0.0, 0.0, 0.0), sky=(0.27, 0.19, 0.15), glow=(0.34, 0.22, 0.20),
        lamp=(0.22, 0.34, 0.42), drawn=0.8, gain=5.0, shutter_s=1 / 50,
    ),
    "night": Daylight(
        sun=(0.0, 0.0, 0.0), sky=(0.048, 0.038, 0.032), glow=(0.008, 0.006, 0.006),
        lamp=(0.47, 0.72, 0.9), gain=12.0, shutter_s=1 / 15,
    ),
    "dark": Daylight(
        sun=(0.0, 0.0, 0.0), sky=(0.028, 0.026, 0.025), glow=(0.008, 0.006, 0.006), drawn=0.8,
        gain=24.0,
        shutter_s=1 / 15,
    ),
}  # fmt: skip
# Under a roof the sun does not matter as long as the lights are on.
_INDOORS: Final = Daylight(
    sun=(0.0, 0.0, 0.0), sky=(0.80, 0.86, 0.90), glow=(1.0, 1.0, 1.0), gain=2.0, shutter_s=1 / 100
)


def daylight(scene: Scene) -> Daylight:
    if scene.place == "hall" and not DAYLIGHTS[scene.light].evening and scene.light != "dark":
        return _INDOORS
    return DAYLIGHTS[scene.light]


class LightField:
    """The light of a scene at any point of it.

    falls: where the sun's shadow of one metre falls, [x, ahead]; None without a sun.
    """

    def __init__(self, scene: Scene) -> None:
        self.light = daylight(scene)
        self.falls = _falls(LIGHTINGS[scene.light]) if max(self.light.sun) > 0 else None
        self.lamps: tuple[Spot, ...] = scene.lamps if self.light.evening else ()
        self._blocks = [block(occluder) for occluder in scene.occluders]

    def at(self, x: Plane, up: Plane, ahead: Plane) -> Colours:
        """Linear light that reaches points, (..., 3) BGR."""
        lit = np.broadcast_to(bgr(self.light.sky), (*x.shape, 3)).copy()
        if self.falls is not None:
            lit += ~self._shaded(x, up, ahead, self.falls)[..., None] * bgr(self.light.sun)
        for lamp in self.lamps:
            lit += _lamp(lamp, x, up, ahead)[..., None] * bgr(self.light.lamp)
        return lit.astype(np.float32)

    def on_bodies(self, spots: Sequence[Spot]) -> Plane:
        """By how much bodies that stand there are brighter than they are drawn, in levels, (N,)."""
        x, ahead = (np.array([spot[axis] for spot in spots], np.float32) for axis in (0, 1))
        light = self.at(x, np.full_like(x, BODY_M), ahead)
        # Their colours are drawn in the light's already.
        luminance = light[:, 0] * _LUMA[0] + light[:, 1] * _LUMA[1] + light[:, 2] * _LUMA[2]
        return levels(luminance / np.float32(self.light.drawn))

    def falls_at(self, spots: Sequence[Spot]) -> tuple[Plane, Plane]:
        """Where the shadow of one metre falls, (N, 2) as [x, ahead], and its share of the light.

        (N,) in [0, 1]; 0 in the shade and without sun or lamp.
        """
        x, ahead = (np.array([spot[axis] for spot in spots], np.float32) for axis in (0, 1))
        if self.falls is None:
            return self._lamp_falls(x, ahead)
        in_sun = ~self._shaded(x, np.full_like(x, BODY_M), ahead, self.falls)
        share = self.light.sun[1] / (self.light.sun[1] + self.light.sky[1])
        return np.broadcast_to(np.array(self.falls), (len(x), 2)), in_sun * np.float32(share)

    def _lamp_falls(self, x: Plane, ahead: Plane) -> tuple[Plane, Plane]:
        """Away from the lamp that gives most of the light."""
        if not self.lamps:
            return np.zeros((len(x), 2), np.float32), np.zeros(len(x), np.float32)
        shares = np.stack([_lamp(lamp, x, np.zeros_like(x), ahead) for lamp in self.lamps])
        strongest = np.array(self.lamps, np.float32)[shares.argmax(0)]
        # As if from a sun where the lamp is seen from the chest.
        reach = np.float32(1 / (LAMP_HEIGHT_M - BODY_M))
        falls = np.stack([x - strongest[:, 0], ahead - strongest[:, 1]], axis=1) * reach
        lamps = shares * np.float32(self.light.lamp[1])
        all_light = np.float32(self.light.sky[1]) + lamps.sum(0)
        return falls, lamps.max(0) / all_light

    def _shaded(self, x: Plane, up: Plane, ahead: Plane, fall: Spot) -> Mask:
        shaded = np.zeros(x.shape, np.bool_)
        for one in self._blocks:
            shaded |= _in_shade(one, x, up, ahead, fall)
        return shaded


def levels(light: Colours) -> Colours:
    """Linear light as a factor of levels: a square root is close to every camera's curve."""
    factor: Colours = np.sqrt(light)
    return factor


def _falls(lighting: Lighting) -> Spot:
    right, up, back = lighting.towards_sun()
    return -right / up, back / up


def _in_shade(one: Block, x: Plane, up: Plane, ahead: Plane, fall: Spot) -> Mask:
    """Whether the way up to the sun meets the block; measured in metres of height."""
    enter = np.full(x.shape, _BIAS_M, np.float32)
    leave = np.asarray(one.height_m - up, np.float32)
    sides = ((x, one.x_m, one.width_m, -fall[0]), (ahead, one.ahead_m, one.depth_m, -fall[1]))
    for value, middle, size, slope in sides:
        first, last = ((middle + sign * size / 2 - value) / np.float32(slope) for sign in (-1, 1))
        enter = np.maximum(enter, np.minimum(first, last))
        leave = np.minimum(leave, np.maximum(first, last))
    return enter < leave


def _lamp(lamp: Spot, x: Plane, up: Plane, ahead: Plane) -> Plane:
    """Light of a lamp that shines down, 1 on the ground right below it."""
    below = np.maximum(np.float32(LAMP_HEIGHT_M) - up, np.float32(0.3))
    away = (x - np.float32(lamp[0])) ** 2 + (ahead - np.float32(lamp[1])) ** 2
    squared = away + below * below
    # Cosine at the lamp and on the ground together, softened by what walls and ground send back.
    cosine = below / np.sqrt(squared)
    share: NDArray[np.float32] = (LAMP_HEIGHT_M**2 / squared) * (0.35 + 0.65 * cosine) * cosine
    return np.minimum(share, np.float32(1.6))
