"""Light: lamps, sun and shade, on the ground and on people; noise in the dark."""

import numpy as np
import pytest

from simulator.picture.light import LAMP_HEIGHT_M, LightField
from simulator.scenario.schema import CameraAt, Occluder, Scene, Sensor
from tests.simulator.picture.scenes import body, studio

FROM_ABOVE = CameraAt(width_px=384, height_px=288, height_m=4.0, pitch_deg=25.0, fov_deg=60.0)
QUIET = Sensor(noise=0.0)


def at(field: LightField, x_m: float, ahead_m: float) -> float:
    point = (np.array([value], np.float32) for value in (x_m, 0.0, ahead_m))
    return float(field.at(*point).mean())


def test_a_lamp_lights_the_ground_around_it():
    night = LightField(Scene(light="night", lamps=((2.0, 9.0),)))
    levels = [at(night, 2.0 + away_m, 9.0) for away_m in (0.0, 2.0, 4.0, 8.0, 30.0)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > 10 * levels[-1]


def test_a_lamp_is_off_by_day():
    lit, plain = (LightField(Scene(lamps=lamps)) for lamps in (((0.0, 5.0),), ()))
    assert at(lit, 0.0, 5.0) == at(plain, 0.0, 5.0)


def test_a_shadow_falls_away_from_the_lamp():
    night = LightField(Scene(light="night", lamps=((0.0, 6.0),)))
    falls, strength = night.falls_at([(2.0, 6.0), (-1.0, 8.0)])
    assert falls[0][0] > 0
    assert falls[1][0] < 0 < falls[1][1]
    assert (strength > 0.3).all()
    assert np.hypot(*falls[0]) < 2.0 / (LAMP_HEIGHT_M - 2.0)


def test_who_stands_in_the_shade_is_darker_and_has_no_shadow():
    wall = Occluder(kind="wall", at=(0.0, 8.0), size=(8.0, 3.0))
    day = LightField(Scene(occluders=(wall,)))
    spots = [(0.0, 8.6), (0.0, 5.0)]
    shaded, lit = day.on_bodies(spots)
    assert shaded < 0.85 * lit
    assert day.falls_at(spots)[1].tolist() == [0.0, pytest.approx(0.62, abs=0.05)]


def test_a_low_sun_throws_long_shadows():
    low, day = (
        LightField(Scene(light=light)).falls_at([(0.0, 5.0)])[0][0] for light in ("low_sun", "day")
    )
    assert np.hypot(*low) > 4 * np.hypot(*day)


def test_a_shadow_darkens_the_ground_beside_its_person():
    empty, lived = (
        studio(*people, camera=FROM_ABOVE, sensor=QUIET).picture(0.0)
        for people in ((), (body("a", 0.0, 6.0),))
    )
    ground = lived.owner == -1
    darker = empty.pixels.astype(int).sum(2) - lived.pixels.astype(int).sum(2)
    assert np.count_nonzero(ground & (darker > 60)) > 100


def test_every_light_is_darker_than_the_one_before():
    lights = ("day", "dusk", "night", "dark")
    levels = [
        studio(camera=FROM_ABOVE, light=light, place="street").picture(0.0).pixels.mean()
        for light in lights
    ]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < 40


def test_the_dark_is_noisy():
    spot = np.s_[200:260, 100:200]
    noises = []
    for light in ("day", "night"):
        one = studio(camera=FROM_ABOVE, light=light)
        change = one.picture(0.0).pixels[spot].astype(int) - one.picture(1.0).pixels[spot]
        noises.append(change.std())
    assert noises[1] > 1.5 * noises[0]


def test_a_better_exposure_is_brighter():
    short, usual = (
        studio(sensor=Sensor(exposure=exposure)).picture(0.0).pixels.mean()
        for exposure in (0.25, 1.0)
    )
    assert short == pytest.approx(usual / 2, rel=0.05)


def test_rain_falls_differently_in_every_picture_and_veils_what_is_far():
    wet = studio(camera=FROM_ABOVE, rain=1.0, sensor=QUIET)
    one, other = (wet.picture(t).pixels.astype(int) for t in (0.0, 0.1))
    assert np.abs(one - other).max() > 20
    far = body("a", 0.0, 30.0)
    contrast = []
    for rain in (0.0, 1.0):
        picture = studio(far, rain=rain, sensor=QUIET).picture(0.0)
        contrast.append(picture.pixels[picture.owner == 0].std())
    assert contrast[1] < 0.85 * contrast[0]


def test_it_does_not_rain_in_a_hall():
    dry, wet = (
        studio(place="hall", rain=rain, sensor=QUIET).picture(0.0).pixels for rain in (0.0, 1.0)
    )
    assert np.array_equal(dry, wet)
