"""What is told of things on the ground where nothing is drawn."""

import numpy as np
import pytest

from edge.geometry import no_boxes
from edge.perception.frame import Frame
from edge.perception.thing import Thing
from simulator import library, read_scenario
from simulator.truth.things import TruthThings
from simulator.world.world import World


def told(
    name: str, until_s: float, *, exact: bool = False, seed: int = 1
) -> list[tuple[Thing, ...]]:
    scenario = read_scenario(library()[name])
    things = TruthThings(scenario, World(scenario), seed=seed, exact=exact)
    blank = np.zeros((3, 4, 3), np.uint8)
    return [
        things.notice(Frame(blank, mono_s=t_s), no_boxes())
        for t_s in np.arange(0.0, until_s, 0.5).tolist()
    ]


def test_an_exact_one_tells_a_bag_as_soon_as_it_is_seen():
    looks = told("bag-left-behind", 40.0, exact=True)
    first = next(index for index, things in enumerate(looks) if things)
    assert 7.0 <= first * 0.5 <= 12.0
    (bag,) = looks[-1]
    assert bag.change == "appeared"
    assert bag.seen_mono_s == pytest.approx(39.5, abs=1.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_usual_one_is_seconds_late(seed):
    exact = next(i for i, things in enumerate(told("bag-left-behind", 40.0, exact=True)) if things)
    usual = told("bag-left-behind", 40.0, seed=seed)
    late = next(i for i, things in enumerate(usual) if any(t.box.y_max > 0.6 for t in things))
    assert 3.0 <= (late - exact) * 0.5 <= 10.0


def test_what_is_taken_is_over():
    looks = told("owner-returns", 70.0, exact=True)
    assert any(thing.over == "undone" for things in looks for thing in things)
    assert looks[-1] == ()


def test_what_belongs_there_is_told_only_once_it_is_gone():
    looks = told("display-removed", 70.0, exact=True)
    first = next(index for index, things in enumerate(looks) if things)
    assert first * 0.5 > 40.0
    (gone,) = looks[-1]
    assert gone.change == "gone"


def test_the_same_seed_tells_the_same():
    assert told("bag-left-behind", 30.0, seed=4) == told("bag-left-behind", 30.0, seed=4)
