"""What things on the ground owe, by where everybody really is."""

from typing import Any

import pytest

from simulator.scenario.read import start_utc_s
from simulator.scenario.schema import Scenario
from simulator.score.due import Due
from simulator.score.oracle import due_events
from simulator.world.places import config_of
from simulator.world.world import World
from tests.simulator.score.scenes import scene

HALL = {"hall": {"ground": [[-3, 7], [3, 7], [3.5, 12], [-3.5, 12]]}}
UNATTENDED = {
    "zones": HALL,
    "rules": [{"rule": "unattended_object", "zone": "hall", "after_s": 20}],
}
REMOVED = {"zones": HALL, "rules": [{"rule": "object_removed", "zone": "hall", "after_s": 15}]}


def owed(scenario: Scenario) -> list[Due]:
    config = config_of(scenario)
    return due_events(scenario, World(scenario), config, start_utc_s=start_utc_s(scenario))


def owner(*steps: dict[str, Any]) -> dict[str, Any]:
    """Puts a bag down at [0, 9] about five seconds after the scene began."""
    way = [{"do": "walk", "to": [0, 9]}, {"do": "put_down", "bag": "bag"}, *steps]
    return {"name": "ada", "start": [-6, 9], "carries": {"bag": "suitcase"}, "way": way}


def walk(x: float, ahead: float = 9.0) -> dict[str, Any]:
    return {"do": "walk", "to": [x, ahead]}


def wait(for_s: float) -> dict[str, Any]:
    return {"do": "wait", "for_s": for_s}


TAKE = {"do": "pick_up", "bag": "bag"}


def test_a_thing_left_owes_one_event_after_its_time_alone():
    (due,) = owed(scene(actors=[owner(walk(6))], config=UNATTENDED, duration_s=60))
    assert due.must
    assert due.due_s == pytest.approx(6.0 / 1.35 + 1.2 + 3.4 / 1.35 + 20, abs=1.5)
    assert due.open_s[1] - due.due_s == pytest.approx(3.0)
    assert due.close_s is None


@pytest.mark.parametrize(
    "steps",
    [
        (wait(60),),
        (walk(1.2), wait(60)),
        (walk(6), wait(8), walk(0.5), TAKE, walk(-6)),
    ],
    ids=["stays", "stays beside it", "comes back in time"],
)
def test_a_thing_that_is_not_alone_for_long_owes_nothing(steps):
    found = owed(scene(actors=[owner(*steps)], config=UNATTENDED, duration_s=80))
    assert [due for due in found if due.must] == []


def test_a_thing_reclaimed_late_ends_what_was_told():
    back = (walk(6), wait(40), walk(0.5), TAKE, walk(-6))
    (due,) = owed(scene(actors=[owner(*back)], config=UNATTENDED, duration_s=100))
    assert due.must
    assert due.close_s is not None
    assert due.close_s[0] > due.open_s[1]


def test_a_thing_outside_of_the_zone_owes_nothing():
    far = {
        "zones": {"hall": {"ground": [[-3, 15], [3, 15], [3, 18]]}},
        "rules": UNATTENDED["rules"],
    }
    assert owed(scene(actors=[owner(walk(6))], config=far, duration_s=60)) == []


def test_what_belongs_there_owes_one_event_once_it_is_gone_and_none_for_standing_there():
    takes = {"name": "bo", "start": [-6, 9], "way": [walk(0), TAKE, walk(6)]}
    things = [{"name": "bag", "kind": "box", "at": [0.4, 9]}]
    (due,) = owed(scene(actors=[takes], things=things, config=REMOVED, duration_s=60))
    assert due.must
    assert due.due_s == pytest.approx(6.0 / 1.35 + 1.2 + 15, abs=1.5)
    passes = {"name": "bo", "start": [-6, 9], "way": [walk(6)]}
    assert owed(scene(actors=[passes], things=things, config=REMOVED, duration_s=60)) == []
    assert owed(scene(actors=[passes], things=things, config=UNATTENDED, duration_s=60)) == []
