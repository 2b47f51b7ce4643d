"""Pictures: deterministic, true to the camera, and the truth about them to the pixel."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from edge.geometry import Box
from simulator.faults.trouble import Trouble
from simulator.people.body import BODY, FACE, HEAD, THING
from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import CameraAt, Occluder, Sensor
from simulator.world.body import Picture
from simulator.world.world import World
from tests.simulator.picture.scenes import EYE_LEVEL, Still, body, scenario, studio

HASH_A_PICTURE = """
import hashlib
from simulator.picture.studio import Studio
from simulator.scenario.library import find
from simulator.scenario.read import read_scenario
from simulator.world.world import World
scenario = read_scenario(find("street"))
picture = Studio(scenario, World(scenario)).picture(3.7)
print(hashlib.sha256(picture.pixels.tobytes() + repr(picture.sights).encode()).hexdigest())
"""
ABOVE = CameraAt(width_px=384, height_px=288, height_m=4.0, pitch_deg=90.0, fov_deg=80.0)


@pytest.fixture(scope="module")
def street() -> Studio:
    read = read_scenario(find("street"))
    return Studio(read, World(read))


def tight(mask: np.ndarray) -> Box:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    height, width = mask.shape
    return Box(
        x_min=columns[0] / width,
        y_min=rows[0] / height,
        x_max=(columns[-1] + 1) / width,
        y_max=(rows[-1] + 1) / height,
    )


def height(box: Box) -> float:
    return box.y_max - box.y_min


def test_one_seed_gives_the_same_bytes_in_two_processes(street: Studio):
    picture = street.picture(3.7)
    here = hashlib.sha256(picture.pixels.tobytes() + repr(picture.sights).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", HASH_A_PICTURE], capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_a_picture_does_not_depend_on_what_was_asked_before(street: Studio):
    forth = [street.picture(t) for t in (0.0, 12.3, 400.0)]
    back = [street.picture(t) for t in (400.0, 12.3, 0.0)][::-1]
    for one, other in zip(forth, back, strict=True):
        assert np.array_equal(one.pixels, other.pixels)
        assert one.sights == other.sights


def test_a_picture_is_the_callers_own(street: Studio):
    picture = street.picture(1.0)
    picture.pixels[:] = 0
    picture.owner[:] = 7
    again = street.picture(1.0)
    assert again.pixels.any()
    assert again.owner.min() == -1


def test_another_seed_is_another_place():
    one, other = (
        Studio(scenario(place="street"), Still(seed=seed)).picture(0.0).pixels for seed in (1, 2)
    )
    assert not np.array_equal(one, other)


def test_the_maps_and_the_sights_tell_the_same(street: Studio):
    picture = street.picture(20.0)
    assert len(picture.sights) >= 4
    for index, sight in enumerate(picture.sights):
        own = picture.owner == index
        assert tight(own) == sight.box
        assert set(np.unique(picture.part[own])) <= (
            {BODY, HEAD, FACE} if sight.label == "person" else {THING}
        )
    assert not picture.part[picture.owner == -1].any()


def test_heads_and_faces_lie_in_the_box_of_their_person(street: Studio):
    faces = 0
    for t_s in range(0, 60, 4):
        for sight in street.picture(float(t_s)).sights:
            for inner in filter(None, (sight.head, sight.face)):
                assert sight.box.x_min <= inner.x_min < inner.x_max <= sight.box.x_max
                assert sight.box.y_min <= inner.y_min < inner.y_max <= sight.box.y_max
            faces += sight.face is not None
            assert (sight.face_px > 0) == (sight.face is not None)
    assert faces > 8


@pytest.mark.parametrize("ahead_m", [6.0, 10.0, 20.0])
def test_somebody_is_as_tall_as_the_pinhole_says(ahead_m: float):
    (sight,) = studio(body("a", 0.0, ahead_m)).picture(0.0).sights
    focal_px = 192 / np.tan(np.radians(25))
    told_px = focal_px * sight.height_m / ahead_m
    assert sight.height_px == pytest.approx(told_px, rel=1e-6)
    assert height(sight.box) * 288 == pytest.approx(told_px, rel=0.04, abs=2)


def test_who_is_taller_than_usual_is_drawn_so():
    usual, tall = (
        studio(body("a", 0.0, 12.0, tall=tall)).picture(0.0).sights[0] for tall in (1.0, 1.5)
    )
    assert tall.height_m == pytest.approx(1.5 * usual.height_m)
    assert height(tall.box) == pytest.approx(1.5 * height(usual.box), rel=0.05)


def test_who_stands_in_front_hides_who_stands_behind():
    near, far = body("near", 0.0, 5.0), body("far", 0.25, 8.0, look="bruno")
    picture = studio(far, near).picture(0.0)
    assert [sight.name for sight in picture.sights] == ["near", "far"]
    shown = {sight.name: sight for sight in picture.sights}
    assert shown["near"].share_visible == 1.0
    assert 0.05 < shown["far"].share_visible < 0.9
    assert shown["far"].whole.x_min < shown["far"].box.x_min


def test_who_stands_behind_a_wall_is_not_to_be_seen():
    wall = Occluder(kind="wall", at=(0.0, 6.0), size=(6.0, 2.5))
    assert studio(body("a", 0.0, 8.0), occluders=(wall,)).picture(0.0).sights == ()
    (seen,) = studio(body("a", 0.0, 5.0), occluders=(wall,)).picture(0.0).sights
    assert seen.share_visible == 1.0


def test_a_hedge_hides_the_legs_and_not_the_head():
    hedge = Occluder(kind="hedge", at=(0.0, 6.0), size=(5.0, 1.0))
    (seen,) = studio(body("a", 0.0, 7.0), occluders=(hedge,)).picture(0.0).sights
    assert 0.2 < seen.share_visible < 0.7
    assert seen.head is not None
    assert seen.box.y_max < seen.whole.y_max


def test_nobody_is_seen_through_the_top_of_a_hedge():
    above = CameraAt(width_px=384, height_px=288, height_m=2.8, pitch_deg=11.0)
    hedge = Occluder(kind="hedge", at=(0.0, 7.0), size=(10.0, 0.8))
    scene = studio(body("a", 0.0, 8.6), camera=above, occluders=(hedge,))
    (seen,) = scene.picture(0.0).sights
    _, back_px = scene.camera.project(x_m=0.0, up_m=0.8, ahead_m=7.35)
    assert seen.box.y_max * 288 == pytest.approx(back_px, abs=1.5)


@pytest.mark.parametrize(
    ("fov_deg", "distortion", "wider"), [(90.0, 0.0, 1.24), (90.0, -0.15, 0.92)]
)
def test_the_edge_of_a_wide_view_stretches_people_and_a_barrel_squeezes_them(
    fov_deg: float, distortion: float, wider: float
):
    """Beside the middle of the picture by 36 degrees, against straight ahead."""
    camera = CameraAt(
        width_px=768, height_px=576, height_m=1.6, pitch_deg=0.0, fov_deg=fov_deg,
        distortion=distortion,
    )  # fmt: skip
    near, far = body("a", 0.0, 6.0), body("b", 4.4, 6.0, facing_deg=-36.25)
    seen = {one.name: one.box for one in studio(near, far, camera=camera).picture(0.0).sights}
    a, b = (seen[name].x_max - seen[name].x_min for name in ("a", "b"))
    assert b / a == pytest.approx(wider, rel=0.08)


def test_whom_the_edge_cuts_is_seen_in_part():
    (cut,) = studio(body("a", 2.3, 5.0)).picture(0.0).sights
    assert cut.box.x_max == cut.whole.x_max == 1.0
    assert cut.share_visible < 0.9


def test_somebody_right_before_the_lens_fills_the_picture():
    (sight,) = studio(body("a", 0.0, 0.8)).picture(0.0).sights
    assert sight.box.y_min < 0.1
    assert sight.box.y_max == 1.0
    assert sight.share_visible < 0.6


@pytest.mark.parametrize("ahead_m", [-3.0, 0.1])
def test_who_is_behind_the_camera_or_in_its_lens_is_not_drawn(ahead_m: float):
    assert studio(body("a", 0.0, ahead_m)).picture(0.0).sights == ()


def test_from_straight_above_everybody_is_seen_and_heads_lean_outwards():
    around = [body(f"{x}{z}", x, z) for x in (-1.5, 1.5) for z in (-1.0, 1.0)]
    picture = studio(*around, body("below", 0.0, 0.05), camera=ABOVE).picture(0.0)
    shown = {sight.name: sight for sight in picture.sights}
    assert len(shown) == 5
    for one in around:
        head = shown[one.name].head
        assert head is not None
        foot = 0.5 + one.x_m / (2 * 4.0 * np.tan(np.radians(40)))
        assert (head.centre[0] - foot) * one.x_m > 0


def test_a_turned_camera_sees_everybody_farther_to_the_left():
    one = studio(body("a", 0.0, 8.0))
    (straight,) = one.picture(0.0).sights
    (turned,) = one.picture(0.0, Trouble(moved_deg=12.0)).sights
    assert straight.box.centre[0] - turned.box.centre[0] == pytest.approx(
        np.tan(np.radians(12)) / (2 * np.tan(np.radians(25))), abs=0.02
    )


def test_rider_and_bicycle_are_two_sights():
    riding = body("b", 0.0, 8.0, kind="bicycle", look="red+kofi", motion="ride", facing_deg=90.0)
    shown = {sight.name: sight for sight in studio(riding).picture(0.0).sights}
    assert {name: sight.label for name, sight in shown.items()} == {
        "b": "person",
        "b/bicycle": "bicycle",
    }
    assert shown["b"].look == "kofi"
    assert shown["b"].box.y_min < shown["b/bicycle"].box.y_min
    assert shown["b"].box.y_max < shown["b/bicycle"].box.y_max


def test_a_bag_in_hand_is_its_carriers():
    carrier = body("a", 0.0, 5.0, carries=("suitcase",), facing_deg=90.0)
    shown = {sight.label: sight for sight in studio(carrier).picture(0.0).sights}
    assert shown["person"].carrier is None
    assert (shown["bag"].carrier, shown["bag"].look) == ("a", "suitcase")


def test_things_alone_have_no_head():
    left = body("bag", -0.6, 5.0, kind="bag", look="backpack", motion="still", owner="a")
    parked = body("car", 1.0, 14.0, kind="car", look="blue", motion="still", facing_deg=90.0)
    shown = {sight.name: sight for sight in studio(left, parked).picture(0.0).sights}
    assert (shown["bag"].label, shown["bag"].owner) == ("bag", "a")
    assert shown["car"].label == "vehicle"
    assert all(sight.head is sight.face is None for sight in shown.values())


def test_nobody_is_nowhere():
    picture = studio().picture(2.0)
    assert picture.sights == ()
    assert picture.owner.max() == -1


def test_compression_leaves_the_truth_alone():
    plain, packed = (
        studio(body("a", 0.0, 6.0), sensor=Sensor(jpeg_quality=quality)).picture(0.0)
        for quality in (None, 30)
    )
    assert plain.sights == packed.sights
    assert not np.array_equal(plain.pixels, packed.pixels)
    assert np.abs(plain.pixels.astype(int) - packed.pixels).mean() < 8


def sharpness(picture: Picture) -> float:
    return float(np.abs(np.diff(picture.pixels[60:220, 100:280].astype(int), axis=1)).mean())


def test_an_open_shutter_smears_only_what_moves():
    def look(speed_m_s: float, shutter_s: float) -> Picture:
        walker = body("a", 0.0, 4.0, speed_m_s=speed_m_s, facing_deg=90.0)
        sensor = Sensor(noise=0.0, shutter_s=shutter_s)
        return studio(walker, camera=EYE_LEVEL, sensor=sensor).picture(0.0)

    assert sharpness(look(3.0, 0.1)) < 0.97 * sharpness(look(3.0, 0.0))
    assert np.array_equal(look(0.0, 0.1).pixels, look(0.0, 0.0).pixels)
