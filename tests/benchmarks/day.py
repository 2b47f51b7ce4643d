"""A day of light before a small camera: sun, clouds, lamps, rain, wind and headlights.

What it shows is drawn as everything is (simulator/picture), but for the light, which goes on.
"""

import math
from dataclasses import replace
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.strict import convert
from simulator.picture.backdrop import Backdrop, backdrop
from simulator.picture.light import DAYLIGHTS, LightField, levels
from simulator.picture.places import PLACES
from simulator.picture.rain import Rain
from simulator.picture.shot import LIT, SAMPLES, SKY, Shot
from simulator.picture.stage import Stage
from simulator.picture.standing import lamp_post, stand
from simulator.picture.studio import Studio
from simulator.scenario.schema import Scenario
from simulator.world.pinhole import Pinhole
from simulator.world.world import World

DAY_S: Final = 86_400.0
HOUR_S: Final = 3600.0
SUNRISE_S, SUNSET_S = 6 * HOUR_S, 18 * HOUR_S
# The sun goes on by a quarter of a degree a minute: of a low one, shadows go on by pixels then.
SUN_STEP_S: Final = 2.0
NOON_DEG: Final = 55.0
PLANES = NDArray[np.float32]


def scenario(seed: int, *, duration_s: float = DAY_S) -> Scenario:
    """A yard with buildings, passers-by all day, and three things left for ten minutes each."""
    rng = np.random.default_rng([seed, 20])
    times_s = sorted(rng.uniform(0.02, 0.95, 3) * duration_s)
    actors: list[dict[str, Any]] = []
    for number, at_s in enumerate(float(t) for t in times_s):
        spot = [float(rng.uniform(-2.0, 2.0)), float(rng.uniform(7.0, 10.0))]
        bag = f"bag{number}"
        way = [
            {"do": "walk", "to": spot}, {"do": "put_down", "bag": bag}, {"do": "wait", "for_s": 3},
            {"do": "walk", "to": [8, spot[1]]}, {"do": "wait", "for_s": min(600.0, duration_s / 9)},
            {"do": "walk", "to": spot}, {"do": "pick_up", "bag": bag},
            {"do": "walk", "to": [-8, spot[1]]},
        ]  # fmt: skip
        kind = str(rng.choice(["suitcase", "backpack", "box"]))
        start = [-8, spot[1] - 0.3]
        actors.append(
            {"name": f"a{number}", "start": start, "at_s": at_s, "carries": {bag: kind}, "way": way}
        )
    ways = [[[-8, 9], [8, 9.5]], [[8, 12], [-8, 11]], [[-3, 18], [2, 5], [8, 5.5]]]
    return convert(
        {
            "name": f"a day {seed}",
            "about": "A day of light, clouds, rain and passers-by.",
            "theme": "objects",
            "kind": "nasty",
            "seed": seed,
            "duration_s": duration_s,
            "camera": {
                "width_px": 160, "height_px": 120, "fps": 1.0, "height_m": 3.5, "pitch_deg": 18.0,
                "fov_deg": 60.0,
            },
            "scene": {
                "place": str(rng.choice(["yard", "street", "plain"])),
                "lamps": [[-3.0, 9.0], [4.0, 13.0]],
                "occluders": [
                    {"kind": "pillar", "at": [-3.5, 11.0]}, {"kind": "kiosk", "at": [4.5, 15.0]},
                    {"kind": "hedge", "at": [-5.5, 14.0]}, {"kind": "bench", "at": [1.5, 13.0]},
                ],
            },
            "actors": actors,
            "traffic": [{"per_minute": 1.0, "ways": ways, "pause": 0.15, "carrying": 0.3}],
            "config": {
                "zones": {"yard": {"polygon": [[0, 0.2], [1, 0.2], [1, 1], [0, 1]]}},
                "rules": [{"rule": "unattended_object", "zone": "yard"}],
            },
        },
        Scenario,
    )  # fmt: skip


