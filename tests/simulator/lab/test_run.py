"""A scenario through the device, at both levels."""

import msgspec
import pytest

from edge import strict
from edge.errors import DocumentError
from simulator.lab.record import Level, Record
from simulator.lab.run import run_scenario
from simulator.scenario.schema import Scenario
from simulator.truth.errors import Errors

WALK = b"""
name: one walks
about: one person walks past the camera, from left to right
theme: line_crossing
kind: normal
duration_s: 5
camera: {fps: 4, width_px: 480, height_px: 360}
actors:
  - {name: ann, start: [-2, 6], way: [{do: walk, to: [3, 6]}]}
config:
  lines: {middle: {ground: [[0, 2], [0, 18]]}}
  rules: [{rule: line_crossing, line: middle}]
"""


def _walk(*faults: str) -> Scenario:
    listed = "".join(f"  - {fault}\n" for fault in faults)
    return strict.parse(WALK + (f"faults:\n{listed}".encode() if faults else b""), Scenario)


def _crossings(record: Record) -> list[str]:
    return [
        msgspec.json.decode(heard.payload)["direction"]
        for heard in record.heard
        if heard.topic == "event/line_crossing"
    ]


@pytest.mark.parametrize("level", ["truth", "pixels"])
def test_one_who_walks_past_is_told_once_at_either_level(level: Level) -> None:
    record = run_scenario(_walk(), level=level, errors=Errors.none())
    assert len(_crossings(record)) == 1
    assert (record.level, record.broker, record.frames) == (level, "memory", 20)


def test_a_damaged_model_file_keeps_vision_down_until_it_is_mended() -> None:
    record = run_scenario(_walk("{kind: model_damaged, at_s: 1, for_s: 1}"), level="pixels")
    seen = [shown.t_s for shown in record.shown]
    assert not [t_s for t_s in seen if 1.0 <= t_s < 2.0]
    assert max(seen) > 2.0


def test_a_seed_of_the_run_takes_the_place_of_the_scenarios_own() -> None:
    assert run_scenario(_walk()).heard == run_scenario(_walk(), seed=1).heard
    assert run_scenario(_walk()).heard != run_scenario(_walk(), seed=2).heard


def test_a_configuration_that_no_camera_takes_is_refused_by_its_place() -> None:
    wrong = msgspec.structs.replace(_walk(), config={"rules": [{"rule": "everything"}]})
    with pytest.raises(DocumentError, match=r"config\.rules\[0\]"):
        run_scenario(wrong)


def test_a_camera_that_is_covered_dark_out_of_focus_or_turned_shows_nothing_of_it() -> None:
    scenario = strict.parse(
        WALK.replace(b"duration_s: 5", b"duration_s: 32\nscene: {place: yard}").replace(
            b"4,", b"2,"
        )
        + b"""
faults:
  - {kind: camera_covered, at_s: 12, for_s: 2}
  - {kind: camera_dark, at_s: 16, for_s: 2}
  - {kind: camera_defocused, at_s: 20, for_s: 2}
  - {kind: camera_moved, at_s: 24, for_s: 2, by_deg: 12}
""",
        Scenario,
    )
    shown = run_scenario(scenario, level="pixels").shown
    bad = (12, 16, 20, 24)
    assert [p.t_s for p in shown if not p.whole and any(a <= p.t_s < a + 3 for a in bad)] == []
    assert [p.t_s for p in shown if p.whole and not any(a <= p.t_s <= a + 3.5 for a in bad)] == []
