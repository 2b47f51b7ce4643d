"""A run written down can be run again, without the world, to the same bytes."""

from pathlib import Path

import msgspec
import pytest

from edge import strict
from edge.errors import BadInputError
from simulator import library, read_scenario
from simulator.lab.replay import replay
from simulator.lab.run import run_scenario
from simulator.lab.trace import FaultLine, FrameLine, Header, read_trace
from simulator.scenario.schema import Scenario

STREET = b"""
name: a street
about: people walk both ways along a street and one of them is pushed a new configuration
theme: line_crossing
kind: normal
duration_s: 30
camera: {fps: 4}
traffic:
  - {per_minute: 60, ways: [[[-6, 8], [6, 8]], [[6, 9], [-6, 9]]]}
config:
  zones: {all: {ground: [[-2, 7], [2, 7], [2, 10], [-2, 10]]}}
  lines: {middle: {ground: [[0, 5], [0, 18]]}}
  rules: [{rule: restricted_zone, zone: all}, {rule: line_crossing, line: middle}]
faults:
  - {kind: kill_vision, at_s: 6}
  - {kind: model_damaged, at_s: 9, for_s: 2}
  - {kind: broker_down, at_s: 12, for_s: 5}
  - {kind: push, at_s: 20, config: {rules: []}}
"""


@pytest.fixture
def street() -> Scenario:
    return strict.parse(STREET, Scenario)


def test_a_replay_is_the_run_it_was_made_from(street: Scenario, tmp_path: Path) -> None:
    made = run_scenario(
        street, trace=tmp_path / "trace.jsonl", id_switches=0.5, drop_share=0.1, seed=5
    )
    again = replay(tmp_path / "trace.jsonl")
    assert len(made.happened) > 10
    assert again.happened == made.happened
    assert again.heard == made.heard
    assert again.shown == made.shown
    assert (again.seed, again.config, again.scenario) == (5, made.config, street)


def test_a_trace_tells_frames_faults_and_what_was_pushed(street: Scenario, tmp_path: Path) -> None:
    made = run_scenario(street, trace=tmp_path / "trace.jsonl")
    header, *lines = read_trace(tmp_path / "trace.jsonl")
    assert isinstance(header, Header)
    assert header.scenario == street
    frames = [line for line in lines if isinstance(line, FrameLine)]
    assert len(frames) == made.frames
    whole_s = {shown.t_s for shown in made.shown if shown.whole}
    unseen_s = {line.t_s for line in frames if line.boxes is None}
    assert unseen_s < whole_s
    assert max(whole_s) == pytest.approx(max(unseen_s) + 1.0)
    faults = [line for line in lines if isinstance(line, FaultLine)]
    assert [line.fault for line in faults] == list(street.faults)
    assert msgspec.json.decode(faults[-1].document or "") == {"version": 2, "rules": []}


def test_tracing_changes_nothing(street: Scenario, tmp_path: Path) -> None:
    traced = run_scenario(street, trace=tmp_path / "trace.jsonl")
    assert traced.heard == run_scenario(street).heard


def test_a_trace_that_cannot_be_written_is_named(street: Scenario, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"none/trace\.jsonl: No such file"):
        run_scenario(street, trace=tmp_path / "none" / "trace.jsonl")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "does not begin with a header"),
        (b'{"line":"frame","t_s":0}\n', "does not begin with a header"),
        (b"pixels\n", "line 1: JSON is malformed"),
    ],
)
def test_a_file_that_is_no_trace_is_refused_by_name(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "trace.jsonl").write_bytes(content)
    with pytest.raises(BadInputError, match=f"trace.jsonl: {reason}"):
        replay(tmp_path / "trace.jsonl")


def test_a_trace_without_its_last_frames_is_refused_by_name(
    street: Scenario, tmp_path: Path
) -> None:
    run_scenario(street, trace=tmp_path / "trace.jsonl")
    lines = (tmp_path / "trace.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "trace.jsonl").write_bytes(b"".join(lines[:-3]))
    with pytest.raises(BadInputError, match="holds no frame at"):
        replay(tmp_path / "trace.jsonl")


def test_things_that_stand_are_told_again_by_a_replay(tmp_path: Path) -> None:
    bag = read_scenario(library()["bag-left-behind"])
    run = run_scenario(bag, trace=tmp_path / "run.jsonl")
    assert [message.topic for message in run.happened] == ["event/unattended_object"]
    assert replay(tmp_path / "run.jsonl").happened == run.happened