class Sky:
    """What the sky gives at any second: clouds pass within seconds, as they do."""

    def __init__(self, seed: int, duration_s: float) -> None:
        rng = np.random.default_rng([seed, 21])
        seconds = int(duration_s) + 120
        clear = np.ones(seconds, np.float32)
        t = 0
        while t < seconds:
            weather = rng.choice(["clear", "broken", "broken", "overcast"])
            end = t + int(rng.uniform(0.5, 2.0) * HOUR_S)
            if weather == "overcast":
                clear[t:end] = 0.0
            while weather == "broken" and t < end:
                sun, cloud = int(rng.uniform(15, 400)), int(rng.uniform(10, 300))
                clear[t + sun : t + sun + cloud] = rng.uniform(0.0, 0.3)
                t += sun + cloud
            t = max(t, end)
        self.clear = np.convolve(clear, np.full(4, 0.25, np.float32), "same")
        self.rains = _spells(rng, duration_s, a_day=4, least_s=300, most_s=3000)
        self.wind = _spells(rng, duration_s, a_day=6, least_s=600, most_s=6000)

    def sun(self, t_s: float) -> tuple[float, tuple[float, float] | None]:
        """Its strength, 0 to 1, and where the shadow of one metre falls; None at night."""
        share = (t_s % DAY_S - SUNRISE_S) / (SUNSET_S - SUNRISE_S)
        high_deg = NOON_DEG * math.sin(math.pi * share)
        if not 0.0 < share < 1.0 or high_deg < 2.0:
            return 0.0, None
        turn, high = math.radians(180 * share - 90), math.radians(high_deg)
        away = 1 / math.tan(high)
        falls = -away * math.sin(turn) + 1e-6, away * math.cos(turn) + 1e-6
        return min(high_deg / 15, 1.0) * float(self.clear[int(t_s)]), falls

    def daylight(self, t_s: float) -> float:
        """Of the whole sky, without the sun; twilight lasts half an hour."""
        share = (t_s % DAY_S - SUNRISE_S + 1800) / (SUNSET_S - SUNRISE_S + 3600)
        return max(math.sin(math.pi * share), 0.0) ** 0.5 if 0.0 < share < 1.0 else 0.0

    def is_in(self, spells: list[tuple[float, float]], t_s: float) -> bool:
        return any(begin <= t_s < end for begin, end in spells)


class DayField(LightField):
    """A field of light that follows the sky, exposed as a camera does."""

    def __init__(self, scenario: Scenario, sky: Sky) -> None:
        super().__init__(scenario.scene)
        self._posts, self._sky = scenario.scene.lamps, sky
        self.exposure = 1.0

    def go_to(self, t_s: float) -> None:
        sun, self.falls = self._sky.sun(t_s)
        day = self._sky.daylight(t_s)
        lit = day < 0.25
        self.lamps = self._posts if lit else ()
        sky = tuple(0.012 + 0.38 * day for _ in range(3))
        lamp = (0.30, 0.42, 0.5) if lit else (0.0, 0.0, 0.0)
        self.light = replace(DAYLIGHTS["day"], sun=(0.62 * sun,) * 3, sky=sky, lamp=lamp, drawn=1.0)
        # Half of what is missing is made up for by the exposure.
        mean = 0.7 * sun * 0.62 + sky[0] + 0.15 * lamp[1]
        self.exposure = float(np.clip((0.7 / mean) ** 0.25, 0.8, 2.2))

    def on_bodies(self, spots: Any) -> Any:
        return super().on_bodies(spots) * np.float32(self.exposure)


class DayStage(Stage):
    """The empty place in the light of the moment."""

    def __init__(self, scenario: Scenario, field: DayField, sky: Sky, camera: Pinhole) -> None:
        self._field, self._sky = field, sky
        day = LightField(scenario.scene)
        empty = backdrop(scenario.scene, camera, day, scenario.seed)
        self._range_m, self._ground = empty.range_m, empty.ground
        place, things = np.random.default_rng([scenario.seed, 1]).spawn(2)
        shot = Shot(camera)
        PLACES[scenario.scene.place](shot, place)
        chances = things.spawn(len(scenario.scene.occluders))
        for occluder, chance in zip(scenario.scene.occluders, chances, strict=True):
            stand(shot, occluder, chance)
        for post in scenario.scene.lamps:
            lamp_post(shot, post)
        reach = np.minimum(shot.reach, np.float32(400))
        self._points = (
            shot.right * reach, shot.up * reach + np.float32(shot.height_m), shot.ahead * reach,
        )  # fmt: skip
        self._is_lit = shot.glow == LIT
        self._colours = _halved(shot.colours.mean(2))
        self._sky_share = _halved((shot.glow == SKY).astype(np.float32))
        self._lamp_light = self._lamps()
        self._sunlit = np.zeros_like(self._colours)
        self._step = -1
        self._rng = np.random.default_rng([scenario.seed, 22])
        self._marks = _marks(scenario, camera, self._rng)

    def at(self, t_s: float, camera: Pinhole) -> Backdrop:
        del camera
        self._field.go_to(t_s)
        if int(t_s / SUN_STEP_S) != self._step:
            self._step = int(t_s / SUN_STEP_S)
            self._sunlit = self._sun_map()
        light = self._field.light
        linear = light.sky[1] + self._sunlit * np.float32(light.sun[1])
        if self._field.lamps:
            linear = linear + self._lamp_light * np.float32(light.lamp[1])
        for mark in self._marks:
            linear = mark.lit(linear, t_s, light.sun[1], self._field.lamps != ())
        shine = levels(np.maximum(linear, 0.0)) * np.float32(self._field.exposure)
        wet = 0.8 if self._sky.is_in(self._sky.rains, t_s) else 1.0
        colours = self._colours
        if self._sky.is_in(self._sky.wind, t_s):
            colours = colours.copy()
            _sway(colours, self._rng)
        sky = levels(np.float32(light.sky[1] + 0.3 * light.sun[1])) * self._sky_share
        grey = colours * (shine * (1 - self._sky_share) * np.float32(wet) + sky)
        pixels = cv2.convertScaleAbs(grey)
        return Backdrop(
            pixels=cv2.merge([pixels, pixels, pixels]), range_m=self._range_m, ground=self._ground
        )

    def _sun_map(self) -> PLANES:
        if self._field.falls is None:
            return np.zeros_like(self._colours)
        shaded = self._field._shaded(*self._points, self._field.falls)
        return _halved((~shaded & self._is_lit).astype(np.float32))

    def _lamps(self) -> PLANES:
        self._field.go_to(0.0)
        light = self._field.light
        self._field.falls = None
        lit = self._field.at(*self._points)[..., 1] - np.float32(light.sky[1])
        return _halved(lit / np.float32(max(light.lamp[1], 1e-6)))


