"""The configurations that a camera is given while things go wrong."""

import json

from simulator.injection.scene import area

_OTHER_AREA = ((0.8, 0.0), (1.0, 0.0), (1.0, 0.15), (0.8, 0.15))
_EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def document(version: int, strict: bool, window: bool, other_area: bool) -> bytes:
    """Write a configuration with a rule that has hours, so that it needs the time of day."""
    areas = {}
    if window:
        areas["window"] = {"polygon": area()}
    if other_area:
        areas["sky"] = {"polygon": _OTHER_AREA}
    plain = {
        "version": version,
        "privacy": {"strict": strict, "areas": areas},
        "zones": {"all": {"polygon": _EVERYWHERE}},
        "rules": [
            {
                "rule": "restricted_zone",
                "zone": "all",
                "schedule": [{"from": "08:00", "to": "20:00"}],
            }
        ],
    }
    return json.dumps(plain).encode()
