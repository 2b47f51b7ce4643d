import logging
from pathlib import Path

import numpy as np
import pytest

from edge.loop.last_view import LastView, View, ViewKeeper, since_then
from edge.perception.vantage import SHAPE, pack

EDGES = pack(np.random.default_rng(1).integers(-1, 2, SHAPE).astype(np.int8))
LOST = View(config_version=None, causes=("moved",))


class Kept:
    """A keeper, and what a start right now would find."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "view.json"
        self._keeper = ViewKeeper(LastView(self.file))
        self.edges: bytes | None = EDGES

    def follow(self, at_s: float, *causes: str, version: int | None = 3) -> View | None:
        self._keeper.follow(version=version, causes=causes, edges=lambda: self.edges, now_s=at_s)  # type: ignore[arg-type]
        return LastView(self.file).load()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_first_start_knows_nothing(tmp_path: Path) -> None:
    assert LastView(tmp_path / "view.json").load() is None


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    view = View(config_version=3, edges=EDGES, causes=("covered", "moved"))
    LastView(tmp_path / "view.json").keep(view)
    assert LastView(tmp_path / "view.json").load() == view


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"\0" * len(raw),
        lambda raw: raw.replace(b"covered", b"clock"),
        lambda raw: raw.replace(b"covered", b"nothing"),
        lambda raw: raw.replace(b'"edges":"', b'"edges":"AAAA'),
        lambda raw: raw.replace(b'"v":1', b'"v":2'),
    ],
)
def test_of_a_damaged_file_all_is_taken_to_be_wrong(tmp_path, damage) -> None:
    path = tmp_path / "view.json"
    LastView(path).keep(View(config_version=3, edges=EDGES, causes=("covered",)))
    path.write_bytes(damage(path.read_bytes()))
    assert LastView(path).load() == LOST


def test_what_cannot_be_read_is_taken_to_be_wrong(tmp_path: Path) -> None:
    (tmp_path / "view.json").mkdir()
    assert LastView(tmp_path / "view.json").load() == LOST


@pytest.mark.parametrize("cut", [0, 1, 200, 10_000])
def test_a_power_cut_while_it_is_written_leaves_the_old_one(tmp_path: Path, cut: int) -> None:
    old = View(config_version=3, edges=EDGES, causes=("moved",))
    LastView(tmp_path / "view.json").keep(old)
    other = tmp_path / "other.json"
    LastView(other).keep(View(config_version=3, edges=EDGES))
    (tmp_path / "view.new").write_bytes(other.read_bytes()[:cut])
    assert LastView(tmp_path / "view.json").load() == old


def test_another_version_takes_the_view_as_it_is_but_no_covered_lens() -> None:
    view = View(config_version=3, edges=EDGES, causes=("covered", "moved"))
    assert since_then(view, 3) == view
    assert since_then(view, 4) == View(config_version=4, causes=("covered",))
    assert since_then(LOST, 4) == LOST
    assert since_then(None, 4) is None


def test_a_view_is_kept_once_it_is_known(kept: Kept) -> None:
    kept.edges = None
    assert kept.follow(0.0) is None
    kept.edges = EDGES
    assert kept.follow(10.0) == View(config_version=3, edges=EDGES)


def test_what_must_not_be_forgotten_is_kept_in_the_very_frame(kept: Kept) -> None:
    kept.follow(0.0)
    assert kept.follow(0.1, "moved", "light") == View(
        config_version=3, edges=EDGES, causes=("moved",)
    )
    assert kept.follow(0.2) == View(config_version=3, edges=EDGES)


def test_a_view_follows_the_day_but_not_while_it_is_lost(kept: Kept) -> None:
    kept.follow(0.0)
    kept.edges = bytes(480)
    assert kept.follow(599.0) == View(config_version=3, edges=EDGES)
    assert kept.follow(600.0) == View(config_version=3, edges=bytes(480))
    kept.edges = EDGES
    kept.follow(601.0, "dark")
    before = kept.file.stat().st_mtime_ns
    kept.follow(5000.0, "dark")
    assert kept.file.stat().st_mtime_ns == before


def test_without_a_configuration_nothing_is_kept(kept: Kept) -> None:
    assert kept.follow(0.0, "moved", version=None) is None


def test_a_disk_that_takes_nothing_is_told_once_and_tried_again(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    in_the_way = kept.file.with_suffix(".new")
    in_the_way.mkdir()
    for second in range(30):
        kept.follow(second, "moved")
    assert len([r for r in caplog.records if "cannot be kept" in r.message]) == 1
    in_the_way.rmdir()
    assert kept.follow(40.0, "moved") == View(config_version=3, edges=EDGES, causes=("moved",))
