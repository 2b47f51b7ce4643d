import json
import signal
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from resource import RLIMIT_FSIZE, setrlimit
from typing import Any

import msgspec
import pytest

from edge.__main__ import main
from edge.privacy.event import Event
from tests.edge.commands.street import (
    FPS,
    FRAMES,
    complaints,
    passerby,
    write_config,
    write_standstill,
)
from tests.patience import PATIENCE_S, started

SPIN = "while True: pass"
NIGHT = """
version: 1
timezone: Europe/Berlin
zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}
rules:
  - {rule: restricted_zone, zone: all, min_dwell_s: 0, schedule: [{from: "22:00", to: "06:00"}]}
"""


def _events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _replayed(recording: Path, config: Path, *words: str) -> list[dict[str, Any]]:
    out = config.with_name("events.jsonl")
    assert main(["replay", str(recording), f"--config={config}", f"--events={out}", *words]) == 0
    return _events(out)


def test_two_runs_are_the_same_bytes_also_beside_busy_processes(
    recording: Path, config: Path, tmp_path: Path
) -> None:
    outs = [tmp_path / "first.jsonl", tmp_path / "second.jsonl"]
    passerby("replay", recording, "--config", config, "--events", outs[0])
    busy = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(2)]
    try:
        passerby("replay", recording, "--config", config, "--events", outs[1])
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert outs[0].read_bytes() == outs[1].read_bytes() != b""


def test_events_are_of_the_schema_and_numbered_from_1(recording: Path, config: Path) -> None:
    events = _replayed(recording, config)
    for event in events:
        del event["at_s"]
    decoded = [msgspec.json.decode(json.dumps(event), type=Event) for event in events]
    assert [event.seq for event in decoded] == list(range(1, len(events) + 1))


def test_at_s_is_the_recordings_own_time(recording: Path, config: Path) -> None:
    times_s = [event["at_s"] for event in _replayed(recording, config)]
    assert all(earlier <= later for earlier, later in pairwise(times_s))
    assert {round(at_s * FPS, 3) % 1 for at_s in times_s} == {0}
    assert times_s[-1] < FRAMES / FPS


def test_without_a_start_a_rule_with_hours_is_silent_and_said_to_be(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "night.yaml"
    config.write_text(NIGHT)
    assert _replayed(recording, config) == []
    assert "silent without --start" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("start", "speaks"),
    [
        ("2026-05-01T22:00:00+02:00", True),
        ("2026-05-01T20:00:00Z", True),
        ("2026-05-01T20:00:00", True),
        ("2026-05-01T12:00:00+02:00", False),
    ],
)
def test_a_start_gives_hours_their_meaning_and_events_their_time(
    recording: Path, tmp_path: Path, start: str, speaks: bool
) -> None:
    config = tmp_path / "night.yaml"
    config.write_text(NIGHT)
    events = _replayed(recording, config, f"--start={start}")
    assert bool(events) is speaks
    assert all(abs(event["t"] - 1_777_665_600) <= 60 for event in events)


@pytest.mark.parametrize(
    "start", ["nonsense", "2026", "", "1960-01-01", "0001-01-01", "9999-12-31T23:59:59-23:00"]
)
def test_a_start_that_is_no_time_is_refused(
    recording: Path, config: Path, start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(recording), f"--config={config}", f"--start={start}"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"passerby: --start {start}: not ")


def test_a_truncated_recording_plays_what_is_there_and_says_so(
    truncated: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(truncated), f"--config={config}", "--json"]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert answer["truncated"] is True
    assert 0 < answer["frames"] < FRAMES
    assert f"ends after {answer['frames']} of {FRAMES} frames: truncated" in told.err


@pytest.fixture
def lines_alone(config: Path) -> Path:
    """The usual configuration without what makes a storm of three seconds of the street."""
    lines = config.read_text().splitlines(keepends=True)
    config.write_text("".join(line for line in lines if "loitering" not in line))
    return config


