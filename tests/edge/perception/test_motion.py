import copy
import pickle

import numpy as np
import pytest

from edge.perception.motion import Motion
from tests.edge.perception.walking import (
    BACKDROP,
    RATES,
    Watch,
    share,
    stirs,
    taken,
    walker,
)

# -- what changes as a whole


def test_the_first_picture_is_all_new():
    assert Watch().see().whole


def test_another_size_is_all_new():
    watch = Watch()
    watch.settle(for_s=1)
    assert watch.see(BACKDROP[:180]).whole
    assert not watch.see(BACKDROP[:180]).whole


@pytest.mark.parametrize(
    ("later_s", "whole"), [(0.0, False), (1.9, False), (2.1, True), (-1, True)]
)
def test_a_long_gap_and_a_step_back_in_time_make_all_new(later_s, whole):
    watch = Watch()
    watch.settle(for_s=1)
    picture = taken(BACKDROP, moment=99)
    assert watch.motion.look(picture, mono_s=watch.now_s + later_s).whole == whole


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize(
    "light",
    [BACKDROP * 0.5, np.full_like(BACKDROP, 20), np.roll(BACKDROP, 60, axis=1)],
    ids=["light", "covered", "moved"],
)
def test_another_light_a_hand_on_the_lens_or_another_view_are_one_change(fps, light):
    watch = Watch(fps=fps)
    watch.settle()
    assert watch.see(light).whole
    assert share(watch.settle(light)) == 0
    assert watch.see().whole
    assert share(watch.settle()) == 0


# -- what stirs


@pytest.mark.parametrize("fps", RATES)
def test_somebody_24_px_tall_stirs_in_the_picture_in_which_they_appear(fps):
    watch = Watch(fps=fps)
    watch.settle()
    for x in (100, 317, 500):
        scene = BACKDROP.copy()
        box = walker(scene, x)
        assert stirs(watch.see(scene), box)
        watch.settle(scene)
        assert stirs(watch.see(), box)  # and in that in which they are gone
        watch.settle()


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("speed_px_s", [3, 10, 60])
def test_every_second_of_a_walk_stirs_however_slow(fps, speed_px_s):
    watch = Watch(fps=fps)
    watch.settle()
    seconds = []
    for second in range(6):
        stirred = []
        for moment in range(fps):
            scene = BACKDROP.copy()
            box = walker(scene, 100 + speed_px_s * (second + moment / fps))
            stirred.append(stirs(watch.see(scene), box))
        seconds.append(any(stirred))
    assert all(seconds)


def test_one_px_a_picture_stirs_in_every_picture():
    watch = Watch()
    watch.settle()
    for x in range(100, 160):
        scene = BACKDROP.copy()
        box = walker(scene, x, height=40)
        assert stirs(watch.see(scene), box)


def test_what_stirs_stays_where_it_is():
    watch = Watch()
    watch.settle()
    for x in range(100, 300, 4):
        scene = BACKDROP.copy()
        box = walker(scene, x, height=60)
        around = box + np.array([-0.06, -0.06, 0.06, 0.06])
        stir = watch.see(scene)
        assert not stir.outside(np.float32([around]), since_s=stir.mono_s - 1e-6)


@pytest.mark.parametrize("fps", RATES)
def test_whoever_comes_to_rest_is_still_within_a_second(fps):
    watch = Watch(fps=fps)
    watch.settle()
    for moment in range(2 * fps):
        scene = BACKDROP.copy()
        box = walker(scene, 100 + 40 * moment / fps, height=90)
        watch.see(scene)
    watch.settle(scene, for_s=1)
    assert not any(stirs(stir, box) for stir in watch.settle(scene))


def test_whoever_stands_for_ten_minutes_is_still_until_they_shift_their_weight():
    watch = Watch(fps=1, noise=3)
    scene = BACKDROP.copy()
    box = walker(scene, 300, height=90)
    watch.settle(scene, for_s=3)
    assert not any(stirs(stir, box) for stir in watch.settle(scene, for_s=600))
    scene = BACKDROP.copy()
    walker(scene, 301.5, height=90)
    assert stirs(watch.see(scene), box)


# -- the gate itself


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (33, 17), (640, 480), (480, 270), (270, 480)])
def test_pictures_of_any_size_are_watched(size):
    motion, picture = Motion(), np.full((size[1], size[0], 3), 90, np.uint8)
    assert motion.look(picture, mono_s=0.0).whole
    assert not stirs(motion.look(picture, mono_s=0.1))
    picture[: size[1] // 3 + 1, : size[0] // 3 + 1] = 180
    assert stirs(motion.look(picture, mono_s=0.2))


def test_what_a_stir_says_stays_said():
    watch = Watch()
    watch.settle(for_s=1)
    before = watch.see()
    said = before.stirred_s.copy()
    watch.see(BACKDROP * 0.4)
    np.testing.assert_array_equal(before.stirred_s, said)


@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_remembered_pixels_are_neither_copied_nor_serialised(take):
    motion = Motion()
    motion.look(taken(BACKDROP, moment=1), mono_s=0.0)
    with pytest.raises(TypeError):
        take(motion)
