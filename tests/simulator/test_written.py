"""A configuration as text: short, and read by a camera as exactly what it was."""

import pytest

from edge.config import Config, parse_config
from edge.errors import DocumentError
from edge.yaml_text import load
from simulator.scenario.library import library
from simulator.scenario.read import read_scenario
from simulator.web.written import write_config, written
from simulator.world.places import config_of

LONG = """
version: 3
timezone: Europe/Berlin
privacy: {level: P2}
counts: {window_s: 60}
zones:
  yard: {polygon: [[0, 0.125], [1, 0], [1, 1]]}
lines:
  gate: {from: [0.5, 0.3], to: [0.5, 0.9]}
rules:
  - {rule: restricted_zone, zone: yard, schedule: [{from: "22:00", to: "06:00", days: [fri]}]}
  - {rule: loitering, zone: yard, after_s: 60, labels: [person, bag]}
"""


def parsed(text: str) -> Config:
    return parse_config(text.encode())


def test_a_configuration_comes_back_as_it_was():
    assert parsed(write_config(parsed(LONG))) == parsed(LONG)


def test_what_a_rule_has_by_default_is_not_written():
    text = "version: 3\nzones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n"
    text += "rules: [{rule: loitering, zone: yard, after_s: 60}]"
    assert "- {rule: loitering, zone: yard, after_s: 60}\n" in write_config(parsed(text))


def test_every_configuration_of_the_library_comes_back_as_it_was():
    for path in library().values():
        config = config_of(read_scenario(path))
        assert parsed(write_config(config)) == config, path


def test_what_is_so_by_default_is_left_out():
    text = write_config(parsed("version: 1\nzones: {a: {polygon: [[0, 0], [1, 0], [1, 1]]}}"))
    assert text.splitlines() == [
        "version: 1",
        "timezone: UTC",
        "privacy: {level: P1}",
        "counts: {window_s: 900}",
        "zones:",
        "  a: {polygon: [[0, 0], [1, 0], [1, 1]]}",
    ]


@pytest.mark.parametrize(
    "value",
    ["true", "null", "22:00", "no", "1", "", "a: b", "# no", '"', "grün", "a\nb", "Europe/Berlin",
     1, 1.5, 1e-7, True, None, [], {}, [[0.5, 1]], {"a": [{"b": "- c"}]}],
)  # fmt: skip
def test_every_value_comes_back_as_it_was(value):
    document = {"version": value, "zones": {"y: 1": value}, "rules": [value, {"rule": value}]}
    assert load(written(document).encode()) == document


def test_what_is_nested_deeper_than_a_camera_reads_is_refused():
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(DocumentError, match="nested deeper"):
        written({"version": deep})
