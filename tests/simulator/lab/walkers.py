"""A scene for the lab without a world: somebody crosses the picture every few seconds."""

from typing import Any

import msgspec
import numpy as np

from edge import strict
from edge.geometry import Boxes, no_boxes
from edge.label import PERSON
from edge.perception.detector import NOTHING, Detections
from simulator.lab.eyes import TruthEyes, tiny
from simulator.lab.play import play
from simulator.lab.record import Record
from simulator.lab.run_of import Run
from simulator.scenario.schema import Scenario

EVERY_S = 5.0
WALK_S = 4.0
DURATION_S = 60.0
WALKERS = int(DURATION_S / EVERY_S)
SCENE = """
name: walkers
about: somebody crosses the line from left to right every five seconds
theme: line_crossing
kind: normal
duration_s: 60
camera: {fps: 5}
config:
  version: 3
  zones:
    all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}
  lines:
    middle: {from: [0.5, 0], to: [0.5, 1]}
  counts: {window_s: 20}
  rules:
    - {rule: line_crossing, line: middle, severity: alarm}
"""
ALL_DAY = """
    - {rule: restricted_zone, zone: all, schedule: [{from: "00:00", to: "00:00"}]}
"""
# Forty lines one after the other.
BUSY_LINES = "".join(
    f"    l{n}: {{from: [{0.3 + 0.01 * n}, 0], to: [{0.3 + 0.01 * n}, 1]}}\n" for n in range(30)
)
BUSY_RULES = "".join(f"    - {{rule: line_crossing, line: l{n}}}\n" for n in range(30))


class Walkers:
    """Each is in the picture for WALK_S, one at a time."""

    def detections(self, t_s: float) -> Detections:
        number, since_s = divmod(t_s, EVERY_S)
        if since_s > WALK_S or number >= WALKERS:
            return NOTHING
        x = 0.1 + 0.8 * since_s / WALK_S
        return Detections(
            boxes=np.array([[x - 0.04, 0.4, x + 0.04, 0.75]], np.float32),
            scores=np.array([0.8], np.float32),
            labels=np.array([PERSON], np.int64),
        )

    def faces(self, t_s: float) -> Boxes:
        return no_boxes()


def scene(*faults: str, more: str = "") -> Scenario:
    """The scene with faults, each a YAML mapping; more: rules."""
    listed = "".join(f"  - {fault}\n" for fault in faults)
    lines = "  lines:\n" + BUSY_LINES if more == BUSY_RULES else "  lines:\n"
    text = SCENE.replace("  lines:\n", lines) + more
    return strict.parse(f"{text}faults:\n{listed}".encode() if faults else text.encode(), Scenario)


def lived(*faults: str, more: str = "", seed: int = 1, drop_share: float = 0.0) -> Record:
    """The record of the scene with faults."""
    scenario = scene(*faults, more=more)
    eyes = TruthEyes(Walkers(), size_px=tiny(scenario.camera))
    run = Run(scenario=scenario, seed=seed, level="truth", drop_share=drop_share)
    return play(run, eyes)


def told(record: Record, topic: str) -> list[dict[str, Any]]:
    """What was heard at a topic, in order."""
    return [msgspec.json.decode(heard.payload) for heard in record.heard if heard.topic == topic]


def ids(record: Record) -> list[str]:
    """Ids of the events heard, in order, repetitions included."""
    return [event["id"] for event in told(record, "event/line_crossing")]


def judged_ids(record: Record) -> list[str]:
    """Ids of the events that vision judged, in order."""
    return [
        msgspec.json.decode(one.payload)["id"]
        for one in record.happened
        if one.topic.startswith("event/")
    ]
