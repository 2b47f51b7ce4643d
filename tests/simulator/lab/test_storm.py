"""The worst crowd, through the device's own code to the receiver: few messages, nothing lost."""

from collections import Counter
from typing import Any

import msgspec
import pytest

from edge.strict import convert
from simulator.lab.record import Record
from simulator.lab.run import run_scenario
from simulator.scenario.schema import Scenario

WINDOW_S = 60
CROWD: dict[str, Any] = {
    "name": "a storm",
    "about": "Two people a second walk both ways through a zone and over a line.",
    "theme": "network",
    "kind": "nasty",
    "duration_s": 140,
    "camera": {"fps": 2, "height_m": 5, "pitch_deg": 18},
    "traffic": [
        {
            "per_minute": 120,
            "ways": [[[-8, 10], [8, 10]], [[8, 13], [-8, 13]], [[-9, 16], [9, 16]]],
        }
    ],
    "config": {
        "counts": {"window_s": WINDOW_S},
        "zones": {"square": {"ground": [[-3, 9], [3, 9], [3, 17], [-3, 17]]}},
        "lines": {"middle": {"ground": [[0, 8], [0, 19]]}},
        "rules": [
            {"rule": "restricted_zone", "zone": "square"},
            {"rule": "loitering", "zone": "square", "after_s": 3},
            {"rule": "line_crossing", "line": "middle"},
            {"rule": "occupancy", "zone": "square", "limits": [3, 6], "after_s": 5},
            {"rule": "wrong_way", "zone": "square", "along": "middle"},
        ],
    },
}


@pytest.fixture(scope="module")
def record() -> Record:
    return run_scenario(convert(CROWD, Scenario))


def messages(record: Record, topic: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(m.payload) for m in record.heard if m.topic.startswith(topic)]


def test_at_most_twenty_messages_a_minute_leave_the_camera(record):
    times = [m.t_s for m in record.heard if m.topic == "health" or m.topic.startswith("event/")]
    assert max(sum(start <= t < start + 60 for t in times) for start in times) <= 20


def test_what_is_not_told_one_by_one_is_told_as_a_number_and_stays_in_the_counts(record):
    events = messages(record, "event/")
    one_by_one = sum(event["rule"] == "line_crossing" for event in events)
    summed = sum(e["count"] for e in events if e.get("of") == "line_crossing")
    counted = [c for c in messages(record, "count/middle") if c["count_in"] is not None]
    passed = sum(count["count_in"] + count["count_out"] for count in counted)
    assert one_by_one < summed
    assert one_by_one + summed >= passed / 2
    assert passed > 60 * len(counted)


def test_the_restricted_zone_is_told_in_the_middle_of_it(record):
    assert any(event["rule"] == "restricted_zone" for event in messages(record, "event/"))


def test_nothing_is_closed_that_was_not_opened_and_nothing_twice(record):
    phases = Counter(
        (event["episode"], event["phase"])
        for event in messages(record, "event/")
        if event["rule"] not in ("line_crossing", "summary")
    )
    assert all(number == 1 for (_, phase), number in phases.items() if phase != "update")
    opened = {episode for episode, phase in phases if phase == "open"}
    assert {episode for episode, _ in phases} == opened
