"""What an attacker's scores come to, where the right answer is known."""

import numpy as np

from simulator.attack.attackers import nearest, trained
from simulator.attack.score import judged


def of(scores, seed=1):
    return judged(scores, attacker="one", gallery="any", seed=seed)


def test_who_always_knows_is_always_right():
    found = of(np.tile(np.eye(8), (10, 1, 1)))
    assert (found.rank1, found.tar, found.scenes) == (1.0, 1.0, 80)
    assert found.rank1_95[0] > 0.9
    assert found.leak_p < 0.01


def test_who_guesses_is_right_by_chance_and_the_bound_says_so():
    bounds = [of(np.random.default_rng(seed).random((40, 20, 20))).rank1_95 for seed in range(40)]
    assert sum(low <= 1 / 20 <= high for low, high in bounds) >= 37
    assert sum(high <= 2 / 20 for _, high in bounds) >= 38


def test_pictures_that_are_all_the_same_make_nobody_a_favourite():
    alike = np.tile(np.random.default_rng(3).random(30), (40, 30, 1))
    found = of(alike)
    assert found.rank1_95[0] <= 1 / 30 <= found.rank1_95[1] <= 2 / 30
    assert found.leak_p > 0.01


def test_one_who_is_always_named_widens_the_interval_over_people():
    scores = np.random.default_rng(4).random((40, 20, 20))
    spread_out = of(scores + 0.16 * np.eye(20)).rank1_95
    scores[:, :3] += 9 * np.eye(20)[:3]
    in_three = of(scores)
    assert in_three.rank1_95[1] - in_three.rank1 > 2 * (spread_out[1] - of(scores).rank1_95[0]) / 9
    assert in_three.rank1_95[1] - in_three.rank1_95[0] > spread_out[1] - spread_out[0]


def test_the_same_seed_gives_the_same_figures():
    scores = np.random.default_rng(5).random((6, 12, 12))
    assert of(scores) == of(scores)


def test_both_attackers_find_people_who_differ():
    rng = np.random.default_rng(6)
    people = rng.normal(size=(10, 24))
    gallery, probes = (
        (people + rng.normal(scale=0.3, size=(count, 10, 24))).astype(np.float32)
        for count in (3, 4)
    )
    assert of(nearest(gallery, probes)).rank1 > 0.9
    assert of(trained(gallery, probes)).rank1 > 0.9


def test_features_that_never_differ_tell_nothing():
    constant = np.full((4, 10, 24), 0.5, np.float32)
    assert of(trained(constant, constant)).leak_p > 0.01
