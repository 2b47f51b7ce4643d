"""Busy places by chance: short passes of many people before cameras of every kind.

Nearly everybody comes near enough that the face is large enough to be told. A seed and a number
give one place, however many are asked for.
"""

import math
from collections.abc import Iterator
from typing import Final, Literal, get_args

import numpy as np

from simulator.exposure.ground import Ground, choice, one_of, spot
from simulator.exposure.walkers import walker
from simulator.scenario.schema import (
    CameraAt,
    Light,
    Occluder,
    Place,
    Scenario,
    Scene,
    Sensor,
    Spot,
)

STREET_S: Final = 30.0
# Nobody comes later before the end: they would not get far.
_LAST_S: Final = STREET_S - 2.5
# Pixels of a picture, and how often.
_SIZES: Final = (((768, 576), 0.25), ((960, 544), 0.25), ((1280, 720), 0.5))
_FPS: Final = (5.0, 10.0)
_STEEPEST_DEG: Final = 45.0
_FOV_DEG: Final = (45.0, 75.0)
_JPEG_QUALITY: Final = (70, 85, 95)
# Light, whether it rains, how often. No "dark": there every picture should be masked whole.
_WEATHER: Final[tuple[tuple[Light, bool, float], ...]] = (
    ("day", False, 0.30),
    ("overcast", False, 0.15),
    ("low_sun", False, 0.20),
    ("overcast", True, 0.12),
    ("dusk", False, 0.10),
    ("night", False, 0.13),
)
_RAIN: Final = (0.4, 0.9)
# A face from cheek to cheek; how wide it is, in px, where people come nearest and go farthest.
_FACE_M: Final = 0.14
_FACE_UP_M: Final = 1.5
_NEAR_PX: Final = (22.0, 44.0)
_FAR_PX: Final = (13.0, 15.5)
# The least distance along the ground: nearer, people would stand in the lens.
_NEAREST_M: Final = 0.8
# How many come by in a picture of that width, and in a wider one more.
_PEOPLE: Final = (18, 32)
_PEOPLE_WIDTH_PX: Final = 768
# What hides stands in the farther part, or it would fill the view.
_FARTHER: Final = 0.4
_Hiding = Literal["pillar", "kiosk", "wall"]
# Width and height in metres: whoever is behind cannot be seen from above either.
_HIDES: Final[dict[_Hiding, tuple[float, float]]] = {
    "pillar": (0.8, 3.4),
    "kiosk": (2.2, 3.0),
    "wall": (2.4, 3.0),
}
_LOW: Final[tuple[Literal["car", "hedge", "sign", "bench"], ...]] = (
    "car",
    "hedge",
    "sign",
    "bench",
)


def street(seed: int, number: int) -> Scenario:
    """One place of the many that a seed stands for."""
    rng = np.random.default_rng([seed, number])
    camera, ground = _camera(rng)
    light, rains, _ = _WEATHER[one_of(rng, [share for *_, share in _WEATHER])]
    occluders = tuple(_occluders(rng, ground))
    hides = [occluder.at for occluder in occluders if occluder.kind in _HIDES]
    count = round(rng.integers(*_PEOPLE) * camera.width_px / _PEOPLE_WIDTH_PX)
    return Scenario(
        name=f"street {number} of seed {seed}",
        about="People of every kind go by, by chance.",
        theme="camera",
        kind="normal",
        seed=int(rng.integers(2**31)),
        duration_s=STREET_S,
        camera=camera,
        scene=Scene(
            place=choice(rng, get_args(Place)),
            light=light,
            rain=float(rng.uniform(*_RAIN)) if rains else 0.0,
            lamps=tuple(_lamps(rng, ground)) if light in ("dusk", "night") else (),
            occluders=occluders,
            sensor=Sensor(jpeg_quality=choice(rng, _JPEG_QUALITY)),
        ),
        actors=tuple(
            walker(rng, f"p{index}", ground, hides, last_s=_LAST_S) for index in range(count)
        ),
    )


def _camera(rng: np.random.Generator) -> tuple[CameraAt, Ground]:
    """So high that it looks at passing faces, however steeply."""
    width, height = _SIZES[one_of(rng, [share for _, share in _SIZES])][0]
    pitch_deg, fov_deg = float(rng.uniform(0, _STEEPEST_DEG)), float(rng.uniform(*_FOV_DEG))
    wide = math.tan(math.radians(fov_deg / 2))
    near_m, far_m = (
        width / 2 / wide * _FACE_M / float(rng.uniform(*px)) for px in (_NEAR_PX, _FAR_PX)
    )
    above_m = math.sqrt(near_m * far_m) * math.sin(math.radians(pitch_deg))
    near, far = (
        max(_NEAREST_M, math.sqrt(max(0.0, slant * slant - above_m * above_m)))
        for slant in (near_m, far_m)
    )
    camera = CameraAt(
        width_px=width,
        height_px=height,
        fov_deg=fov_deg,
        pitch_deg=pitch_deg,
        height_m=_FACE_UP_M + above_m,
        fps=choice(rng, _FPS),
    )
    return camera, Ground(near_m=near, far_m=far, wide=wide, above_m=above_m)


def _occluders(rng: np.random.Generator, ground: Ground) -> Iterator[Occluder]:
    for _ in range(int(rng.integers(0, 3))):
        hiding = choice(rng, tuple(_HIDES))
        yield Occluder(kind=hiding, at=spot(rng, ground, nearest=_FARTHER), size=_HIDES[hiding])
    if rng.random() < 0.5:
        yield Occluder(kind=choice(rng, _LOW), at=spot(rng, ground, nearest=_FARTHER))


def _lamps(rng: np.random.Generator, ground: Ground) -> Iterator[Spot]:
    for _ in range(int(rng.integers(2, 5))):
        yield spot(rng, ground)
