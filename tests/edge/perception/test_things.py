"""What comes to stand in a picture, what goes from it, and what is only light."""

import copy
import pickle

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.geometry import no_boxes
from edge.perception.frame import Frame
from edge.perception.thing import Thing
from edge.perception.things import Things

WIDTH, HEIGHT = 320, 240
BAG = (150, 120, 170, 150)  # left, top, right, bottom in px
PERSON = np.array([[0.36, 0.2, 0.56, 0.63]], np.float32)
CHILD = np.array([[0.46, 0.45, 0.54, 0.64]], np.float32)

Picture = NDArray[np.uint8]


def floor(level: float = 1.0) -> Picture:
    """Tiles with a pattern, lit so brightly."""
    pattern = (
        np.random.default_rng(1).normal(0.0, 9.0, (HEIGHT // 4, WIDTH // 4)).astype(np.float32)
    )
    tiles = 110 + cv2.resize(pattern, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    return cv2.merge([np.clip(level * tiles, 0, 255).astype(np.uint8)] * 3)


def with_bag(picture: Picture) -> Picture:
    left, top, right, bottom = BAG
    picture = picture.copy()
    picture[top:bottom, left:right] = (30, 35, 60)
    picture[top + 10 : top + 14, left:right] = (90, 90, 90)
    return picture


def seen_by_camera(picture: Picture, t_s: float) -> Picture:
    noise = np.random.default_rng(round(t_s * 100)).normal(0.0, 2.0, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def watch(
    things: Things,
    picture: Picture,
    *,
    since_s: float,
    until_s: float,
    people: NDArray[np.float32] | None = None,
) -> tuple[Thing, ...]:
    told: tuple[Thing, ...] = ()
    for t_s in np.arange(since_s, until_s, 0.5).tolist():
        frame = Frame(seen_by_camera(picture, t_s), mono_s=t_s)
        told = things.notice(frame, no_boxes() if people is None else people)
    return told


def test_an_empty_place_has_nothing_in_it():
    assert watch(Things(), floor(), since_s=0, until_s=60) == ()


def test_what_somebody_puts_down_is_seen_a_few_seconds_after_he_has_gone():
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    assert watch(things, with_bag(floor()), since_s=10, until_s=20, people=PERSON) == ()
    (thing,) = watch(things, with_bag(floor()), since_s=20, until_s=27)
    assert thing.change == "appeared"
    assert thing.since_mono_s == pytest.approx(20.5, abs=1.0)
    assert thing.box.x_min == pytest.approx(BAG[0] / WIDTH, abs=0.02)
    assert thing.box.y_max == pytest.approx(BAG[3] / HEIGHT, abs=0.02)


def test_it_keeps_its_number_until_it_is_taken_away():
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    (first,) = watch(things, with_bag(floor()), since_s=10, until_s=20)
    (later,) = watch(things, with_bag(floor()), since_s=20, until_s=60)
    assert later.id == first.id
    assert later.seen_mono_s >= 59.0
    (gone,) = watch(things, floor(), since_s=60, until_s=64)
    assert (gone.id, gone.over) == (first.id, "undone")
    assert watch(things, floor(), since_s=64, until_s=75) == ()


def test_behind_somebody_it_is_not_seen_and_not_gone():
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    watch(things, with_bag(floor()), since_s=10, until_s=20)
    (hidden,) = watch(things, floor(0.5), since_s=20, until_s=40, people=PERSON)
    assert hidden.over is None
    assert hidden.seen_mono_s < 20.5


def test_what_belonged_there_and_is_taken_is_gone():
    things = Things()
    watch(things, with_bag(floor()), since_s=0, until_s=40)
    (gone,) = watch(things, floor(), since_s=40, until_s=50)
    assert gone.change == "gone"
    (back,) = watch(things, with_bag(floor()), since_s=50, until_s=54)
    assert (back.id, back.over) == (gone.id, "undone")


def test_who_stood_there_for_a_moment_and_was_not_found_did_not_belong_there():
    things = Things()
    watch(things, with_bag(floor()), since_s=0, until_s=15)
    assert watch(things, floor(), since_s=15, until_s=40) == ()


@pytest.mark.parametrize("level", [0.55, 0.8, 1.25, 1.7])
def test_more_or_less_light_is_nothing(level):
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    assert watch(things, floor(level), since_s=10, until_s=30) == ()


def test_a_thing_stays_the_same_in_another_light():
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    (before,) = watch(things, with_bag(floor()), since_s=10, until_s=20)
    darker = cv2.convertScaleAbs(with_bag(floor()), alpha=0.6)
    (after,) = watch(things, darker, since_s=20, until_s=40)
    assert after.id == before.id
    assert after.over is None
    assert after.seen_mono_s >= 38.0


@pytest.mark.parametrize("share", [0.6, 0.75, 1.3])
def test_a_shadow_that_falls_on_a_pattern_is_nothing(share):
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    shaded = floor().astype(np.float32)
    shaded[100:135, 120:160] *= share
    assert watch(things, np.clip(shaded, 0, 255).astype(np.uint8), since_s=10, until_s=40) == ()


@pytest.mark.parametrize(("level", "told"), [(0.8, 0), (1.25, 0), (0.96, 1), (1.04, 1)])
def test_what_comes_just_as_the_sun_does_is_a_shadow_but_exposure_may_follow_somebody(level, told):
    things = Things()
    watch(things, floor(), since_s=0, until_s=20)
    assert len(watch(things, with_bag(floor(level)), since_s=20, until_s=32)) == told


@pytest.mark.parametrize(("hidden_s", "told"), [(10, 0), (60, 1)])
def test_a_shadow_may_come_behind_somebody_but_who_stays_for_long_is_no_cloud(hidden_s, told):
    things, changed, seen_s = Things(), with_bag(floor(0.85)), 20 + hidden_s
    watch(things, floor(), since_s=0, until_s=20)
    watch(things, floor(0.92), since_s=20, until_s=24, people=CHILD)
    watch(things, changed, since_s=24, until_s=seen_s, people=CHILD)
    assert len(watch(things, changed, since_s=seen_s, until_s=seen_s + 12)) == told


def test_what_never_keeps_still_is_nothing():
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    told: tuple[Thing, ...] = ()
    for step in range(60):
        shaken = np.roll(with_bag(floor()), 12 * (step % 3), axis=1)
        told += watch(things, shaken, since_s=10 + step / 2, until_s=10.4 + step / 2)
    assert told == ()


def test_where_somebody_stood_from_the_start_nothing_has_come_when_he_goes():
    things = Things()
    watch(things, with_bag(floor()), since_s=0, until_s=10, people=PERSON)
    assert watch(things, floor(), since_s=10, until_s=30) == ()


def test_another_view_begins_anew():
    things = Things()
    watch(things, floor(), since_s=0, until_s=10)
    other = np.roll(floor(), (40, 77), (0, 1))[::-1].copy()
    assert watch(things, other, since_s=10, until_s=30) == ()


def test_pixels_that_it_remembers_never_leave():
    with pytest.raises(TypeError):
        pickle.dumps(Things())
    with pytest.raises(TypeError):
        copy.copy(Things())