class _Mark:
    """A patch of light: of a window, of headlights, of what a pane throws back."""

    def __init__(self, where: PLANES, spans: list[tuple[float, float]], *, kind: str) -> None:
        self._where, self._spans, self._kind = where, spans, kind

    def lit(self, linear: PLANES, t_s: float, sun: float, is_night: bool) -> PLANES:
        if not any(begin <= t_s < end for begin, end in self._spans):
            return linear
        if self._kind == "sun":
            return linear + self._where * np.float32(0.6 * sun)
        return linear + self._where * np.float32(0.25) if is_night else linear


def _marks(scenario: Scenario, camera: Pinhole, rng: np.random.Generator) -> list[_Mark]:
    """Patches as large as bags and larger, with sharp edges, at random times."""
    height, width = camera.height_px, camera.width_px
    scale = scenario.duration_s / DAY_S
    marks = []
    for kind, count, span_s in (("sun", 12, (120, 2400)), ("lamp", 16, (20, 3000))):
        for _ in range(max(1, round(count * scale))):
            where = np.zeros((height, width), np.float32)
            x, y = int(rng.uniform(0.05, 0.9) * width), int(rng.uniform(0.35, 0.9) * height)
            w, h = int(rng.uniform(3, 26)), int(rng.uniform(2, 12))
            slant = int(rng.uniform(-5, 5))
            corners = np.array(
                [[x, y], [x + w, y + slant // 2], [x + w + slant, y + h], [x, y + h]]
            )
            cv2.fillPoly(where, [corners], (float(rng.uniform(0.4, 1.0)),))
            begin = float(rng.uniform(0, scenario.duration_s))
            marks.append(_Mark(where, [(begin, begin + float(rng.uniform(*span_s)))], kind=kind))
    return marks


class DayStudio(Studio):
    """A studio whose light goes on."""

    def __init__(self, scenario: Scenario, world: World, sky: Sky) -> None:
        super().__init__(scenario, world)
        field = DayField(scenario, sky)
        self._light = field
        self._stage = DayStage(scenario, field, sky, self.camera)
        self._sky = sky
        self._drops = Rain(self._size, rain=0.6, brightness=0.7, seed=scenario.seed)

    def picture(self, t_s: float, *args: Any) -> Any:
        self._rain = self._drops if self._sky.is_in(self._sky.rains, t_s) else None
        return super().picture(t_s, *args)


def _spells(
    rng: np.random.Generator, duration_s: float, *, a_day: int, least_s: float, most_s: float
) -> list[tuple[float, float]]:
    begins = rng.uniform(0, duration_s, rng.poisson(duration_s / DAY_S * a_day))
    return [(float(b), float(b + rng.uniform(least_s, most_s))) for b in begins]


def _sway(colours: PLANES, rng: np.random.Generator) -> None:
    """Leaves in the wind: a quarter of the picture, shaken by a pixel."""
    high, wide = colours.shape
    part = np.s_[high // 6 : high // 2, : wide // 3]
    colours[part] = np.roll(colours[part], tuple(rng.integers(-1, 2, 2)), (0, 1))


def _halved(plane: PLANES) -> PLANES:
    height, width = plane.shape[0] // SAMPLES, plane.shape[1] // SAMPLES
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA), np.float32)
