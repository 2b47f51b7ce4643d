"""Metres to pixels and back."""

import math

import numpy as np
import pytest

from simulator.scenario.schema import CameraAt
from simulator.world.lens import bent, straightened
from simulator.world.pinhole import Pinhole


def test_the_middle_of_the_picture_is_where_the_camera_looks():
    camera = Pinhole.of(CameraAt(height_m=3.0, pitch_deg=30.0))
    x_m, ahead_m = camera.ground(384.0, 288.0)
    assert x_m == pytest.approx(0.0)
    assert ahead_m == pytest.approx(3.0 / math.tan(math.radians(30.0)))


@pytest.mark.parametrize("distortion", [0.0, -0.08, 0.2])
@pytest.mark.parametrize("yaw_deg", [0.0, -25.0])
def test_a_pixel_goes_to_the_ground_and_back(distortion: float, yaw_deg: float):
    camera = Pinhole.of(CameraAt(pitch_deg=25.0, distortion=distortion)).yawed(yaw_deg)
    for x_px in (1.0, 200.0, 384.0, 700.0):
        for y_px in (190.0, 300.0, 575.0):
            x_m, ahead_m = camera.ground(x_px, y_px)
            back = camera.project(x_m=x_m, up_m=0.0, ahead_m=ahead_m)
            assert back == pytest.approx((x_px, y_px), abs=1e-6)


def test_the_sky_is_no_ground():
    camera = Pinhole.of(CameraAt(pitch_deg=10.0))
    horizon_px = 288.0 - camera.focal_px * math.tan(math.radians(10.0))
    assert camera.ground(384.0, horizon_px - 1.0) is None
    assert camera.ground(384.0, horizon_px + 1.0)[1] > 500.0


def test_what_is_behind_the_camera_is_not_seen():
    camera = Pinhole.of(CameraAt())
    x_px, y_px = camera.project_many(np.zeros(2), np.zeros(2), np.array([8.0, -8.0]))
    assert np.isfinite([x_px[0], y_px[0]]).all()
    assert np.isnan([x_px[1], y_px[1]]).all()


def test_a_camera_turned_to_its_right_sees_things_farther_left():
    camera = Pinhole.of(CameraAt())
    straight, _ = camera.project(x_m=0.0, up_m=1.0, ahead_m=8.0)
    turned, _ = camera.yawed(12.0).project(x_m=0.0, up_m=1.0, ahead_m=8.0)
    right, _ = camera.yawed(12.0).project(
        x_m=8.0 * math.tan(math.radians(12.0)), up_m=1.0, ahead_m=8.0
    )
    assert turned < straight == 384.0
    assert right == pytest.approx(384.0)


def test_a_barrel_draws_the_edges_in_and_a_pincushion_out():
    right = {"x_m": 3.0, "up_m": 1.0, "ahead_m": 8.0}
    barrel, plain, pincushion = (
        Pinhole.of(CameraAt(distortion=k1)).project(**right)[0] for k1 in (-0.1, 0.0, 0.1)
    )
    assert barrel < plain < pincushion


def test_the_lens_is_undone_exactly():
    radii = np.linspace(0.0, 1.2, 25) ** 2
    for k1 in (-0.15, 0.0, 0.3):
        moved = radii * bent(radii, k1) ** 2
        assert moved * straightened(moved, k1) ** 2 == pytest.approx(radii, abs=1e-9)


def test_beyond_the_fold_of_a_barrel_all_is_on_its_rim():
    squared = np.array([4.0, 9.0])
    seen = np.sqrt(squared) * bent(squared, -0.2)
    assert seen == pytest.approx(2.0 / 3.0 * math.sqrt(1.0 / 0.6))


def test_rays_meet_what_pixels_see():
    camera = Pinhole.of(CameraAt(width_px=64, height_px=64, distortion=-0.1)).yawed(7.0)
    x, up, ahead = camera.rays(samples=1)
    far = 2.8 / -up[50, 20]
    assert camera.ground(20.5, 50.5) == pytest.approx(
        (float(x[50, 20] * far), float(ahead[50, 20] * far)), rel=1e-4
    )
