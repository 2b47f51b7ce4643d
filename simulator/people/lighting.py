"""The light a scene is in: a sun or lamp, the sky, and what the ground throws back."""

import math
from dataclasses import dataclass
from typing import Final

from simulator.scenario.schema import Light
from simulator.things.mesh import Colour

_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighting:
    """Strengths are linear light, RGB, as exposed: 1.0 makes a white surface white.

    azimuth_deg: where the sun or lamp stands, 0 behind the camera, 90 to its right;
    elevation_deg: how high; soft_m: over how far the edges of its shadows fade.
    """

    azimuth_deg: float
    elevation_deg: float
    sun: Colour
    sky: Colour
    ground: Colour
    soft_m: float = 0.02

    def towards_sun(self) -> tuple[float, float, float]:
        """A unit vector: to the camera's right, up, and towards the camera."""
        level = math.cos(math.radians(self.elevation_deg))
        turn = math.radians(self.azimuth_deg)
        up = math.sin(math.radians(self.elevation_deg))
        return (
            round(level * math.sin(turn), _DIGITS),
            round(up, _DIGITS),
            round(level * math.cos(turn), _DIGITS),
        )


# A camera's automatic exposure is part of these: the picture's brightness is not.
LIGHTINGS: Final[dict[Light, Lighting]] = {
    "day": Lighting(
        azimuth_deg=35.0,
        elevation_deg=52.0,
        sun=(0.70, 0.67, 0.61),
        sky=(0.44, 0.47, 0.51),
        ground=(0.18, 0.17, 0.155),
    ),
    "overcast": Lighting(
        azimuth_deg=20.0,
        elevation_deg=75.0,
        sun=(0.14, 0.14, 0.14),
        sky=(0.72, 0.74, 0.77),
        ground=(0.24, 0.24, 0.235),
        soft_m=0.06,
    ),
    "low_sun": Lighting(
        azimuth_deg=78.0,
        elevation_deg=13.0,
        sun=(1.05, 0.78, 0.48),
        sky=(0.30, 0.32, 0.38),
        ground=(0.17, 0.145, 0.12),
    ),
    "dusk": Lighting(
        azimuth_deg=-70.0,
        elevation_deg=12.0,
        sun=(0.16, 0.11, 0.09),
        sky=(0.50, 0.54, 0.66),
        ground=(0.17, 0.175, 0.20),
        soft_m=0.06,
    ),
    "night": Lighting(
        azimuth_deg=-40.0,
        elevation_deg=68.0,
        sun=(0.86, 0.66, 0.42),
        sky=(0.17, 0.15, 0.13),
        ground=(0.15, 0.12, 0.085),
        soft_m=0.03,
    ),
    "dark": Lighting(
        azimuth_deg=-40.0,
        elevation_deg=60.0,
        sun=(0.22, 0.19, 0.16),
        sky=(0.38, 0.39, 0.42),
        ground=(0.16, 0.16, 0.17),
        soft_m=0.06,
    ),
}
