"""Rendered people: bodies, the rasteriser, the atlas, and who covers whom."""

from collections.abc import Callable

import numpy as np
import pytest

from simulator.people.body import BODY, FACE, HEAD, Character, Pose, cast, posed
from simulator.people.compositor import Cutout, compose
from simulator.people.gait import standing, stride_m, walking
from simulator.people.portrait import View, draw
from simulator.people.raster import rasterise
from simulator.people.sprites import Sprite, Sprites
from simulator.street.pinhole import Pinhole
from simulator.street.routes import Route, Stop

GREEN = (0, 255, 0)
OPEN = np.full((400, 400), np.inf, np.float32)


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return Sprites()


def cutout(sprite: Sprite, *, ahead_m: float, scale: float = 1.0, x: float = 200.3) -> Cutout:
    return Cutout(sprite=sprite, foot_px=(x, 330.4), scale=scale, ahead_m=ahead_m, shadow_px=20)


def canvas() -> np.ndarray:
    return np.full((400, 400, 3), GREEN, np.uint8)


def front(depth: float) -> np.ndarray:
    """One triangle over the upper left of a picture, all at one depth."""
    return np.array([[[0, 0, depth], [20, 0, depth], [0, 20, depth]]], np.float32)


def test_the_cast_is_a_dozen_from_children_to_tall_adults():
    heights_m = sorted(character.height_m for character in cast().values())
    assert len(heights_m) == 12
    assert heights_m[0] < 1.45
    assert 1.85 < heights_m[-1] < 2.0


@pytest.mark.parametrize("hold", [walking, standing])
def test_whoever_is_posed_stands_on_the_ground_at_about_their_height(
    hold: Callable[[Character, float], Pose],
):
    for character in cast().values():
        points = posed(character, hold(character, 0.3))[np.unique(character.triangles)]
        assert points[:, 1].min() == pytest.approx(0.0, abs=1e-6)
        assert points[:, 1].max() == pytest.approx(character.height_m, rel=0.06)


def test_a_stride_is_as_long_as_legs_allow():
    assert all(0.8 < stride_m(character) < 1.6 for character in cast().values())


def test_the_nearer_of_two_triangles_is_seen_whatever_their_order():
    for corners in (np.concatenate([front(1), front(2)]), np.concatenate([front(2), front(1)])):
        seen = rasterise(corners, np.ones((2, 3), np.float32), width_px=20, height_px=20)
        assert seen.depth.max() < 1.5


def test_two_triangles_that_share_an_edge_fill_a_square_without_a_gap():
    square = np.concatenate([front(1), front(1)])
    square[1, 0] = (20, 20, 1)
    seen = rasterise(square, np.ones((2, 3), np.float32), width_px=20, height_px=20)
    assert len(seen.pixel) == 20 * 20


def test_a_garment_ends_where_it_is_cut():
    inside = np.array([[1, -1, 1]], np.float32)
    seen = rasterise(front(1), inside, width_px=20, height_px=20)
    assert seen.pixel.max() > 0
    assert (seen.pixel % 20).max() < 10


def test_a_portrait_shows_a_face_from_the_front_and_none_from_behind():
    character = cast()["chen"]
    ahead, behind = (
        draw(
            character,
            standing(character, 0.0),
            View(heading_deg=heading_deg, pitch_deg=10),
            height_px=60,
        )
        for heading_deg in (0, 180)
    )
    assert np.count_nonzero(ahead.part == FACE) > 8
    assert np.count_nonzero(behind.part == FACE) < 3
    assert np.count_nonzero(behind.part == HEAD) > 8


def test_the_atlas_holds_everyone_at_every_heading(sprites: Sprites):
    for name in cast():
        for heading_deg in range(0, 360, 45):
            sprite = sprites.sprite(name, "walk", heading_deg=heading_deg, phase=0.99)
            assert np.count_nonzero(sprite.part == BODY) > 1000


def test_a_heading_to_the_left_mirrors_one_to_the_right(sprites: Sprites):
    right, left = (
        sprites.sprite("ada", "walk", heading_deg=heading_deg, phase=0.2)
        for heading_deg in (45, -45)
    )
    assert np.array_equal(left.bgra, right.bgra[:, ::-1])
    assert left.foot_px[0] == pytest.approx(right.bgra.shape[1] - right.foot_px[0])


@pytest.mark.parametrize("scale", [0.3, 0.5, 0.9, 1.4])
@pytest.mark.parametrize("heading_deg", [0, 90, 200])
def test_a_truth_box_tightly_bounds_what_was_painted(
    sprites: Sprites, scale: float, heading_deg: float
):
    sprite = sprites.sprite("lena", "walk", heading_deg=heading_deg, phase=0.3)
    pixels = canvas()
    (seen,) = compose(pixels, OPEN, [cutout(sprite, ahead_m=5, scale=scale)])
    # A shadow only darkens the green. Faint edges are painted, but below half coverage.
    painted = (pixels[..., 0] > 12) | (pixels[..., 2] > 12)
    rows, columns = np.flatnonzero(painted.any(1)), np.flatnonzero(painted.any(0))
    box = seen.silhouette
    assert box is not None
    drawn = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
    told = [box.x_min * 400, box.y_min * 400, box.x_max * 400, box.y_max * 400]
    assert told == pytest.approx(drawn, abs=2.01)
    assert seen.share_visible == 1.0


def test_a_nearer_person_hides_a_farther_one_in_whatever_order_they_come(sprites: Sprites):
    sprite = sprites.sprite("omar", "stand", heading_deg=0, phase=0)
    near, far = cutout(sprite, ahead_m=4), cutout(sprite, ahead_m=9, x=215)
    forth, back = (compose(canvas(), OPEN, pair) for pair in ([near, far], [far, near]))
    assert forth == back[::-1]
    assert forth[0].share_visible == 1.0
    assert 0.05 < forth[1].share_visible < 0.7


def test_a_wall_hides_who_stands_behind_it_and_nobody_before_it(sprites: Sprites):
    sprite = sprites.sprite("omar", "stand", heading_deg=0, phase=0)
    wall_m = np.full((400, 400), 6.0, np.float32)
    before, behind = compose(
        canvas(), wall_m, [cutout(sprite, ahead_m=5), cutout(sprite, ahead_m=7)]
    )
    assert before.share_visible == 1.0
    assert behind.silhouette is None


def test_a_camera_sees_the_horizon_at_its_own_height():
    camera = Pinhole(width_px=768, height_px=576, height_m=2.8, pitch_deg=11, fov_deg=50)
    rows = {camera.project(x_m=0, up_m=2.8, ahead_m=far)[1] for far in (5.0, 50.0, 500.0)}
    assert max(rows) - min(rows) < 1e-6


def test_a_route_comes_round_and_waits_where_it_should():
    stop = Stop(corner=1, for_s=10, facing_deg=30)
    route = Route(corners=[(0, 5), (3, 5), (3, 9), (0, 9)], speed_m_s=1, stride_m=1.2, stops=[stop])
    assert route.lap_s == pytest.approx(24)
    waiting = route.at(7.0)
    assert (waiting.motion, waiting.x_m, waiting.ahead_m) == ("stand", 3, 5)
    assert waiting.facing_deg == pytest.approx(30)
    assert route.at(2.0 + route.lap_s * 3).x_m == pytest.approx(2.0)
