"""The clips section of a configuration."""

import pytest

from edge.clips import available
from edge.clips.available import check_clips
from edge.config import Clips, parse_config
from edge.errors import DocumentError
from tests.edge.wrong_configs import changed


def test_clips_are_off_unless_they_are_asked_for():
    assert parse_config(b"version: 1").clips is None
    assert parse_config(b"version: 1\nclips: null").clips is None


def test_asking_is_enough():
    assert parse_config(b"version: 1\nclips: {}").clips == Clips()


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (True, "clips"),
        ("on", "clips"),
        ({"before": 1}, "clips.before"),
        ({"before_s": -1}, "clips.before_s"),
        ({"before_s": 31}, "clips.before_s"),
        ({"after_s": 0}, "clips.after_s"),
        ({"after_s": 61}, "clips.after_s"),
        ({"quota_mb": 99}, "clips.quota_mb"),
        ({"quota_mb": 100.5}, "clips.quota_mb"),
        ({"quota_mb": 1_000_001}, "clips.quota_mb"),
        ({"keep_hours": 0}, "clips.keep_hours"),
        ({"keep_hours": 721}, "clips.keep_hours"),
        ({"keep_hours": None}, "clips.keep_hours"),
    ],
    ids=str,
)
def test_every_wrong_place_is_refused_with_its_path(value, path):
    with pytest.raises(DocumentError) as caught:
        parse_config(changed(("clips",), value))
    assert [fault.path for fault in caught.value.faults] == [path]


def test_clips_are_refused_where_nothing_can_code_them(monkeypatch):
    on, off = parse_config(b"version: 1\nclips: {}"), parse_config(b"version: 1")
    check_clips(on)
    check_clips(off)
    monkeypatch.setattr(available, "find_spec", lambda name: None)
    check_clips(off)
    with pytest.raises(DocumentError) as caught:
        check_clips(on)
    assert [fault.path for fault in caught.value.faults] == ["clips"]
    assert "passerby[clips]" in str(caught.value)
