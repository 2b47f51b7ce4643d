"""A good scenario, and ways to spoil one place of it."""

import copy
from typing import Any

import msgspec

GOOD: dict[str, Any] = {
    "name": "a good scenario",
    "about": "Somebody walks through the yard with a bag that they give to somebody else.",
    "theme": "restricted_zone",
    "kind": "normal",
    "duration_s": 30,
    "actors": [
        {
            "name": "anna",
            "start": [-5, 8],
            "at_s": 1,
            "carries": {"luggage": "suitcase"},
            "way": [
                {"do": "walk", "to": [0, 8]},
                {"do": "give", "bag": "luggage", "to": "ben"},
                {"do": "walk", "to": [5, 8]},
            ],
        },
        {
            "name": "ben",
            "start": [0.5, 9],
            "way": [
                {"do": "wait", "for_s": 10},
                {"do": "put_down", "bag": "luggage"},
                {"do": "pick_up", "bag": "luggage"},
            ],
        },
    ],
    "traffic": [{"per_minute": 2, "ways": [[[-9, 15], [9, 15]]], "pace_m_s": [1, 2]}],
    "crowds": [{"count": 3, "area": [-2, 14, 2, 18], "during": [0, 20]}],
    "faults": [
        {"at_s": 3, "for_s": 4, "kind": "broker_down"},
        {"at_s": 5, "kind": "push", "config": {"rules": []}},
    ],
    "config": {
        "zones": {
            "yard": {"ground": [[-2, 7], [2, 7], [2, 11], [-2, 11]]},
            "roof": {"polygon": [[0.1, 0.1], [0.9, 0.1], [0.9, 0.2]]},
        },
        "lines": {"door": {"ground": [[0, 6], [0, 12]]}},
        "rules": [
            {"rule": "restricted_zone", "zone": "yard"},
            {"rule": "line_crossing", "line": "door"},
        ],
    },
    "expect": {
        "events": [
            {"rule": "restricted_zone", "place": "yard", "open_s": [3, 5], "close_s": [9, 12]},
            {"rule": "line_crossing", "place": "door", "open_s": [4, 6], "direction": "in"},
        ],
        "counts": {"door": {"in": 1}},
        "failed_closed": [[1, 2]],
        "camera_lost": [[3, 4]],
        "config": "applied",
    },
}


def changed(place: tuple[Any, ...], value: Any) -> bytes:
    """The good document as JSON with one place set to a value, or removed for ... ."""
    document = copy.deepcopy(GOOD)
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return msgspec.json.encode(document)


ANNA = ("actors", 0)
ZONE = ("config", "zones", "yard")
EVENT = ("expect", "events", 0)
WRONG: list[tuple[tuple[Any, ...], Any, str]] = [
    (("about",), ..., "about"),
    (("about",), "short", "about"),
    (("theme",), "party", "theme"),
    (("kind",), "easy", "kind"),
    (("duration_s",), 0, "duration_s"),
    (("durration_s",), 30, "durration_s"),
    (("start",), "yesterday", "start"),
    (("start",), "2026-05-04T12:00:00", "start"),
    (("start",), "1999-05-04T12:00:00Z", "start"),
    (("camera",), {"pitch_deg": 91}, "camera.pitch_deg"),
    (("camera",), {"zoom": 2}, "camera.zoom"),
    (("scene",), {"place": "moon"}, "scene.place"),
    (("scene",), {"background": "none.mp4"}, "scene.background"),
    ((*ANNA, "name"), "Anna Smith", "actors[0].name"),
    (("actors", 1, "carries"), {"anna": "box"}, "actors[1].carries.anna"),
    ((*ANNA, "at_s"), 31, "actors[0].at_s"),
    ((*ANNA, "start"), [1000, 0], "actors[0].start[0]"),
    ((*ANNA, "way"), [], "actors[0].way"),
    ((*ANNA, "way", 0, "do"), "fly", "actors[0].way[0].do"),
    ((*ANNA, "way", 0, "too"), [0, 0], "actors[0].way[0].too"),
    ((*ANNA, "way", 1, "to"), "anna", "actors[0].way[1].to"),
    ((*ANNA, "way", 1, "to"), "chris", "actors[0].way[1].to"),
    ((*ANNA, "way", 1, "bag"), "purse", "actors[0].way[1].bag"),
    (("actors", 1, "way", 1, "bag"), "purse", "actors[1].way[1].bag"),
    (("actors", 1, "way", 2, "bag"), "purse", "actors[1].way[2].bag"),
    (("actors", 1, "carries"), {"luggage": "box"}, "actors[1].carries.luggage"),
    (("traffic", 0, "during"), [20, 10], "traffic[0].during"),
    (("traffic", 0, "during"), [20, 40], "traffic[0].during"),
    (("traffic", 0, "pace_m_s"), [2, 1], "traffic[0].pace_m_s"),
    (("traffic", 0, "ways"), [[[0, 5]]], "traffic[0].ways[0]"),
    (("crowds", 0, "area"), [2, 14, -2, 18], "crowds[0].area"),
    (("crowds", 0, "during"), [9, 3], "crowds[0].during"),
    (("faults", 0, "kind"), "earthquake", "faults[0].kind"),
    (("faults", 0, "at_s"), 99, "faults[0].at_s"),
    (("faults", 1, "config"), ..., "faults[1]"),
    (("faults", 1, "text"), "version: 9", "faults[1]"),
    (("config", "verison"), 1, "config.verison"),
    (("config", "version"), 0, "config.version"),
    ((*ZONE, "ground"), [[0, 0], [1, 1]], "config.zones.yard.ground"),
    ((*ZONE, "ground"), [[0, 0], [2, 2], [2, 0], [0, 2]], "config.zones.yard.ground"),
    ((*ZONE, "ground"), [[0, 0], [1, 1], [900, 0]], "config.zones.yard.ground[2][0]"),
    ((*ZONE, "polygon"), [[0, 0], [1, 0], [1, 1]], "config.zones.yard.polygon"),
    (("config", "zones", "roof", "polygon"), [[0, 0], [1, 0]], "config.zones.roof.polygon"),
    (("config", "lines", "door", "ground"), [[0, 6]], "config.lines.door.ground"),
    (("config", "lines", "door", "ground"), [[0, 6], [0, 6]], "config.lines.door.ground"),
    (("config", "rules", 0, "labels"), ["face"], "config.rules[0].labels[0]"),
    (("config", "rules", 1, "zone"), "yard", "config.rules[1].zone"),
    ((*EVENT, "place"), "garden", "expect.events[0].place"),
    ((*EVENT, "rule"), "loitering", "expect.events[0].place"),
    ((*EVENT, "open_s"), [5, 3], "expect.events[0].open_s"),
    ((*EVENT, "open_s"), [5, 31], "expect.events[0].open_s"),
    ((*EVENT, "close_s"), [12, 9], "expect.events[0].close_s"),
    ((*EVENT, "direction"), "in", "expect.events[0].direction"),
    (("expect", "events", 1, "close_s"), [5, 6], "expect.events[1].close_s"),
    (("expect", "counts", "yard"), {"in": 1}, "expect.counts.yard"),
    (("expect", "failed_closed"), [[2, 1]], "expect.failed_closed[0]"),
    (("expect", "camera_lost"), [[3, 99]], "expect.camera_lost[0]"),
    (("faults",), [], "expect.config"),
]
