from pathlib import Path

from edge.config import Config, parse_config
from edge.desired.last_good import LastGood, newest

YARD = b"version: 7\nzones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n"


def test_nothing_is_kept_at_first(tmp_path: Path) -> None:
    assert LastGood(tmp_path / "config.json").load() is None


def test_what_was_kept_comes_back_whole(tmp_path: Path) -> None:
    config = parse_config(YARD + b"rules: [{rule: loitering, zone: yard, after_s: 9}]")
    LastGood(tmp_path / "config.json").keep(config)
    assert LastGood(tmp_path / "config.json").load() == config


def test_a_damaged_file_is_moved_aside_and_not_fatal(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b'{"version": 7, "zo')
    assert LastGood(path).load() is None
    assert not path.exists()
    assert path.with_suffix(".damaged").read_bytes() == b'{"version": 7, "zo'


def test_a_damaged_file_that_cannot_be_moved_is_not_fatal_either(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b'{"version": 7, "zo')
    path.with_suffix(".damaged").mkdir()
    assert LastGood(path).load() is None
    LastGood(path).keep(parse_config(YARD))
    assert LastGood(path).load() == parse_config(YARD)


def test_a_half_written_new_file_does_not_hide_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    LastGood(path).keep(parse_config(YARD))
    path.with_suffix(".new").write_bytes(b'{"ver')
    assert LastGood(path).load() == parse_config(YARD)


def test_the_higher_version_wins_and_of_equal_ones_the_local_file() -> None:
    local, kept = Config(version=3), Config(version=3, timezone="Europe/Berlin")
    assert newest(local, None) is local
    assert newest(local, kept) is local
    assert newest(local, Config(version=4)).version == 4
    assert newest(Config(version=5), kept).version == 5
