"""What the demo can be put in front of."""

from pathlib import Path

import pytest

from edge.config import parse_config
from edge.errors import BadInputError
from simulator.scenario.library import find, library
from simulator.web.scenes import Repertoire
from simulator.web.truth import bodies_at, ground_of
from simulator.world.world import World

VIDEO = Path("gate.mp4")


@pytest.fixture(scope="module")
def repertoire() -> Repertoire:
    return Repertoire(videos=[VIDEO], scenarios=library(), config=None)


def test_recordings_come_first_and_every_scenario_has_a_card(repertoire):
    assert [card.key for card in repertoire.cards] == ["video 1", *library()]
    assert repertoire.cards[0].title == "gate.mp4"


def test_a_scenario_is_opened_with_its_own_configuration_and_its_own_clock(repertoire):
    scene = repertoire.open("street")
    assert "forecourt" in parse_config(scene.text.encode()).zones
    source = scene.source(start_mono_s=12.5, faults=Path("a folder/faults.json"))
    assert source == "sim:street?start_mono_s=12.500&faults=a%20folder/faults.json"


def test_a_recording_is_opened_without_a_truth(repertoire):
    scene = repertoire.open("video 1")
    assert scene.scenario is None
    assert scene.source(start_mono_s=1.0, faults=Path("faults.json")) == "gate.mp4"


def test_a_given_configuration_takes_the_place_of_every_scenes_own(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("version: 9\n# mine\n")
    own = Repertoire(videos=[VIDEO], scenarios={"street": find("street")}, config=mine)
    assert own.open("street").text == own.open("video 1").text == "version: 9\n# mine\n"


@pytest.mark.parametrize("key", ["nowhere", "video 2", "../street", ""])
def test_only_what_has_a_card_can_be_opened(repertoire, key):
    with pytest.raises(BadInputError, match="there is no such scene"):
        repertoire.open(key)


def test_the_plan_shows_everybody_where_the_world_has_them(repertoire):
    scenario = repertoire.open("street").scenario
    assert scenario is not None
    told = bodies_at(World(scenario), 20.0)
    truth = World(scenario).at(20.0)
    assert {(b.name, b.x_m) for b in told.bodies} == {(b.name, round(b.x_m, 2)) for b in truth}
    assert ground_of(scenario).camera == scenario.camera
