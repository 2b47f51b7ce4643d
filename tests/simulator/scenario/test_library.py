"""The library reads like a catalogue, and every scene in it holds together."""

from typing import get_args

import pytest

from edge.errors import BadInputError
from edge.terms import RuleName
from simulator.scenario.library import find, library
from simulator.scenario.read import read_scenario
from simulator.scenario.schema import Fault, Kind, Push, Theme
from simulator.world.places import config_of
from simulator.world.world import World

NAMES = sorted(library())


@pytest.fixture(scope="module")
def scenarios():
    return {name: read_scenario(path) for name, path in library().items()}


def test_there_are_enough_of_them():
    assert len(NAMES) >= 45


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_can_be_played(name):
    scenario = read_scenario(library()[name])
    World(scenario)
    config_of(scenario)


def test_every_title_is_there_once(scenarios):
    titles = [scenario.name for scenario in scenarios.values()]
    assert len(set(titles)) == len(titles)


def test_what_each_is_about_is_told_in_sentences(scenarios):
    for name, scenario in scenarios.items():
        assert scenario.about[0].isupper(), name
        assert scenario.about.endswith("."), name


def test_every_fault_that_can_be_said_occurs(scenarios):
    occurring = {type(fault) for scenario in scenarios.values() for fault in scenario.faults}
    assert occurring == set(get_args(Fault))


def test_every_theme_has_what_goes_well_and_what_does_not(scenarios):
    found = {(scenario.theme, scenario.kind) for scenario in scenarios.values()}
    for theme in get_args(Theme):
        assert (theme, "normal") in found
        assert (theme, "nasty") in found


THEMES = {"tampering": "camera", "unattended_object": "objects", "object_removed": "objects"}
# It learns for weeks: `python -m tests.benchmarks.unusual`.
RULES = [rule for rule in get_args(RuleName) if rule != "unusual_activity"]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_normal_case_its_near_misses_and_its_nasty_cases(rule, scenarios):
    kinds = {s.kind for s in scenarios.values() if s.theme == THEMES.get(rule, rule)}
    assert kinds == set(get_args(Kind))


def test_a_near_miss_expects_no_event_unless_something_is_pushed(scenarios):
    for name, scenario in scenarios.items():
        pushed = any(isinstance(fault, Push) for fault in scenario.faults)
        if scenario.kind == "near_miss" and not pushed:
            assert scenario.expect.events == (), name


def test_what_should_come_is_written_down_unless_chance_decides_it(scenarios):
    for name, scenario in scenarios.items():
        assert scenario.expect.events is not None or scenario.traffic or name == "street", name


@pytest.mark.parametrize("name", NAMES)
def test_a_name_finds_its_file(name):
    assert find(name) == library()[name]


def test_a_path_finds_itself(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine")
    assert find(str(file)) == file


def test_a_name_that_is_none_is_answered_with_what_sounds_alike():
    with pytest.raises(BadInputError, match=r"two-vists: .* did you mean two-visits"):
        find("two-vists")


def test_a_path_that_is_none_is_named():
    with pytest.raises(BadInputError, match=r"nowhere/mine\.yaml: there is no such file"):
        find("nowhere/mine.yaml")
