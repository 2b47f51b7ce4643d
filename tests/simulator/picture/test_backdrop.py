"""Places: drawn for any camera, with what hides in them."""

from typing import get_args

import numpy as np
import pytest

from simulator.picture.backdrop import Backdrop, backdrop
from simulator.picture.light import LightField
from simulator.scenario.schema import CameraAt, Light, Occluder, Place, Scene
from simulator.world.pinhole import Pinhole

SMALL = CameraAt(width_px=192, height_px=144, height_m=3.0, pitch_deg=15.0, fov_deg=60.0)
KINDS = get_args(Occluder.__annotations__["kind"])


def drawn(scene: Scene, camera: CameraAt = SMALL, yaw_deg: float = 0.0) -> Backdrop:
    return backdrop(scene, Pinhole.of(camera).yawed(yaw_deg), LightField(scene), seed=3)


@pytest.mark.parametrize("place", get_args(Place))
@pytest.mark.parametrize("pitch_deg", [0.0, 45.0, 90.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 140.0])
def test_every_place_is_drawn_whole_for_any_camera(place, pitch_deg, yaw_deg):
    camera = CameraAt(
        width_px=96, height_px=72, height_m=4.0, pitch_deg=pitch_deg, fov_deg=100, distortion=-0.09
    )
    seen = drawn(Scene(place=place), camera, yaw_deg)
    assert seen.pixels.shape == (72, 96, 3)
    assert seen.pixels.max(2).min() > 0


@pytest.mark.parametrize("place", get_args(Place))
@pytest.mark.parametrize("light", get_args(Light))
def test_no_place_is_burnt_out_or_flat(place, light):
    seen = drawn(Scene(place=place, light=light, lamps=((0.0, 9.0),)))
    assert (seen.pixels.min(2) >= 250).mean() < 0.05
    assert seen.pixels.std() > 2


def test_the_ground_hides_nobody_and_takes_shadows():
    seen = drawn(Scene(place="plain"))
    assert seen.ground[-1].all()
    assert np.isinf(seen.range_m[seen.ground]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_is_drawn_where_it_stands(kind):
    empty = drawn(Scene(place="plain"))
    seen = drawn(Scene(place="plain", occluders=(Occluder(kind=kind, at=(0.0, 8.0)),)))
    there = np.isfinite(seen.range_m) & (seen.range_m < 12)
    assert there.any()
    assert 6.5 < np.median(seen.range_m[there]) < 8.5
    changed = np.abs(seen.pixels.astype(int) - empty.pixels).max(2) > 12
    assert changed[there].mean() > 0.8
    columns = np.flatnonzero(there.any(0))
    assert abs((columns[0] + columns[-1]) / 2 - 96) < 3


def test_what_is_behind_the_camera_is_not_drawn():
    empty = drawn(Scene(place="plain"))
    behind = drawn(Scene(place="plain", occluders=(Occluder(kind="wall", at=(0.0, -8.0)),)))
    assert np.array_equal(np.isfinite(empty.range_m), np.isfinite(behind.range_m))


def test_a_low_sun_casts_the_shadow_of_what_stands():
    light = "low_sun"
    empty = drawn(Scene(place="plain", light=light))
    wall = Occluder(kind="wall", at=(2.0, 9.0))
    seen = drawn(Scene(place="plain", light=light, occluders=(wall,)))
    darker = seen.ground & (empty.pixels.astype(int).sum(2) - seen.pixels.sum(2, dtype=int) > 60)
    assert darker.sum() > 200
    assert np.flatnonzero(darker.any(0)).mean() < 120


def test_lamps_shine_in_the_evening():
    lamps = ((0.0, 10.0),)
    assert drawn(Scene(light="night", lamps=lamps)).pixels.max() > 200
    assert drawn(Scene(light="night")).pixels[100:].mean() < 40


def test_a_lens_that_bends_too_much_leaves_the_corners_dark():
    camera = CameraAt(width_px=96, height_px=72, fov_deg=100, distortion=-0.2)
    seen = drawn(Scene(place="plain"), camera).pixels.max(2)
    assert seen[36, 48] > 0
    assert seen[0, 0] == seen[-1, -1] == 0
