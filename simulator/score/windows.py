"""Did the windows of a zone hold as many as were there?"""

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from edge.config import Occupancy
from edge.privacy.event import OccupancyCount
from simulator.lab.record import Record
from simulator.scenario.read import start_utc_s
from simulator.score.headcounts import headcount
from simulator.score.whereabouts import LABELS_OF, whereabouts
from simulator.world.world import World

# A count is promised within one.
_WITHIN: Final = 1.0
_STEP_S: Final = 0.1


def window_failures(record: Record, world: World) -> Iterator[str]:
    """Say which windows told a mean that is more than one off; nothing of a scene with faults."""
    rules = {rule.zone: rule for rule in record.config.rules if isinstance(rule, Occupancy)}
    if not rules or record.scenario.faults:
        return
    bodies = list(whereabouts(record.scenario, world))
    begin_s = start_utc_s(record.scenario)
    for told in _told(record):
        if told.total_s is None or told.t is None or told.zone not in rules:
            continue
        start_s = told.t - begin_s
        times = np.arange(start_s, start_s + told.window_s, _STEP_S)
        of_label = [body for body in bodies if told.label in LABELS_OF[body.kind]]
        true = float(headcount(rules[told.zone], record.config, of_label, times).mean())
        mean = told.total_s / told.window_s
        if abs(mean - true) > _WITHIN:
            yield f"{told.zone}: {mean:.1f} on average from {start_s:.0f} s on, not {true:.1f}"


def _told(record: Record) -> Iterator[OccupancyCount]:
    for message in record.happened or record.heard:
        if message.topic.startswith("count/") and b'"zone":' in message.payload:
            yield msgspec.json.decode(message.payload, type=OccupancyCount)
