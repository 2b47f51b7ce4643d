"""Record what Home Assistant itself makes of our discovery message: run where it is installed.

    pip install homeassistant jinja2
    python -m tests.edge.uplink.record_homeassistant > tests/edge/uplink/homeassistant.json

Its own code expands the abbreviations, checks the device and each entity against its schemas, and
renders each template with each of the messages below.
"""

import asyncio
import json
import sys
import tempfile
from importlib import import_module
from importlib.metadata import version
from typing import Any

from edge.contract import Watched
from edge.uplink.homeassistant import discovery

CAMERA = "gate-3"
FIRMWARE = "0.1.0"
WATCHED = (
    Watched(rule="restricted_zone", place="yard", labels=("person",)),
    Watched(rule="occupancy", place="yard", labels=("person", "vehicle")),
    Watched(rule="line_crossing", place="door", labels=("person",)),
    Watched(rule="tampering", place="camera"),
)
_VISION = {"masked_whole": None}
MESSAGES: dict[str, list[dict[str, Any]]] = {
    "status": [{"online": True, "firmware": FIRMWARE}, {"online": False, "firmware": FIRMWARE}],
    "health": [
        {"vision": None},
        {"vision": _VISION},
        {"vision": {"masked_whole": "covered"}},
        {"vision": {"masked_whole": "dark"}},
        {"vision": {"masked_whole": "paused"}},
    ],
    "update/reported": [
        {
            "kind": "models",
            "state": "fetching",
            "version": 0,
            "desired_version": 7,
            "fetched_bytes": 3_000,
            "size_bytes": 10_000,
        },
        {"kind": "models", "state": "applied", "version": 7, "desired_version": 7},
        {"kind": "models", "state": "rolled-back", "version": 0, "desired_version": 7},
        {"kind": "firmware", "state": "applied", "version": 2, "desired_version": 2},
    ],
    "event/restricted_zone": [
        {"zone": "yard", "phase": "open"},
        {"zone": "yard", "phase": "close", "replayed": True},
        {"zone": "roof", "phase": "open"},
    ],
    "event/occupancy": [{"zone": "yard", "phase": "update"}],
    "event/line_crossing": [
        {"line": "door", "direction": "in", "label": "person"},
        {"line": "door", "direction": "out", "label": "person", "replayed": True},
        {"line": "gate", "direction": "in", "label": "person"},
    ],
    "count/door": [
        {"label": "person", "count_in": 3, "count_out": 0},
        {"label": "person", "count_in": None, "count_out": None},
        {"label": "vehicle", "count_in": 9, "count_out": 9},
    ],
    "count/yard": [{"label": "vehicle", "peak": 4}],
}


def main() -> None:
    recorded = asyncio.run(record())
    json.dump(recorded, sys.stdout, indent=1)
    print()


async def record() -> dict[str, Any]:
    from homeassistant.components.mqtt.discovery import _parse_device_payload
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import frame

    with tempfile.TemporaryDirectory() as folder:
        home = HomeAssistant(folder)
        frame.async_setup(home)
        message = discovery(CAMERA, FIRMWARE, WATCHED)
        device = _parse_device_payload(home, message.payload.decode(), CAMERA, None)
        entities = {key: understood(device, key) for key in device["components"]}
        await home.async_stop(force=True)
    return {
        "source": f"homeassistant {version('homeassistant')}",
        "topic": message.topic,
        "payload": json.loads(message.payload),
        "entities": entities,
    }


def understood(device: dict[str, Any], key: str) -> dict[str, Any]:
    """What an entity shows for each message at its topic."""
    from homeassistant.components.mqtt.models import MqttValueTemplate

    asked = device["components"][key]
    platform = import_module(f"homeassistant.components.mqtt.{asked['platform']}")
    entity = platform.DISCOVERY_SCHEMA(
        {**asked, "device": device["device"], "origin": device["origin"]}
    )
    show = MqttValueTemplate(entity["value_template"]).async_render_with_possible_json_value
    suffix = asked["state_topic"].removeprefix(f"passerby/v1/{CAMERA}/")
    shows = [[sent, show(json.dumps(sent))] for sent in MESSAGES[suffix]]
    return {"platform": asked["platform"], "shows": shows}


if __name__ == "__main__":
    main()
