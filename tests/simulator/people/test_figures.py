"""Sprites as they are asked for: what they show, and that they are always the same."""

import hashlib

import numpy as np
import pytest

from edge.errors import BadInputError
from simulator.people.body import BODY, FACE, HEAD, THING, cast
from simulator.people.figures import Figures
from simulator.people.lighting import LIGHTINGS
from simulator.people.sprite import Sprite

# The same on every Python and every machine: change it only with what is drawn.
DRAWN = "5e1e7b79929ab077"


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(LIGHTINGS["day"])


def person(figures: Figures, look: str = "chen", motion: str = "stand", **given: object) -> Sprite:
    asked = {"heading_deg": 0, "pitch_deg": 15, "phase": 0.0, "height_px": 70} | given
    return figures.person(look, motion, **asked)  # type: ignore[arg-type]


def pixels(sprite: Sprite, label: int) -> int:
    return int(np.count_nonzero(sprite.part == label))


def test_the_same_bytes_everywhere():
    digest = hashlib.sha256()
    for light, look, motion, heading_deg, pitch_deg, carries in (
        ("day", "ada", "walk", 0, 0, ()),
        ("low_sun", "kofi+tone2", "run", 110, 15, ("backpack",)),
        ("overcast", "priya", "sit", 200, 45, ("box",)),
        ("night", "walter", "bend", 300, 30, ("handbag",)),
        ("dusk", "mei", "ride", 60, 75, ()),
        ("dark", "jonas", "stand", 45, 90, ("suitcase",)),
    ):
        sprite = Figures(LIGHTINGS[light]).person(
            look,
            motion,
            heading_deg=heading_deg,
            pitch_deg=pitch_deg,
            phase=0.4,
            height_px=90,
            carries=carries,
        )
        digest.update(sprite.bgra.tobytes() + sprite.part.tobytes())
        digest.update(repr((sprite.foot_px, sprite.crown_y_px)).encode())
    for kind, look in (("car", "red"), ("bicycle", "blue"), ("bag", "suitcase")):
        sprite = Figures(LIGHTINGS["day"]).thing(
            kind, look, heading_deg=45, pitch_deg=15, height_px=60
        )
        digest.update(sprite.bgra.tobytes() + sprite.part.tobytes())
    assert digest.hexdigest()[:16] == DRAWN


def test_a_sprite_does_not_depend_on_what_was_asked_before(figures: Figures):
    fresh = person(Figures(LIGHTINGS["day"]), "rita", "walk", phase=0.7)
    for look in cast():
        person(figures, look)
    assert np.array_equal(person(figures, "rita", "walk", phase=0.7).bgra, fresh.bgra)


def test_what_is_asked_twice_is_drawn_once(figures: Figures):
    assert person(figures, heading_deg=3) is person(figures, heading_deg=358, pitch_deg=13)


def test_no_more_is_kept_than_allowed_and_what_is_let_go_comes_back_the_same():
    small = Figures(LIGHTINGS["day"], held_bytes=60_000)
    first = person(small, "ada")
    for look in cast():
        person(small, look)
    again = person(small, "ada")
    assert again is not first
    assert np.array_equal(again.bgra, first.bgra)


def test_everyone_is_seen_from_everywhere(figures: Figures):
    for index, look in enumerate(cast()):
        for pitch_deg in (0, 45, 90):
            sprite = person(figures, look, heading_deg=90 * index, pitch_deg=pitch_deg)
            assert pixels(sprite, BODY) > 150
            assert pixels(sprite, HEAD) + pixels(sprite, FACE) > 20


def test_a_face_is_seen_from_the_front_and_not_from_behind(figures: Figures):
    ahead, behind = person(figures), person(figures, heading_deg=180)
    assert pixels(ahead, FACE) > 15
    assert pixels(behind, FACE) < 3
    assert pixels(behind, HEAD) > 15


@pytest.mark.parametrize("pitch_deg", [0, 15, 30, 45])
def test_foot_and_crown_are_as_far_apart_as_was_asked(figures: Figures, pitch_deg: float):
    sprite = person(figures, pitch_deg=pitch_deg, height_px=90)
    assert 75 < sprite.foot_px[1] - sprite.crown_y_px < 140


def test_colour_never_exceeds_coverage(figures: Figures):
    sprite = person(figures, "lena")
    assert (sprite.bgra[..., :3] <= sprite.bgra[..., 3:]).all()
    assert ((sprite.part > 0) <= (sprite.bgra[..., 3] > 0)).all()


def test_light_comes_from_where_the_sun_stands():
    """low_sun stands to the camera's right."""
    sprite = person(Figures(LIGHTINGS["low_sun"]), "chen", height_px=130)
    trunk = slice(int(sprite.part.shape[0] * 0.3), int(sprite.part.shape[0] * 0.45))
    level, solid = sprite.bgra[trunk, :, 1].astype(float), sprite.bgra[trunk, :, 3] == 255
    middle = round(sprite.foot_px[0])
    left, right = (level[:, side][solid[:, side]] for side in np.s_[:middle, middle:])
    assert right.mean() > 1.15 * left.mean()


def test_a_bag_is_part_of_its_carrier_and_labelled_a_thing(figures: Figures):
    for kind in ("handbag", "backpack", "suitcase", "box"):
        sprite = person(figures, "eva", "walk", heading_deg=225, carries=(kind,))
        assert pixels(sprite, THING) > 20
    assert pixels(person(figures, "eva", "walk", heading_deg=225), THING) == 0


def test_a_bicycle_has_a_rider_unless_nobody_rides_it(figures: Figures):
    asked = {"heading_deg": 90, "pitch_deg": 15, "phase": 0.2, "height_px": 70}
    ridden = figures.thing("bicycle", "red+kofi", **asked)
    alone = figures.thing("bicycle", "red+nobody", **asked)
    assert pixels(ridden, BODY) > 100 < pixels(ridden, THING)
    assert pixels(alone, BODY) == 0 < pixels(alone, THING)


def test_one_who_rides_brings_a_bicycle(figures: Figures):
    assert pixels(person(figures, "ada", "ride", heading_deg=90), THING) > 100


@pytest.mark.parametrize(
    ("kind", "look"), [("car", "beige"), ("bag", "purse"), ("bicycle", "red+noone")]
)
def test_a_thing_that_does_not_exist_is_named(figures: Figures, kind: str, look: str):
    with pytest.raises(BadInputError, match=r"beige|purse|noone"):
        figures.thing(kind, look, heading_deg=0, pitch_deg=0, height_px=50)


def test_everyone_is_lit_in_every_light():
    for lighting in LIGHTINGS.values():
        sprite = person(Figures(lighting), "lena")
        assert 60 < sprite.bgra[sprite.part == BODY][:, :3].mean() < 190
