"""Crossings labelled by hand, and what a replay counted beside them."""

import json
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.commands.labelled import Labelled, Labels, Passed, compared, compared_lines, read_labels
from edge.errors import BadInputError
from tests.edge.commands.street import write_config

RECORDINGS = Path(__file__).parents[2] / "recordings"


def labels(*times_s: float) -> Labels:
    return Labels(
        recording="a street",
        crossings=tuple(Labelled(line="gate", at_s=at_s, direction="in") for at_s in times_s),
    )


def passed(*times_s: float, direction="in") -> list[Passed]:
    return [Passed(line="gate", at_s=at_s, direction=direction) for at_s in times_s]


def test_each_label_is_met_by_one_count_soon_after_it():
    (row,) = compared(labels(3.0, 3.4, 20.0), passed(3.6, 4.0, 20.5))
    assert (row.labelled, row.counted, row.right) == (3, 3, 3)


def test_what_is_counted_twice_late_or_not_at_all_is_told_with_its_time():
    (row,) = compared(labels(3.0, 10.0), passed(3.2, 3.4, 14.0))
    assert (row.right, row.missed_s, row.extra_s) == (1, (10.0,), (3.4, 14.0))
    assert list(compared_lines([row])) == [
        "gate in: 2 labelled, 3 counted, 1 right",
        "  missed at 10.0 s",
        "  nobody at 3.4 s, 14.0 s",
    ]


def test_the_wrong_way_is_no_match():
    rows = {row.direction: row for row in compared(labels(3.0), passed(3.1, direction="out"))}
    assert (rows["in"].missed_s, rows["out"].extra_s) == ((3.0,), (3.1,))


def test_a_line_that_the_configuration_lacks_is_refused_by_name(tmp_path):
    file = tmp_path / "labels.json"
    file.write_text(
        '{"recording": "x", "crossings": [{"line": "gat", "at_s": 1, "direction": "in"}]}'
    )
    with pytest.raises(BadInputError, match="no line gat"):
        read_labels(file, lines=["gate"])


def test_a_replay_with_a_label_file_that_is_none_says_so(tmp_path, capsys):
    file = tmp_path / "labels.json"
    file.write_text('{"recording": "x"}')
    config = write_config(tmp_path / "config.yaml")
    words = ["replay", "none.avi", "--config", str(config), "--labels", str(file)]
    assert main(words) == 2
    assert "crossings" in capsys.readouterr().err


def test_people_at_a_real_crossroads_are_counted_as_they_were_labelled_by_eye(recordings, capsys):
    words = ["replay", str(recordings / "vtest.avi"), "--config", str(RECORDINGS / "vtest.yaml")]
    assert main([*words, "--labels", str(RECORDINGS / "vtest.labels.json"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["labels"]
    assert sum(row["labelled"] for row in rows) == 45
    assert sum(row["right"] for row in rows) >= 43
    assert sum(len(row["extra_s"]) for row in rows) <= 3
