"""Home Assistant's device discovery: one retained message that says what entities a camera has.

Its topic lies outside the camera's own prefix: the broker needs one more line in its ACL. Format:
https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

import msgspec

from edge.contract import ConfigReport, Watched, topic
from edge.firmware import firmware
from edge.uplink.link import Message

# Health comes every ten seconds; three that are missed leave an entity unavailable.
_HEALTH_EXPIRES_S: Final = 30
# Causes of a masked picture that mean somebody is at the camera.
_TAMPERED: Final = ("covered", "moved", "frozen")
_CAUSE: Final = "value_json.vision.masked_whole"

# How far new models are, where those are what the last update was about. They are never installed
# from here: whoever signs them decides.
_MODELS: Final = (
    "{% if value_json.kind == 'models' %}"
    "{% set coming = value_json.state in ['fetching', 'checking', 'trial'] %}"
    "{{ {'installed_version': value_json.version | string,"
    " 'latest_version': (value_json.desired_version if coming else value_json.version) | string,"
    " 'in_progress': coming, 'update_percentage':"
    " (100 * value_json.fetched_bytes / value_json.size_bytes) | round | int"
    " if value_json.state == 'fetching' else None} | tojson }}{% endif %}"
)

Entity = dict[str, Any]


class Announcement:
    """Says what there is: once a connection, and whenever it has changed.

    Silent until a configuration was reported. What was said before is retained by the broker.
    """

    def __init__(self, camera: str) -> None:
        self._camera = camera
        self._reported: bytes | None = None
        self._message: Message | None = None
        self._is_said = False

    def begin(self) -> None:
        """Note a new connection."""
        self._is_said = False

    def due(self, reported: bytes | None) -> Message | None:
        """What is to be published now, if anything. reported: the last config/reported."""
        if reported is not None and reported != self._reported:
            self._reported = reported
            # What another firmware has left in the door may be written differently.
            with suppress(msgspec.DecodeError):
                places = msgspec.json.decode(reported, type=ConfigReport).places
                self._message = discovery(self._camera, firmware(), places)
                self._is_said = False
        if self._is_said:
            return None
        self._is_said = self._message is not None
        return self._message


def discovery(camera: str, version: str, watched: Iterable[Watched]) -> Message:
    """Everything that Home Assistant can show of a camera.

    version: of the firmware. watched: the rules at work; each place of each gets an entity of its
    own. At QoS 0: a broker that does not let us write there drops it, and nothing else suffers.
    """
    entities = {**_of_the_camera(camera), **_of_places(camera, watched)}
    content = {
        "dev": {"ids": [f"passerby_{camera}"], "name": camera, "mf": "Passerby", "sw": version},
        "o": {"name": "Passerby", "sw": version},
        "cmps": {
            key: {**entity, "unique_id": f"passerby_{camera}_{key}"}
            for key, entity in entities.items()
        },
        "qos": 1,
    }
    name = f"homeassistant/device/{camera}/config"
    return Message(topic=name, payload=msgspec.json.encode(content), qos=0, retain=True)


def _of_the_camera(camera: str) -> dict[str, Entity]:
    status, health = topic(camera, "status"), topic(camera, "health")
    return {
        "connectivity": {
            "p": "binary_sensor",
            "name": "Connected",
            "device_class": "connectivity",
            "entity_category": "diagnostic",
            "state_topic": status,
            "value_template": "{{ 'ON' if value_json.online else 'OFF' }}",
        },
        "tamper": {
            "p": "binary_sensor",
            "name": "Tampering",
            "device_class": "tamper",
            "state_topic": health,
            "value_template": _of_vision(f"'ON' if {_CAUSE} in {list(_TAMPERED)} else 'OFF'"),
            "expire_after": _HEALTH_EXPIRES_S,
        },
        "masked": {
            "p": "sensor",
            "name": "Masked whole",
            "entity_category": "diagnostic",
            "state_topic": health,
            "value_template": _of_vision(f"{_CAUSE} or 'no'"),
            "expire_after": _HEALTH_EXPIRES_S,
        },
        "update": {
            "p": "update",
            "name": "Firmware",
            "device_class": "firmware",
            "entity_category": "diagnostic",
            "state_topic": status,
            "value_template": "{{ {'installed_version': value_json.firmware} | tojson }}",
        },
        "models": {
            "p": "update",
            "name": "Models",
            "entity_category": "diagnostic",
            "state_topic": topic(camera, "update/reported"),
            "value_template": _MODELS,
        },
        "pause": {
            "p": "switch",
            "name": "Privacy shutter",
            "state_topic": health,
            "value_template": _of_vision(f"'ON' if {_CAUSE} == 'paused' else 'OFF'"),
            # Commands are signed, which Home Assistant cannot do: a wish, for who holds a key.
            "command_topic": f"passerby/wish/{camera}/pause",
            **_only_while_online(camera),
        },
    }


def _of_places(camera: str, watched: Iterable[Watched]) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for one in watched:
        if one.rule == "line_crossing":
            entities |= _of_line(camera, one)
        elif one.rule in ("tampering", "summary"):
            continue
        else:
            entities[f"{one.rule}_{one.place}"] = _zone(camera, one)
            if one.rule == "occupancy":
                entities |= _peaks(camera, one)
    return entities


def _zone(camera: str, one: Watched) -> Entity:
    """On from an open to its close. Late ones count: else an open would stay open."""
    return {
        "p": "binary_sensor",
        "name": _name(one),
        "device_class": "occupancy",
        "state_topic": topic(camera, f"event/{one.rule}"),
        "value_template": (
            f"{{% if value_json.zone == '{one.place}' %}}"
            "{{ 'OFF' if value_json.phase == 'close' else 'ON' }}{% endif %}"
        ),
        **_only_while_online(camera),
    }


def _of_line(camera: str, one: Watched) -> dict[str, Entity]:
    ways = {
        f"{label}_{way}_{one.place}": {
            "p": "sensor",
            "name": f"{one.place}: {label} {way}",
            "state_class": "measurement",
            "state_topic": topic(camera, f"count/{one.place}"),
            "value_template": _count(label, f"count_{way}"),
        }
        for label in one.labels
        for way in ("in", "out")
    }
    return {f"{one.rule}_{one.place}": _crossing(camera, one), **ways}


def _crossing(camera: str, one: Watched) -> Entity:
    """What passes now. A replayed one is history, and would start an automation hours late."""
    return {
        "p": "event",
        "name": _name(one),
        "event_types": ["in", "out"],
        "state_topic": topic(camera, f"event/{one.rule}"),
        "value_template": (
            f"{{% if value_json.line == '{one.place}'"
            " and not value_json.replayed | default(false) %}"
            "{{ {'event_type': value_json.direction, 'label': value_json.label} | tojson }}"
            "{% endif %}"
        ),
    }


def _peaks(camera: str, one: Watched) -> dict[str, Entity]:
    return {
        f"{label}_peak_{one.place}": {
            "p": "sensor",
            "name": f"{one.place}: {label} at once",
            "state_class": "measurement",
            "state_topic": topic(camera, f"count/{one.place}"),
            "value_template": _count(label, "peak"),
        }
        for label in one.labels
    }


def _count(label: str, field: str) -> str:
    """A total, or None (which is unknown) where nobody watched."""
    return f"{{% if value_json.label == '{label}' %}}{{{{ value_json.{field} }}}}{{% endif %}}"


def _name(one: Watched) -> str:
    return f"{one.place}: {one.rule.replace('_', ' ')}"


def _of_vision(value: str) -> str:
    """None, which is unknown, while nothing is heard of vision."""
    return f"{{{{ ({value}) if value_json.vision else None }}}}"


def _only_while_online(camera: str) -> Entity:
    return {
        "availability": [
            {
                "topic": topic(camera, "status"),
                "value_template": "{{ 'online' if value_json.online else 'offline' }}",
            }
        ]
    }