def test_at_p0_there_is_no_event_but_crossings_are_counted(
    recording: Path, lines_alone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shy = write_config(tmp_path / "shy.yaml", level="P0")
    answers = []
    for path in (lines_alone, shy):
        main(["replay", str(recording), f"--config={path}", "--json"])
        answers.append(json.loads(capsys.readouterr().out))
    open_one, shy_one = answers
    assert shy_one["events"] == {}
    assert shy_one["crossings"] == open_one["crossings"]
    passed = sum(row["in"] + row["out"] for row in shy_one["crossings"])
    assert passed == open_one["events"]["line_crossing open"] > 0


def test_the_text_tells_each_event_and_each_line_by_direction(
    recording: Path, lines_alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = _replayed(recording, lines_alone)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(events) + 3
    ways = Counter(event.get("direction") for event in events if event.get("line") == "left")
    assert told[-3] == f"{FRAMES} frames, {(FRAMES - 1) / FPS:.1f} s, {len(events)} events"
    assert told[-2] == f"left: person {ways['in']} in, {ways['out']} out"


@pytest.mark.parametrize("name", ["-dash.avi", "a b\u00fc.avi", "new\nline.avi", "a:b.avi"])
def test_a_recording_may_have_an_odd_name(truncated: Path, config: Path, name: str) -> None:
    odd = truncated.rename(truncated.with_name(name))
    done = passerby("replay", "--config", config, "--", odd.name, cwd=odd.parent)
    assert done.returncode == 0


def test_the_recording_and_the_configuration_are_never_overwritten(
    truncated: Path, config: Path, tmp_path: Path
) -> None:
    before = truncated.read_bytes(), config.read_bytes()
    link = tmp_path / "link.jsonl"
    link.symlink_to(truncated)
    for out in (truncated, config, link):
        assert main(["replay", str(truncated), f"--config={config}", f"--events={out}"]) == 2
    assert (truncated.read_bytes(), config.read_bytes()) == before


@pytest.mark.parametrize("out", [".", "none/events.jsonl"])
def test_events_that_cannot_be_written_are_refused_before_anything_plays(
    recording: Path, config: Path, tmp_path: Path, out: str
) -> None:
    done = passerby("replay", recording, "--config", config, "--events", out, cwd=tmp_path)
    assert done.returncode == 2
    assert len(complaints(done)) == 1
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


def test_a_full_disk_is_one_line_and_leaves_what_was_there(
    recording: Path, config: Path, tmp_path: Path
) -> None:
    out = tmp_path / "events.jsonl"
    out.write_text("of yesterday")
    done = passerby(
        "replay", recording, "--config", config, "--events", out,
        limits=lambda: setrlimit(RLIMIT_FSIZE, (300, 300)),
    )  # fmt: skip
    assert done.returncode == 2
    assert len(complaints(done)) == 1
    assert out.read_text() == "of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"config.yaml", "events.jsonl"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_quietly_and_leaves_no_part(
    config: Path, tmp_path: Path, number: signal.Signals
) -> None:
    source, folder = write_standstill(tmp_path / "source"), tmp_path / "events"
    folder.mkdir()
    words = ["replay", str(source), f"--config={config}", f"--events={folder / 'e.jsonl'}"]
    with started(
        [sys.executable, "-m", "edge", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert "person" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 128 + number
        assert "Traceback" not in process.stderr.read()
    assert list(folder.iterdir()) == []


def test_a_name_that_is_not_unicode_is_one_line(truncated: Path, config: Path) -> None:
    odd = truncated.rename(truncated.with_name("odd\udcff.avi"))
    done = passerby("replay", odd.name, "--config", config, cwd=odd.parent)
    assert done.returncode == 2
    assert complaints(done) == ["odd\\udcff.avi: a name that is not UTF-8"]


def test_a_folder_whose_name_is_not_unicode_is_one_line(
    recording: Path, config: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "odd\udcff"
    folder.mkdir()
    (folder / "link.avi").symlink_to(recording)
    done = passerby("replay", "link.avi", "--config", config, cwd=folder)
    assert done.returncode == 2
    assert complaints(done) == ["link.avi: a name that is not UTF-8"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 999, b"some text"])
def test_what_is_no_recording_is_one_line(
    config: Path, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "no.mp4"
    path.write_bytes(content)
    assert main(["replay", str(path), f"--config={config}"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"passerby: {path}: ")


def test_every_event_is_explained_on_request(
    recording: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(recording), f"--config={config}", "--explain"]) == 0
    *told, _, _, _ = capsys.readouterr().out.splitlines()
    assert told
    assert all(" s  open    " in line and line.endswith("]") for line in told)
    assert any("restricted_zone: somebody was in all" in line for line in told)


def test_what_is_for_people_is_not_for_machines(
    recording: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["replay", str(recording), f"--config={config}", "--explain", "--json"]
    assert main(arguments) == 2
    assert "--explain: is for people to read" in capsys.readouterr().err
