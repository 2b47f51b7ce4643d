"""A scenario is read whole, or refused with every place that is wrong."""

import copy

import msgspec
import pytest

from edge.errors import DocumentError
from simulator.scenario.read import read_scenario, start_utc_s
from simulator.scenario.schema import BrokerDown, Give
from tests.simulator.scenario.wrong_scenarios import GOOD, WRONG, changed


@pytest.fixture
def file(tmp_path):
    return tmp_path / "scenario.yaml"


def refused(file, raw: bytes) -> DocumentError:
    file.write_bytes(raw)
    with pytest.raises(DocumentError) as caught:
        read_scenario(file)
    return caught.value


def test_a_good_scenario_is_read_as_what_it_says(file):
    file.write_bytes(msgspec.json.encode(GOOD))
    scenario = read_scenario(file)
    assert scenario.actors[0].way[1] == Give(bag="luggage", to="ben")
    assert scenario.faults[0] == BrokerDown(at_s=3, for_s=4)
    assert scenario.expect.counts["door"].count_in == 1


@pytest.mark.parametrize(("place", "value", "path"), WRONG)
def test_a_wrong_place_is_refused_by_its_path_alone(file, place, value, path):
    error = refused(file, changed(place, value))
    assert [fault.path for fault in error.faults] == [path]
    assert all(line.startswith(str(file)) for line in error.lines)


def test_contradictions_are_told_all_at_once(file):
    document = copy.deepcopy(GOOD)
    document["start"] = "yesterday"
    document["actors"][0]["way"][1]["to"] = "chris"
    document["config"]["zones"]["yard"]["ground"] = [[0, 0], [2, 2], [2, 0], [0, 2]]
    document["config"]["lines"]["door"]["ground"] = [[0, 6]]
    document["expect"]["events"][0]["open_s"] = [9, 3]
    error = refused(file, msgspec.json.encode(document))
    assert {fault.path for fault in error.faults} == {
        "start",
        "actors[0].way[1].to",
        "config.zones.yard.ground",
        "config.lines.door.ground",
        "expect.events[0].open_s",
    }


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DocumentError, match=r"none\.yaml"):
        read_scenario(tmp_path / "none.yaml")


def test_a_recording_lies_beside_the_scenario(file):
    (file.parent / "empty.avi").write_bytes(b"")
    file.write_bytes(changed(("scene",), {"background": "empty.avi"}))
    assert read_scenario(file).scene.background == str((file.parent / "empty.avi").resolve())


def test_a_recording_that_is_the_whole_scene_leaves_no_room_for_actors(file):
    (file.parent / "all.avi").write_bytes(b"")
    error = refused(file, changed(("scene",), {"footage": "all.avi"}))
    assert [fault.path for fault in error.faults] == ["scene.footage"]


def test_a_pushed_configuration_may_bring_the_places_that_events_are_expected_at(file):
    garden = {
        "zones": {"garden": {"ground": [[-2, 7], [2, 7], [2, 11]]}},
        "rules": [{"rule": "loitering", "zone": "garden", "after_s": 5}],
    }
    document = copy.deepcopy(GOOD)
    document["faults"][1]["config"] = garden
    document["expect"]["events"].append(
        {"rule": "loitering", "place": "garden", "open_s": [10, 12]}
    )
    file.write_bytes(msgspec.json.encode(document))
    assert read_scenario(file).expect.events[2].place == "garden"


def test_a_start_is_seconds_of_utc(file):
    file.write_bytes(changed(("start",), "2026-05-04T12:00:00+02:00"))
    assert start_utc_s(read_scenario(file)) == 1_777_888_800.0
