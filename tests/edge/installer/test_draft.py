"""What is drawn, as a configuration that is worth nothing until it is signed."""

import json

import msgspec
import pytest

from edge.config import parse_config
from edge.errors import DocumentError
from edge.installer.draft import draft
from tests.edge.installer.hour import CONFIG

AT_WORK = json.loads(msgspec.json.encode(parse_config(CONFIG)))
GATE = {"polygon": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}
DOOR = {"from": [0.5, 0.0], "to": [0.5, 1.0]}


def drawn(*, zones=None, lines=None, areas=None):
    places = {"zones": {"gate": GATE} if zones is None else zones, "lines": lines or {}}
    return draft(json.dumps({**places, "areas": areas or {}}).encode(), AT_WORK)


def test_it_is_what_is_at_work_one_version_on_with_the_places_that_were_drawn():
    config = parse_config(drawn(lines={"door": DOOR}, areas={"window": GATE}).encode())
    before = parse_config(CONFIG)
    assert config.version == before.version + 1
    assert config.rules == before.rules
    assert config.zones["gate"].polygon == ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))
    assert config.lines["door"].end == (0.5, 1.0)
    assert list(config.privacy.areas) == ["window"]


def test_it_says_that_it_is_no_configuration_yet():
    assert drawn().startswith("# A draft")


@pytest.mark.parametrize(
    ("places", "fault"),
    [
        ({"zones": {}}, r"rules\[0\].zone: there is no zone 'gate'"),
        ({"zones": {"gate": {"polygon": [[0, 0], [1, 1], [1, 0], [0, 1]]}}}, "crosses"),
        ({"zones": {"gate": {"polygon": [[0, 0], [2, 0], [0, 1]]}}}, r"zones.gate.polygon\[1\]"),
        ({"lines": {"door": {"from": [0.5, 0.5], "to": [0.5, 0.5]}}}, "no length"),
        ({"lines": {"gate": DOOR}}, "lines.gate: a zone has this name already"),
        ({"zones": {"no name": GATE}}, "zones.no name"),
    ],
)
def test_what_the_camera_would_refuse_is_refused_with_its_place(places, fault):
    with pytest.raises(DocumentError, match=fault):
        drawn(**places)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"zones": {}}', b"\xff", b"[" * 9999])
def test_what_no_page_of_ours_sends_is_refused(raw):
    with pytest.raises(DocumentError):
        draft(raw, AT_WORK)


def test_nothing_but_places_can_be_drafted():
    raw = json.dumps({"zones": {}, "lines": {}, "areas": {}, "rules": []}).encode()
    with pytest.raises(DocumentError, match="rules: unknown key"):
        draft(raw, AT_WORK)
