"""The whole world: one answer to one question, in whatever order it is asked."""

import hashlib
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest

from edge.errors import DocumentError
from simulator.people.body import cast
from simulator.people.gait import stride_m
from simulator.scenario.schema import Actor, Wait
from simulator.things.colours import PAINTS as PAINTED
from simulator.world.looks import CAST, PAINTS, TONES, check_look
from simulator.world.world import Rows, World
from tests.simulator.truth.rich import RICH

TIMES = np.arange(0.0, 90.0, 0.1)
HASH = """
from tests.simulator.world.test_world import TIMES, digest
from tests.simulator.truth.rich import RICH
from simulator.world.world import World
print(digest(World(RICH).rows(TIMES)))
"""


def digest(rows: Rows) -> str:
    held = b"".join(getattr(rows, one.name).tobytes() for one in fields(rows))
    return hashlib.sha256(held).hexdigest()


@pytest.fixture(scope="module")
def world() -> World:
    return World(RICH)


def test_the_same_seed_gives_the_same_bytes_everywhere(world: World):
    assert digest(world.rows(TIMES)) == (
        "20a3eb461dc2746d44b7b3b7d7aa8f442ee89c6d12dd80ed8eaf573ad2dc9cc9"
    )


def test_another_process_gives_the_same_bytes(world: World):
    there = subprocess.run([sys.executable, "-c", HASH], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == digest(world.rows(TIMES))


def test_many_times_at_once_are_the_same_as_one_by_one(world: World):
    times = np.array([0.0, 7.3, 7.3, 31.05, 88.8])
    rows = world.rows(times)
    for frame, t_s in enumerate(times):
        alone = world.rows(np.array([t_s]))
        for one in fields(rows):
            if one.name != "frame":
                some = getattr(rows, one.name)[rows.frame == frame]
                assert np.array_equal(some, getattr(alone, one.name))


def test_bodies_say_what_rows_say(world: World):
    rows = world.rows(np.array([31.05]))
    bodies = world.at(31.05)
    assert [body.x_m for body in bodies] == rows.x_m.tolist()
    assert [body.name for body in bodies] == [world.people[who].name for who in rows.who]
    assert {body.kind for body in bodies} == {"person", "bicycle", "car", "bag"}


def test_the_order_of_asking_does_not_matter():
    forth, back = World(RICH), World(RICH)
    times = (0.0, 12.3, 60.0, 60.05)
    there = [forth.at(t_s) for t_s in times]
    assert there == [back.at(t_s) for t_s in times[::-1]][::-1]


def test_times_must_rise(world: World):
    with pytest.raises(ValueError, match="times: expected to rise"):
        world.rows(np.array([1.0, 0.5]))


def test_names_are_unique(world: World):
    names = [who.name for who in world.people]
    assert len(names) == len(set(names))


def test_nobody_is_there_before_or_after(world: World):
    assert world.at(-1.0) == ()
    assert all(body.kind == "bag" for body in world.at(1e6))


def test_looks_are_those_of_the_cast():
    assert set(CAST) == set(cast())
    for name, build in CAST.items():
        assert build.height_m == pytest.approx(cast()[name].height_m, abs=0.01)
        assert build.stride_m == pytest.approx(stride_m(cast()[name]), rel=0.05)
    assert set(PAINTS) == set(PAINTED)


@pytest.mark.parametrize("look", ["ada", f"ada+tone{TONES}", "walter+tone1"])
def test_known_looks_are_taken(look: str):
    check_look("person", look, "actors[0].look")


@pytest.mark.parametrize("look", ["", "Ada", "ada+", "ada+tone0", "ada+tone7", "ada+hat", "red"])
def test_unknown_looks_are_refused(look: str):
    actor = Actor(name="ann", look=look, start=(0.0, 8.0), way=(Wait(for_s=1.0),))
    with pytest.raises(DocumentError, match=r"actors\[0\].look: expected one of ada"):
        check_look("person", actor.look, "actors[0].look")


@pytest.mark.parametrize("look", ["red", "blue+kofi", "green+nobody", "white+ada+tone2"])
def test_a_bicycle_may_name_its_rider(look: str):
    check_look("bicycle", look, "actors[0].look")
