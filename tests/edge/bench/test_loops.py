"""The figures that run the loop in this process, in their shortest form."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from edge.bench import against_deface, loop, quiet
from edge.bench.figure import MissingError
from edge.bench.rig import Rig
from edge.bench.scenes import Scenes
from tests.edge.commands.street import pictures, write_recording


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    monkeypatch.setattr("edge.bench.scenes.STILL_FRAMES", 3)
    return Scenes(str(write_recording(tmp_path / "street.avi")), folder=tmp_path, width_px=640)


def test_every_picture_goes_through_the_whole_loop(tmp_path: Path) -> None:
    with closing(Rig(tmp_path, threads=1, every_frame=True)) as rig:
        looks = [rig.step(p.pixels, mono_s=n / 10)[1] for n, p in enumerate(pictures()[:4])]
    assert all(look.cause is None for look in looks)
    assert all(look.effort.objects and look.effort.faces for look in looks)
    assert (tmp_path / "door.sqlite").exists()


def test_the_loop_is_compared_with_the_models_that_it_ran(shown: Scenes, tmp_path: Path) -> None:
    figure = loop.measure(shown, tmp_path)
    always = figure.raw["both_models_on_every_frame"]
    assert isinstance(always, dict)
    assert figure.raw["frames"] == always["frames"] == always["object_looks"] == 25
    assert figure.value == pytest.approx(
        figure.raw["loop_cpu_ms_a_frame"] / figure.raw["models_cpu_ms_a_frame"], rel=0.01
    )


def test_where_nothing_moves_nobody_is_forgotten_and_few_looks_are_taken(
    shown: Scenes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "QUIET_S", 5.0)
    monkeypatch.setattr(quiet, "STANDING_S", 5.0)
    figure = quiet.measure(shown, tmp_path)
    standing = figure.raw["standing_person"]
    assert isinstance(standing, dict)
    assert figure.raw["frames"] == 50
    assert figure.raw["object_looks"] < 25
    assert standing["people"] == standing["track_ids"] == 1
    assert standing["frames_tracked"] == standing["frames_masked"] == standing["frames"] > 20


def test_without_deface_it_says_how_to_get_it(
    shown: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "deface", None)
    with pytest.raises(MissingError, match="pip install deface onnxruntime"):
        against_deface.measure(shown)
