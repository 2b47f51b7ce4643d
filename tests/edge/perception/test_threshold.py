"""What must not stir, and what is seen through it all the same."""

import cv2
import numpy as np
import pytest

from edge.perception.motion import Motion
from tests.edge.perception.walking import (
    BACKDROP,
    HEIGHT,
    RATES,
    WIDTH,
    Watch,
    share,
    stirs,
    taken,
    texture,
    walker,
)


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("noise", [0, 2, 12])
def test_where_nothing_moves_nothing_stirs_by_day_or_night(fps, noise):
    watch = Watch(fps=fps, noise=noise)
    watch.settle(for_s=2)
    assert share(watch.settle(for_s=6)) == 0


@pytest.mark.parametrize("fps", RATES)
def test_light_that_drifts_or_flickers_does_not_stir(fps):
    watch = Watch(fps=fps)
    watch.settle()
    dusk = [1 - 0.5 * moment / (8 * fps) for moment in range(8 * fps)]
    assert share([watch.see(BACKDROP * gain) for gain in dusk]) == 0
    watch.settle()
    lamp = [1 + 0.05 * np.sin(7.3 * moment) for moment in range(6 * fps)]
    assert share([watch.see(BACKDROP * gain) for gain in lamp]) == 0


def test_noise_that_grows_at_once_is_borne_at_once():
    watch = Watch(noise=2)
    watch.settle()
    watch.noise = 10
    assert share(watch.settle()) < 0.1


def test_strong_compression_is_borne():
    watch = Watch(noise=0)
    looks = []
    for moment in range(80):
        # A key picture every two seconds is sharper than those between.
        quality = 55 if moment % 20 == 0 else 30
        packed = cv2.imencode(".jpg", taken(BACKDROP, moment=moment), [1, quality])[1]
        looks.append(watch.motion.look(cv2.imdecode(packed, 1), mono_s=moment / 10))
    assert share(looks[20:]) < 0.1


def test_the_same_picture_again_does_not_stir():
    motion, picture = Motion(), taken(BACKDROP, moment=1)
    motion.look(picture, mono_s=0.0)
    assert share([motion.look(picture, mono_s=moment / 10) for moment in range(1, 20)]) == 0


def rain(rng: np.random.Generator) -> np.ndarray:
    drops = np.zeros_like(BACKDROP)
    for x, y, length in rng.integers(0, [WIDTH, HEIGHT, 30], (250, 3)).tolist():
        cv2.line(drops, (x, y), (x - length // 6, y + length), 50.0, 1, cv2.LINE_AA)
    return BACKDROP + cv2.GaussianBlur(drops, (3, 3), 0.7)


def test_rain_is_borne_after_a_few_seconds_and_somebody_in_it_is_seen():
    watch, rng = Watch(), np.random.default_rng(5)
    for _ in range(60):
        watch.see(rain(rng))
    assert share([watch.see(rain(rng)) for _ in range(60)]) < 0.1
    seen = []
    for x in range(100, 220, 3):
        scene = rain(rng)
        box = walker(scene, x, height=60)
        seen.append(stirs(watch.see(scene), box))
    assert np.mean(seen) > 0.9


LEAVES = texture(HEIGHT, WIDTH, seed=7, contrast=30)
TREE = (slice(40, 260), slice(330, 560))


def tree(now_s: float) -> np.ndarray:
    """Leaves that sway by a few px, at the right."""
    x = 2.5 * np.sin(2.5 * now_s) + np.sin(8.2 * now_s + 1)
    swayed = cv2.warpAffine(LEAVES, np.float32([[1, 0, x], [0, 1, 0.4 * x]]), (WIDTH, HEIGHT))
    scene = BACKDROP.copy()
    scene[TREE] = swayed[TREE]
    return scene


def test_a_swaying_tree_becomes_usual_yet_whoever_walks_before_it_is_seen():
    watch = Watch(fps=5)
    counts = [np.count_nonzero(stir.stirred_s == stir.mono_s) for stir in sway(watch, 60)]
    assert np.mean(counts[-100:]) < 0.2 * np.mean(counts[10:60])
    seen = []
    for x in range(360, 520, 5):
        scene = tree(watch.now_s + 0.2)
        box = walker(scene, x, height=90)
        seen.append(stirs(watch.see(scene), box))
    assert np.mean(seen) > 0.9


def test_beside_a_tree_the_smallest_walker_is_seen():
    watch = Watch(fps=5)
    sway(watch, 30)
    scene = tree(watch.now_s + 0.2)
    box = walker(scene, 200)
    assert stirs(watch.see(scene), box)


def test_where_people_pass_all_the_time_they_are_still_seen():
    watch = Watch(fps=5)
    seen = []
    for moment in range(300):
        scene = BACKDROP.copy()
        boxes = [walker(scene, x % 600, height=90) for x in range(moment * 9, moment * 9 + 600, 60)]
        seen.append([stirs(stir, box) for stir in [watch.see(scene)] for box in boxes])
    assert np.mean(seen) > 0.99


def test_who_comes_where_a_crowd_was_is_seen_at_once():
    watch = Watch(fps=5)
    rng = np.random.default_rng(6)
    for _ in range(150):
        scene = BACKDROP.copy()
        for x in rng.uniform(0, WIDTH - 40, 8):
            walker(scene, x, height=90)
        watch.see(scene)
    watch.settle(for_s=5)
    scene = BACKDROP.copy()
    box = walker(scene, 300, height=60)
    assert stirs(watch.see(scene), box)


def sway(watch: Watch, for_s: int) -> list:
    return [watch.see(tree(watch.now_s)) for _ in range(round(for_s * watch.fps))]
