"""A good configuration, and every way to spoil one place of it."""

import copy
from typing import Any

import msgspec

GOOD: dict[str, Any] = {
    "version": 3,
    "timezone": "Europe/Berlin",
    "privacy": {
        "level": "P2",
        "mask": "fill",
        "strict": True,
        "areas": {"window": {"polygon": [[0.6, 0.1], [0.9, 0.1], [0.9, 0.4]]}},
    },
    "counts": {"window_s": 900},
    "zones": {"yard": {"polygon": [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]}},
    "lines": {"door": {"from": [0.2, 0.5], "to": [0.8, 0.5]}},
    "rules": [
        {
            "rule": "restricted_zone",
            "zone": "yard",
            "labels": ["person", "vehicle"],
            "schedule": [{"days": ["mon", "fri"], "from": "22:00", "to": "06:00"}],
            "min_dwell_s": 1.0,
        },
        {"rule": "loitering", "zone": "yard", "after_s": 60, "grace_s": 2.5, "labels": ["person"]},
        {"rule": "line_crossing", "line": "door", "labels": ["bicycle"]},
        {"rule": "occupancy", "zone": "yard", "limits": [5, 10], "after_s": 5},
        {"rule": "wrong_way", "zone": "yard", "along": "door", "after_s": 2.5},
    ],
}


def changed(place: tuple[Any, ...], value: Any) -> bytes:
    """The good document as JSON with one place set to a value, or removed for ... ."""
    document = copy.deepcopy(GOOD)
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return msgspec.json.encode(document)


