"""A camera in any place, light and weather, to which something is done, or nothing."""

from typing import Any, Final

import numpy as np

from edge.strict import convert
from simulator.scenario.lot.scene import CAMERAS
from simulator.scenario.schema import Scenario

KINDS: Final = ("covered", "moved", "defocused", "blinded", "frozen", None)
PLACES: Final = ("street", "yard", "hall", "platform", "plain")
LIGHTS: Final = ("day", "overcast", "low_sun", "dusk", "night")
DURATION_S: Final = 45.0
_LAMPS: Final = [[-4.0, 9.0], [4.0, 12.0]]


def tampering(seed: int) -> Scenario:
    """One kind after the other by seed, every sixth without any; people walk by all the time."""
    rng = np.random.default_rng(seed)
    light = str(rng.choice(LIGHTS))
    height_m, pitch_deg = CAMERAS[int(rng.integers(len(CAMERAS)))]
    ways = [[[-9, 9.0], [9, 9.0]], [[9, 14.0], [-9, 14.0]]]
    return convert(
        {
            "name": f"tampering, drawn by lot {seed}",
            "about": "A scene drawn by lot.",
            "theme": "camera",
            "kind": "nasty",
            "duration_s": DURATION_S,
            "seed": seed,
            "camera": {"fps": 5.0, "height_m": height_m, "pitch_deg": pitch_deg, "fov_deg": 60.0},
            "scene": {
                "place": str(rng.choice(PLACES)),
                "light": light,
                "rain": float(rng.uniform(0, 1)) if rng.random() < 0.2 else 0.0,
                "lamps": _LAMPS if light in ("dusk", "night") else [],
            },
            "traffic": [{"per_minute": float(rng.uniform(0, 15)), "ways": ways, "pause": 0.05}],
            "faults": _faults(KINDS[seed % len(KINDS)], rng),
            "config": {"rules": [{"rule": "tampering"}]},
        },
        Scenario,
    )


def _faults(kind: str | None, rng: np.random.Generator) -> list[dict[str, Any]]:
    """From some time on, for good or for 12 s and more."""
    at_s = float(rng.uniform(12, 16))
    if kind is None:
        return []
    fault: dict[str, Any] = {"kind": f"camera_{kind}", "at_s": at_s}
    if kind == "moved":
        fault["by_deg"] = float(rng.choice((-1, 1)) * rng.uniform(5, 25))
    if rng.random() < 0.5:
        fault["for_s"] = float(rng.uniform(12, 15))
    return [fault]
