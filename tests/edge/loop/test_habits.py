"""What was learned is there again after a restart; a damaged file is learned anew."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from edge.config import Config, parse_config
from edge.loop.habits import Habits, key_of
from edge.loop.judges import Bench

TEXT = """
version: 1
zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}, gate: {polygon: [[0, 0], [1, 0], [0, 1]]}}
rules: [{rule: unusual_activity, zone: yard}, {rule: loitering, zone: gate, after_s: 5}]
"""
CONFIG = parse_config(TEXT.encode())


def test_what_was_learned_is_known_again(tmp_path: Path) -> None:
    judges = Bench(random_bytes=bytes).build(CONFIG)
    judges.rules[0].known.scores.append(2.5)
    Habits(tmp_path / "habits.json").keep(CONFIG, judges.rules)
    again = Bench(random_bytes=bytes, habits=Habits(tmp_path / "habits.json").load())
    assert again.build(CONFIG).rules[0].known.scores == [2.5]


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("[1, 1]", "[0, 1]"),
        TEXT.replace("yard}", "yard, labels: [vehicle]}"),
        TEXT.replace("version: 1", "version: 1\ntimezone: Asia/Tokyo"),
    ],
)
def test_another_outline_other_things_or_another_clock_are_learned_anew(other: str) -> None:
    changed = parse_config(other.encode())
    assert key_of(changed.rules[0], changed) != key_of(CONFIG.rules[0], CONFIG)


def test_a_rule_that_only_changes_its_rate_goes_on_learning() -> None:
    bench = Bench(random_bytes=bytes)
    judges = bench.build(CONFIG)
    slower = parse_config(TEXT.replace("zone: yard}", "zone: yard, once_in_days: 60}").encode())
    assert bench.build(slower, judges).rules[0].known is judges.rules[0].known


def test_nothing_is_written_where_nothing_was_learned(tmp_path: Path) -> None:
    path = tmp_path / "habits.json"
    habits, judges = Habits(path), Bench(random_bytes=bytes).build(CONFIG)
    habits.keep(CONFIG, judges.rules)
    written = path.stat().st_mtime_ns
    habits.keep(CONFIG, judges.rules)
    assert path.stat().st_mtime_ns == written
    empty = Config(version=1)
    habits.keep(empty, replace(judges, rules=()).rules)
    assert path.stat().st_mtime_ns == written


@pytest.mark.parametrize("raw", [b"{", b'{"yard": {"week": []}}', b"\xff"])
def test_a_damaged_file_is_learned_anew_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, raw: bytes
) -> None:
    path = tmp_path / "habits.json"
    path.write_bytes(raw)
    with caplog.at_level(logging.ERROR):
        assert Habits(path).load() == {}
    assert "learned anew" in caplog.text


def test_a_disk_that_takes_nothing_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    judges = Bench(random_bytes=bytes).build(CONFIG)
    with caplog.at_level(logging.ERROR):
        Habits(tmp_path / "file" / "habits.json").keep(CONFIG, judges.rules)
    assert "not kept" in caplog.text