SCHEDULE = ("rules", 0, "schedule")
WRONG: list[tuple[tuple[Any, ...], Any, str]] = [
    (("version",), ..., "version"),
    (("version",), 0, "version"),
    (("version",), -1, "version"),
    (("version",), 2**31, "version"),
    (("version",), "3", "version"),
    (("version",), 3.5, "version"),
    (("version",), True, "version"),
    (("version",), None, "version"),
    (("verison",), 3, "verison"),
    (("timezone",), "Mars/Olympus", "timezone"),
    (("timezone",), "../../etc/passwd", "timezone"),
    (("timezone",), "", "timezone"),
    (("timezone",), "Europe", "timezone"),
    (("timezone",), "x" * 5000, "timezone"),
    (("timezone",), "a\0b", "timezone"),
    (("timezone",), 1, "timezone"),
    (("privacy",), "P1", "privacy"),
    (("privacy", "level"), "P4", "privacy.level"),
    (("privacy", "level"), 1, "privacy.level"),
    (("privacy", "mask"), "blur", "privacy.mask"),
    (("privacy", "off"), True, "privacy.off"),
    (("privacy", "strict"), 1, "privacy.strict"),
    (("privacy", "strict"), "yes", "privacy.strict"),
    (("privacy", "areas"), [], "privacy.areas"),
    (("privacy", "areas", "Window"), {"polygon": [[0, 0], [1, 0], [1, 1]]}, "privacy.areas.Window"),
    (("privacy", "areas", "window"), [[0, 0], [1, 0], [1, 1]], "privacy.areas.window"),
    (("privacy", "areas", "window", "polygon"), ..., "privacy.areas.window.polygon"),
    (
        ("privacy", "areas", "window", "polygon"),
        [[0, 0], [1, 1], [1, 0], [0, 1]],
        "privacy.areas.window.polygon",
    ),
    (
        ("privacy", "areas", "window", "polygon", 1),
        [0.5, -0.1],
        "privacy.areas.window.polygon[1][1]",
    ),
    (("counts", "window_s"), 9, "counts.window_s"),
    (("counts", "window_s"), 86_401, "counts.window_s"),
    (("counts", "window_s"), "900", "counts.window_s"),
    (("counts", "every"), 1, "counts.every"),
    (("zones",), [], "zones"),
    (("zones", "Yard"), {"polygon": [[0, 0], [1, 0], [1, 1]]}, "zones.Yard"),
    (("zones", "yard\n"), {"polygon": [[0, 0], [1, 0], [1, 1]]}, "zones.yard?"),
    (("zones", "a b"), {"polygon": [[0, 0], [1, 0], [1, 1]]}, "zones.a b"),
    (("zones", "x" * 33), {"polygon": [[0, 0], [1, 0], [1, 1]]}, f"zones.{'x' * 33}"),
    (("zones", "yard"), None, "zones.yard"),
    (("zones", "yard", "polygon"), ..., "zones.yard.polygon"),
    (("zones", "yard", "polygon"), [[0, 0], [1, 1]], "zones.yard.polygon"),
    (("zones", "yard", "polygon"), [[i / 40, i % 2] for i in range(33)], "zones.yard.polygon"),
    (("zones", "yard", "polygon", 2), [0.5, 1.5], "zones.yard.polygon[2][1]"),
    (("zones", "yard", "polygon", 2), [-0.1, 0.5], "zones.yard.polygon[2][0]"),
    (("zones", "yard", "polygon", 2), [0.5], "zones.yard.polygon[2]"),
    (("zones", "yard", "polygon", 2), ["a", 0.5], "zones.yard.polygon[2][0]"),
    (("zones", "yard", "polygon"), [[0, 0], [1, 1], [1, 0], [0, 1]], "zones.yard.polygon"),
    (("zones", "yard", "polygon"), [[0, 0], [0.5, 0.5], [1, 1]], "zones.yard.polygon"),
    (("zones", "yard", "polygon"), [[0, 0], [1, 0], [1, 1], [0, 0]], "zones.yard.polygon"),
    (("zones", "yard", "colour"), "red", "zones.yard.colour"),
    (("lines", "door", "from"), ..., "lines.door.from"),
    (("lines", "door", "to"), [0.2, 0.5], "lines.door.to"),
    (("lines", "door", "to"), [0.2, 7], "lines.door.to[1]"),
    (("lines", "door", "start"), [0, 0], "lines.door.start"),
    (("lines", "yard"), {"from": [0, 0], "to": [1, 1]}, "lines.yard"),
    (("rules",), {}, "rules"),
    (("rules", 0, "rule"), ..., "rules[0].rule"),
    (("rules", 0, "rule"), "tripwire", "rules[0].rule"),
    (("rules", 0, "rule"), 7, "rules[0].rule"),
    (("rules", 0), "loitering", "rules[0].rule"),
    (("rules", 0, "zone"), ..., "rules[0].zone"),
    (("rules", 0, "zone"), "garden", "rules[0].zone"),
    (("rules", 0, "zone"), "door", "rules[0].zone"),
    (("rules", 0, "labels"), [], "rules[0].labels"),
    (("rules", 0, "labels"), ["face"], "rules[0].labels[0]"),
    (("rules", 0, "labels"), "person", "rules[0].labels"),
    (("rules", 0, "labels"), ["person"] * 6, "rules[0].labels"),
    (("rules", 0, "min_dwell_s"), -1, "rules[0].min_dwell_s"),
    (("rules", 0, "min_dwell_s"), 61, "rules[0].min_dwell_s"),
    (("rules", 0, "after_s"), 10, "rules[0].after_s"),
    (SCHEDULE, [], "rules[0].schedule"),
    (SCHEDULE, "always", "rules[0].schedule"),
    ((*SCHEDULE, 0, "from"), ..., "rules[0].schedule[0].from"),
    ((*SCHEDULE, 0, "from"), "24:00", "rules[0].schedule[0].from"),
    ((*SCHEDULE, 0, "from"), "9:00", "rules[0].schedule[0].from"),
    ((*SCHEDULE, 0, "to"), 1320, "rules[0].schedule[0].to"),
    ((*SCHEDULE, 0, "to"), "06:00\n", "rules[0].schedule[0].to"),
    ((*SCHEDULE, 0, "days"), [], "rules[0].schedule[0].days"),
    ((*SCHEDULE, 0, "days"), ["Mon"], "rules[0].schedule[0].days[0]"),
    (("rules", 1, "after_s"), ..., "rules[1].after_s"),
    (("rules", 1, "after_s"), 0, "rules[1].after_s"),
    (("rules", 1, "after_s"), 86_401, "rules[1].after_s"),
    (("rules", 1, "grace_s"), 601, "rules[1].grace_s"),
    (("rules", 1, "grace_s"), "soon", "rules[1].grace_s"),
    (("rules", 1), {"rule": "restricted_zone", "zone": "yard"}, "rules[1]"),
    (("rules", 2, "line"), "yard", "rules[2].line"),
    (("rules", 2, "zone"), "yard", "rules[2].zone"),
    (("rules", 3, "limits"), [10, 5], "rules[3].limits"),
    (("rules", 3, "limits"), [5, 5], "rules[3].limits"),
    (("rules", 3, "limits"), [0], "rules[3].limits[0]"),
    (("rules", 3, "limits"), [2.5], "rules[3].limits[0]"),
    (("rules", 3, "limits"), [1001], "rules[3].limits[0]"),
    (("rules", 3, "limits"), list(range(1, 10)), "rules[3].limits"),
    (("rules", 3, "after_s"), 3601, "rules[3].after_s"),
    (("rules", 3, "zone"), "garden", "rules[3].zone"),
    (("rules", 3, "severity"), "huge", "rules[3].severity"),
    (("rules", 3, "cooldown_s"), -1, "rules[3].cooldown_s"),
    (("rules", 0, "cooldown_s"), 86_401, "rules[0].cooldown_s"),
    (("rules", 4, "along"), ..., "rules[4].along"),
    (("rules", 4, "along"), "yard", "rules[4].along"),
    (("rules", 4, "along"), "street", "rules[4].along"),
    (("rules", 4, "zone"), "door", "rules[4].zone"),
    (("rules", 4, "after_s"), 0.5, "rules[4].after_s"),
]
