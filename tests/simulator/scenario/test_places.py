"""Places drawn on the ground lie in the picture where the camera sees them."""

import msgspec
import pytest

from edge.config import parse_config
from edge.errors import DocumentError
from edge.geometry import polygon_area, polygon_contains
from simulator.scenario.schema import CameraAt, Push, Scenario
from simulator.world.pinhole import Pinhole
from simulator.world.places import config_of, pushed_document

SQUARE = [[-1, 6], [1, 6], [1, 9], [-1, 9]]


def scene(**fields) -> Scenario:
    return Scenario(
        name="places",
        about="A scene for places alone.",
        theme="restricted_zone",
        kind="normal",
        duration_s=10,
        **fields,
    )


def zone_of(corners, camera=None):
    config = {"zones": {"yard": {"ground": corners}}}
    return config_of(scene(config=config, camera=camera or CameraAt())).zones["yard"].polygon


def seen(camera: CameraAt, spot) -> tuple[float, float]:
    x_px, y_px = Pinhole.of(camera).project(x_m=spot[0], up_m=0.0, ahead_m=spot[1])
    return x_px / camera.width_px, y_px / camera.height_px


def test_the_corners_of_a_zone_in_view_are_seen_where_they_lie():
    expected = [seen(CameraAt(), spot) for spot in SQUARE]
    assert sorted(zone_of(SQUARE)) == [
        pytest.approx(corner, abs=1e-5) for corner in sorted(expected)
    ]


def test_a_zone_that_reaches_behind_the_camera_is_cut_to_what_is_in_view():
    corners = zone_of([[-1, -20], [1, -20], [1, 9], [-1, 9]])
    assert max(y for _, y in corners) == 1.0
    assert polygon_contains(corners, seen(CameraAt(), (0, 8)))
    assert polygon_area(corners) > polygon_area(zone_of(SQUARE))


def test_a_zone_all_around_the_camera_is_the_ground_below_its_horizon():
    corners = zone_of([[-200, -200], [200, -200], [200, 200], [-200, 200]])
    assert {x for x, _ in corners} == {0.0, 1.0}
    assert min(y for _, y in corners) == pytest.approx(seen(CameraAt(), (0, 200))[1], abs=1e-4)


def test_a_place_out_of_view_is_refused_by_its_name():
    config = {
        "zones": {
            "behind": {"ground": [[-1, -9], [1, -9], [1, -6]]},
            "beside": {"ground": [[40, 6], [42, 6], [42, 9]]},
        },
        "lines": {"far-right": {"ground": [[30, 6], [30, 9]]}},
    }
    with pytest.raises(DocumentError) as caught:
        config_of(scene(config=config))
    assert {fault.path for fault in caught.value.faults} == {
        "config.zones.behind.ground",
        "config.zones.beside.ground",
        "config.lines.far-right.ground",
    }


def test_a_line_keeps_its_direction_and_is_cut_to_the_picture():
    config = {"lines": {"door": {"ground": [[0, -3], [0, 9]]}}}
    line = config_of(scene(config=config)).lines["door"]
    assert line.start == pytest.approx((0.5, 1.0))
    assert line.end == pytest.approx(seen(CameraAt(), (0, 9)), abs=1e-5)


@pytest.mark.parametrize("distortion", [-0.08, 0.05])
def test_a_lens_bends_the_edges_of_a_zone_and_not_its_corners(distortion):
    camera = CameraAt(fov_deg=80, pitch_deg=16, distortion=distortion)
    corners = zone_of([[-4, 5], [-1.5, 5], [-1.5, 8], [-4, 8]], camera)
    assert 8 <= len(corners) <= 32
    for spot in ((-4, 8), (-1.5, 8), (-1.5, 5)):
        assert any(corner == pytest.approx(seen(camera, spot), abs=1e-5) for corner in corners)
    assert polygon_contains(corners, seen(camera, (-2.7, 6.5)))


def test_a_camera_that_looks_straight_down_sees_what_is_behind_it_too():
    camera = CameraAt(height_m=5, pitch_deg=90, fov_deg=80)
    corners = zone_of([[-1, -1], [1, -1], [1, 1], [-1, 1]], camera)
    assert polygon_contains(corners, (0.5, 0.5))
    assert polygon_contains(corners, seen(camera, (0.0, -0.9)))


def test_places_in_shares_of_the_picture_are_left_as_they_are():
    polygon = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.2]]
    config = config_of(scene(config={"zones": {"roof": {"polygon": polygon}}}))
    assert config.zones["roof"].polygon == tuple(map(tuple, polygon))


def test_a_configuration_that_says_nothing_is_the_first_and_empty():
    config = config_of(scene())
    assert (config.version, config.zones, config.rules) == (1, {}, ())


def test_pushed_configurations_count_up_and_lie_in_the_picture():
    pushes = (
        Push(at_s=5, config={"zones": {"yard": {"ground": SQUARE}}}),
        Push(at_s=2, config={"rules": []}),
        Push(at_s=8, config={"version": 40}),
        Push(at_s=9, config={}),
    )
    scenario = scene(config={"version": 7}, faults=pushes)
    configs = [parse_config(pushed_document(scenario, push)) for push in pushes]
    assert [config.version for config in configs] == [9, 8, 40, 41]
    assert configs[0].zones["yard"].polygon == zone_of(SQUARE)


def test_what_is_pushed_wrong_is_published_wrong():
    pushes = (Push(at_s=1, config={"ruels": []}), Push(at_s=2, text="{ ", times=3))
    scenario = scene(faults=pushes)
    assert msgspec.json.decode(pushed_document(scenario, pushes[0])) == {"ruels": [], "version": 2}
    assert pushed_document(scenario, pushes[1]) == b"{ { { "
