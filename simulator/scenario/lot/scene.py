"""What all scenes drawn by lot have in common: the camera, its rate, and what is in the way."""

from typing import Any, Final

import numpy as np

from edge.strict import convert
from simulator.scenario.schema import Scenario, Theme

FPS: Final = (2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 25.0, 30.0)
# Height in metres and pitch in degrees: over a door, on a wall, on a mast.
CAMERAS: Final = ((2.8, 11.0), (4.0, 20.0), (6.0, 30.0))
DURATION_S: Final = 90.0
# What a storm held back is told a minute later.
_QUIET_S: Final = 65.0
_PILLARS: Final = 0.3

Spot = tuple[float, float]
Step = dict[str, Any]
Actor = dict[str, Any]


def scene(seed: int, rng: np.random.Generator, *, theme: Theme, **fields: Any) -> Scenario:
    """A scene of 90 s on open ground, before one of three cameras at one of nine rates.

    A quiet minute follows. fields: of the scenario: who is there, its configuration.
    """
    for traffic in fields.get("traffic", ()):
        traffic["during"] = [0.0, DURATION_S]
    height_m, pitch_deg = CAMERAS[int(rng.integers(len(CAMERAS)))]
    pillar = [{"kind": "pillar", "at": [float(rng.uniform(-2, 2)), 8.0]}]
    return convert(
        {
            "name": f"{theme.replace('_', ' ')}, drawn by lot {seed}",
            "about": "A scene drawn by lot.",
            "theme": theme,
            "kind": "nasty",
            "duration_s": DURATION_S + _QUIET_S,
            "seed": seed,
            "camera": {
                "fps": float(rng.choice(FPS)),
                "height_m": height_m,
                "pitch_deg": pitch_deg,
                "fov_deg": 60.0,
            },
            "scene": {"place": "plain", "occluders": pillar if rng.random() < _PILLARS else []},
            **fields,
        },
        Scenario,
    )


def walk(to: Spot, pace_m_s: float) -> Step:
    return {"do": "walk", "to": list(to), "pace_m_s": pace_m_s}


def wait(for_s: float) -> Step:
    return {"do": "wait", "for_s": for_s}


def actor(number: int, start: Spot, at_s: float, way: list[Step]) -> Actor:
    return {"name": f"a{number}", "start": list(start), "at_s": at_s, "way": way}
