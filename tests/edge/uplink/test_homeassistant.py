"""What Home Assistant is told, against what Home Assistant itself made of it."""

import json
from pathlib import Path

import msgspec
import pytest

from edge.clock import ManualClock
from edge.contract import ConfigReport, Watched
from edge.door.door import Door
from edge.uplink.homeassistant import Announcement, discovery
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import Uplink
from tests.edge.samples import report
from tests.edge.uplink.record_homeassistant import CAMERA, FIRMWARE, WATCHED
from tests.edge.uplink.test_link import Echo

# Made by record_homeassistant.py: Home Assistant's own code has read and checked this message.
RECORDED = json.loads(Path(__file__).with_name("homeassistant.json").read_text())
DISCOVERY = "homeassistant/device/cam-1/config"


def shown(key):
    return [value for _, value in RECORDED["entities"][key]["shows"]]


def test_what_home_assistant_has_checked_is_what_a_camera_says():
    message = discovery(CAMERA, FIRMWARE, WATCHED)
    assert message.topic == RECORDED["topic"] == f"homeassistant/device/{CAMERA}/config"
    assert json.loads(message.payload) == RECORDED["payload"]
    assert message.retain


def test_every_entity_was_checked_and_has_an_id_of_its_own():
    entities = RECORDED["payload"]["cmps"]
    assert list(entities) == list(RECORDED["entities"])
    assert len({entity["unique_id"] for entity in entities.values()}) == len(entities)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("connectivity", ["ON", "OFF"]),
        ("tamper", ["None", "OFF", "ON", "OFF", "OFF"]),
        ("masked", ["None", "no", "covered", "dark", "paused"]),
        (
            "models",
            [
                '{"in_progress": true, "installed_version": "0", "latest_version": "7",'
                ' "update_percentage": 30}',
                '{"in_progress": false, "installed_version": "7", "latest_version": "7",'
                ' "update_percentage": null}',
                '{"in_progress": false, "installed_version": "0", "latest_version": "0",'
                ' "update_percentage": null}',
                "",
            ],
        ),
        ("pause", ["None", "OFF", "OFF", "OFF", "ON"]),
        ("restricted_zone_yard", ["ON", "OFF", ""]),
        ("person_in_door", ["3", "None", ""]),
        ("vehicle_peak_yard", ["4"]),
        ("line_crossing_door", ['{"event_type": "in", "label": "person"}', "", ""]),
    ],
)
def test_what_home_assistant_shows(key, values):
    assert shown(key) == values


def reported(*places: Watched) -> bytes:
    told = ConfigReport(state="applied", version=1, desired_version=1, places=places)
    return msgspec.json.encode(told)


def test_it_is_said_once_a_connection_and_whenever_it_changes():
    home = Announcement("cam-1")
    assert home.due(None) is None
    first = home.due(reported(WATCHED[0]))
    assert first.topic == DISCOVERY
    assert home.due(reported(WATCHED[0])) is None
    home.begin()
    assert home.due(None) == first
    assert home.due(reported(WATCHED[2])) != first


def test_a_report_that_cannot_be_read_says_nothing():
    assert Announcement("cam-1").due(b'{"v":9}') is None


@pytest.mark.parametrize("wanted", [True, False])
def test_it_is_said_only_where_it_was_asked_for(tmp_path, wanted):
    links = []

    def dial(settings, *, will, v5, traffic):
        links.append(Echo(will))
        return links[-1]

    settings = UplinkSettings(camera="cam-1", broker="mqtt://localhost", home_assistant=wanted)
    with Door(tmp_path / "door.sqlite") as door:
        door.begin_boot(report())
        uplink = Uplink(settings, door, ManualClock(), random=lambda: 0.0, dial=dial)
        for _ in range(3):
            uplink.step(0.0)
    topics = [message.topic for message in links[0].sent]
    assert topics.count(DISCOVERY) == wanted
