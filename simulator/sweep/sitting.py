"""One person before one camera at a time: the samples of a sweep."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from edge.strict import convert
from simulator.scenario.schema import Light, Place, Scenario
from simulator.world.body import Body, Motion
from simulator.world.looks import CAST

WIDTH_PX: Final = 768
HEIGHT_PX: Final = 576
FOV_DEG: Final = 50.0
SMALLEST_PX: Final = 60.0
LARGEST_PX: Final = 500.0
_PERSON_M: Final = 1.7
_MIDDLE_M: Final = 0.85
_PLACES: Final[tuple[Place, ...]] = ("street", "yard", "hall", "platform")
_MOTIONS: Final[tuple[Motion, ...]] = ("walk", "walk", "walk", "stand", "stand", "run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One camera: how far it looks down, at people of which heights, in what light.

    height_px: the middle of a band from height_px / band to height_px * band. tones: skin tones
    that take turns; none for everybody's own.
    """

    pitch_deg: float
    height_px: float
    light: Light
    place: Place
    band: float = 1.15
    tones: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Sitters:
    """Somebody else at each whole second, alone; as a Studio asks for those who are there."""

    seed: int
    bodies: tuple[Body, ...]

    def at(self, t_s: float) -> tuple[Body, ...]:
        return (self.bodies[int(t_s)],)


def settings(
    *, pitches_deg: tuple[float, ...], bands: int, light: Light, tones: tuple[str, ...] = ()
) -> Iterator[Setting]:
    """Every pitch with every band of heights, which leave no gap; places take turns."""
    heights = np.geomspace(SMALLEST_PX, LARGEST_PX, bands + 1)
    middles = np.sqrt(heights[1:] * heights[:-1])
    for row, pitch_deg in enumerate(pitches_deg):
        for column, height_px in enumerate(middles):
            yield Setting(
                pitch_deg=pitch_deg,
                height_px=float(height_px),
                light=light,
                place=_PLACES[(row + column) % len(_PLACES)],
                band=float(np.sqrt(heights[1] / heights[0])),
                tones=tones,
            )


def scene(setting: Setting) -> Scenario:
    """The empty place before that camera, which looks at the middle of whoever stands right."""
    distance_m, pitch = _distance_m(setting.height_px, setting.pitch_deg), setting.pitch_deg
    above_m = _MIDDLE_M + distance_m * math.sin(math.radians(pitch))
    ahead_m = distance_m * math.cos(math.radians(pitch))
    return convert(
        {
            "name": "one person",
            "about": "Somebody alone before a camera, for a sweep.",
            "theme": "camera",
            "kind": "normal",
            "duration_s": 3600,
            "camera": {
                "width_px": WIDTH_PX,
                "height_px": HEIGHT_PX,
                "height_m": max(0.5, round(above_m, 3)),
                "pitch_deg": pitch,
                "fov_deg": FOV_DEG,
            },
            "scene": {
                "place": setting.place,
                "light": setting.light,
                "lamps": [[-1.5, ahead_m], [1.5, ahead_m]],
            },
        },
        Scenario,
    )


def sitters(setting: Setting, *, count: int, seed: int) -> Sitters:
    """Persons whose heights fill the setting's band."""
    own = seed, round(setting.pitch_deg * 10), round(setting.height_px)
    tones = [f"+{tone}" for tone in setting.tones] or [""]
    # The same person in the same posture shows every tone.
    bodies = (
        _body(setting, tones[i % len(tones)], np.random.default_rng([*own, i // len(tones)]))
        for i in range(count)
    )
    return Sitters(seed=seed, bodies=tuple(bodies))


def _body(setting: Setting, tone: str, rng: np.random.Generator) -> Body:
    names = sorted(CAST)
    name, motion = str(rng.choice(names)), _MOTIONS[int(rng.integers(len(_MOTIONS)))]
    pitch = math.radians(setting.pitch_deg)
    tall = CAST[name].height_m / _PERSON_M
    wanted_px = setting.height_px * float(np.exp(rng.uniform(-1, 1) * math.log(setting.band)))
    nearer = _distance_m(setting.height_px, setting.pitch_deg) * setting.height_px / wanted_px
    # As far along the ground as the size asks; to the side as the picture has room for.
    ahead_m = nearer * tall * math.cos(pitch)
    reach_m = 0.5 * nearer * math.tan(math.radians(FOV_DEG / 2))
    return Body(
        name="one",
        kind="person",
        look=name + tone,
        x_m=float(rng.uniform(-reach_m, reach_m)),
        ahead_m=ahead_m,
        facing_deg=float(rng.uniform(-180, 180)),
        motion=motion,
        phase=float(rng.uniform()),
        speed_m_s=0.0,
    )


def _distance_m(height_px: float, pitch_deg: float) -> float:
    """How far off somebody is who is seen so tall from so far above."""
    focal_px = WIDTH_PX / 2 / math.tan(math.radians(FOV_DEG / 2))
    return focal_px * _PERSON_M * math.cos(math.radians(pitch_deg)) / height_px
