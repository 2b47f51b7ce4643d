"""What a camera may be told to do, and how it says no."""

import msgspec
import pytest

from edge.config import Config, Hours, parse_config, read_config
from edge.errors import DocumentError
from tests.edge.wrong_configs import GOOD, WRONG, changed

YAML = b"""
version: 1
zones:
  yard: {polygon: [[0, 0], [1, 0], [1, 1]]}
rules:
  - rule: restricted_zone
    zone: yard
    schedule:
      - {from: 22:00, to: 06:00}
"""


def refused(raw: bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_config(raw)
    return [fault.path for fault in caught.value.faults]


def test_a_good_configuration_is_read_whole():
    config = parse_config(msgspec.json.encode(GOOD))
    assert config.version == 3
    assert [type(rule).__name__ for rule in config.rules] == [
        "RestrictedZone",
        "Loitering",
        "LineCrossing",
        "Occupancy",
        "WrongWay",
        "UnattendedObject",
        "ObjectRemoved",
    ]


def test_hours_need_no_quotes():
    (rule,) = parse_config(YAML).rules
    assert rule.schedule == (Hours(start="22:00", end="06:00"),)


def test_a_version_is_enough():
    assert parse_config(b"version: 1") == Config(version=1)


@pytest.mark.parametrize(("place", "value", "path"), WRONG, ids=lambda value: str(value)[:40])
def test_every_wrong_place_is_refused_with_its_path(place, value, path):
    assert refused(changed(place, value)) == [path]


@pytest.mark.parametrize("number", ["1e999", "-1e999", ".nan", ".inf", "NaN", "Infinity"])
def test_numbers_that_are_none_are_refused(number):
    raw = f"version: 1\nzones: {{z: {{polygon: [[0, 0], [1, 0], [{number}, 1]]}}}}".encode()
    assert refused(raw) == ["zones.z.polygon[2][0]"]


def test_a_ring_that_repeats_its_first_corner_is_told_so():
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    with pytest.raises(DocumentError, match="a corner stands twice"):
        parse_config(changed(("zones", "yard", "polygon"), ring))


def test_too_many_zones_are_refused():
    zone = {"polygon": [[0, 0], [1, 0], [1, 1]]}
    assert refused(changed(("zones",), {f"z{i}": zone for i in range(33)})) == ["zones"]


def test_too_many_privacy_areas_are_refused():
    area = {"polygon": [[0, 0], [1, 0], [1, 1]]}
    many = {f"a{i}": area for i in range(33)}
    assert refused(changed(("privacy", "areas"), many)) == ["privacy.areas"]


def test_without_a_word_upper_bodies_are_hidden_and_no_area():
    privacy = parse_config(b"version: 1").privacy
    assert not privacy.strict
    assert privacy.areas == {}


def test_too_many_rules_are_refused():
    rule = {"rule": "loitering", "zone": "yard", "after_s": 5}
    assert refused(changed(("rules",), [rule] * 65)) == ["rules"]


def test_a_file_is_read_and_its_faults_named(tmp_path):
    file = tmp_path / "camera.yaml"
    file.write_bytes(YAML)
    assert read_config(file) == parse_config(YAML)
    with pytest.raises(DocumentError, match="missing"):
        read_config(tmp_path / "missing.yaml")
