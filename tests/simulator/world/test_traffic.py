"""Passers-by and crowds: as many as asked for, and nobody changes another."""

import numpy as np
import pytest

from edge.errors import DocumentError
from simulator.scenario.schema import Actor, Crowd, Scenario, Traffic, Wait
from simulator.world.passers import beside
from simulator.world.world import World

ACROSS = ((-6.0, 9.0), (6.0, 9.0))
BUSY = Traffic(per_minute=30.0, ways=(ACROSS, ((0.0, 20.0), (1.0, 5.0))))


def scene(**more: object) -> Scenario:
    about = {"name": "a scene", "about": "people come by", "theme": "objects", "kind": "normal"}
    return Scenario(**{**about, "duration_s": 3600.0, **more})


def test_as_many_come_as_the_rate_says():
    came = len(World(scene(traffic=(BUSY,))).people)
    assert abs(came - 1805) < 4 * np.sqrt(1805)


def test_arrivals_are_as_uneven_as_chance_is():
    """Counts of a Poisson process have the variance of their mean."""
    world = World(scene(traffic=(BUSY,), duration_s=12_000.0))
    rows = world.rows(np.arange(0.0, 12_000.0, 1.0))
    _, first = np.unique(rows.who, return_index=True)
    minutes = np.bincount(rows.frame[first] // 60, minlength=200)
    assert 0.7 < minutes.var() / minutes.mean() < 1.3


def test_traffic_comes_only_while_it_lasts():
    world = World(scene(traffic=(Traffic(per_minute=60.0, ways=(ACROSS,), during=(100.0, 160.0)),)))
    rows = world.rows(np.arange(0.0, 400.0, 0.5))
    there = np.unique(rows.frame) / 2
    assert 100.0 <= there.min() < 110.0
    assert 160.0 < there.max() < 180.0


def test_passers_by_keep_to_the_paces_asked_for():
    slow = Traffic(per_minute=60.0, ways=(ACROSS,), pace_m_s=(0.5, 0.9))
    speeds = World(scene(traffic=(slow,))).rows(np.array([200.0, 900.0])).speed_m_s
    assert len(speeds) > 10
    assert (speeds >= 0.5).all()
    assert (speeds <= 0.9).all()


def test_shares_of_passers_by_pause_and_carry():
    some = Traffic(per_minute=60.0, ways=(ACROSS,), pause=0.3, carrying=0.5)
    world = World(scene(traffic=(some,)))
    rows = world.rows(np.arange(0.0, 3600.0, 1.0))
    people = np.unique(rows.who)
    paused = np.unique(rows.who[rows.speed_m_s == 0.0])
    carrying = np.unique(rows.who[rows.carries > 0])
    assert abs(len(paused) / len(people) - 0.3) < 0.04
    assert abs(len(carrying) / len(people) - 0.5) < 0.04


def test_a_lane_lies_beside_its_corners():
    assert beside(ACROSS, 0.5) == [(-6.0, 8.5), (6.0, 8.5)]
    assert beside(((0.0, 5.0), (0.0, 9.0)), 0.5) == [(0.5, 5.0), (0.5, 9.0)]


def test_passers_by_are_called_by_number():
    two = scene(traffic=(BUSY, BUSY), duration_s=60.0)
    names = [who.name for who in World(two).people]
    assert names == [f"p{number}" for number in range(1, len(names) + 1)]


def test_a_crowd_stands_about_in_its_area():
    world = World(scene(crowds=(Crowd(count=12, area=(-3.0, 6.0, 3.0, 10.0)),)))
    rows = world.rows(np.arange(0.0, 600.0, 5.0))
    assert len(rows) == 12 * 120
    assert (np.abs(rows.x_m) <= 3.0).all()
    assert ((rows.ahead_m >= 6.0) & (rows.ahead_m <= 10.0)).all()
    assert len(np.unique(rows.motion)) == 2


def test_one_more_actor_changes_nobody_else():
    alone = World(scene(traffic=(BUSY,), duration_s=120.0)).at(60.0)
    ann = Actor(name="ann", start=(0.0, 8.0), way=(Wait(for_s=100.0),))
    crowd = Crowd(count=3, area=(-3.0, 6.0, 3.0, 10.0))
    more = World(scene(traffic=(BUSY,), actors=(ann,), crowds=(crowd,), duration_s=120.0)).at(60.0)
    assert [body for body in more if body.name.startswith("p")] == list(alone)


def test_another_seed_is_other_people():
    busy = scene(traffic=(BUSY,), duration_s=120.0)
    assert World(busy, seed=1).at(60.0) == World(busy).at(60.0)
    assert World(busy, seed=2).at(60.0) != World(busy).at(60.0)


def test_a_corner_that_is_the_one_before_it_is_refused():
    still = Traffic(per_minute=1.0, ways=(ACROSS, ((0.0, 5.0), (0.0, 5.0))))
    with pytest.raises(DocumentError, match=r"traffic\[0\].ways\[1\]\[1\]: is the corner before"):
        World(scene(traffic=(still,)))
