"""A configuration is judged while it is typed, by the camera's own parser and in its words."""

import pytest

from edge.config import parse_config
from simulator.web.asked import NotAskedError, Write, read_asked
from simulator.web.checked import check_document, check_text

AT_WORK = parse_config(b"version: 3")


def faults(text: str) -> list[tuple[str, str]]:
    checked = check_text(1, text, at_work=AT_WORK)
    return [(fault.path, fault.reason) for fault in checked.faults]


def test_a_good_text_comes_back_with_its_plain_values():
    checked = check_text(7, "version: 4\n# mine\nzones: {}\n", at_work=AT_WORK)
    assert (checked.number, checked.faults) == (7, ())
    assert checked.text == "version: 4\n# mine\nzones: {}\n"
    assert checked.document == {"version": 4, "zones": {}}


def test_a_wrong_text_still_shows_its_values():
    checked = check_text(1, "version: 4\nextra: [1]", at_work=AT_WORK)
    assert checked.document == {"version": 4, "extra": [1]}
    assert [fault.path for fault in checked.faults] == ["extra"]


def test_the_faults_are_the_cameras_own():
    crossing = "zones: {a: {polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}}"
    assert faults(f"version: 4\n{crossing}\nrules: [{{rule: loitering, zone: b, after_s: 0}}]") == [
        ("zones.a.polygon", "edge 0 crosses edge 2: draw it without crossing"),
        ("rules[0].after_s", "Expected `float` >= 1.0"),
    ]


@pytest.mark.parametrize("text", ["version: 3\ntimezone: Europe/Berlin", "version: 1"])
def test_a_version_that_is_not_above_the_one_at_work_is_a_fault(text):
    assert faults(text) == [("version", "not above 3, the version at work")]


def test_the_configuration_at_work_itself_is_no_fault():
    assert faults("version: 3") == []


@pytest.mark.parametrize("text", ["", "[]", "zones: [never closed", "a: 1\na: 2"])
def test_what_is_no_mapping_has_no_values_to_show(text):
    checked = check_text(1, text, at_work=AT_WORK)
    assert checked.document is None
    assert checked.faults


def test_a_document_comes_back_as_a_text_and_judged():
    checked = check_document(2, {"version": 4, "lines": {"gate": {}}}, at_work=AT_WORK)
    assert checked.text == "version: 4\nlines:\n  gate: {}\n"
    assert [fault.path for fault in checked.faults] == ["lines.gate.from", "lines.gate.to"]


@pytest.mark.parametrize("depth", [50, 4_000, 100_000])
def test_a_document_nested_without_end_is_refused_one_way_or_the_other(depth):
    wish = '{"ask": "write", "number": 1, "document": {"a": ' + "[" * depth + "]" * depth + "}}"
    try:
        asked = read_asked(wish)
    except NotAskedError:
        return
    assert isinstance(asked, Write)
    checked = check_document(1, asked.document, at_work=None)
    assert (checked.text, checked.document) == ("", None)
    assert checked.faults[0].reason.startswith("nested deeper")
