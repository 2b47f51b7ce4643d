import json
import sys
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.bench.figure import Figure, MissingError
from edge.commands.bench import taken
from tests.edge.commands.street import complaints, passerby


def test_a_recording_gives_one_object_with_a_figure_and_its_origin(recording: Path) -> None:
    done = passerby("bench", recording, "--only", "fps_over_every_frame", "--json")
    assert complaints(done) == ["measuring fps_over_every_frame"]
    answer = json.loads(done.stdout)
    raw = answer["raw"]["fps_over_every_frame"]
    assert answer["fps_over_every_frame"] == pytest.approx(
        raw["our_fps"] / raw["every_frame_bare_fps"], rel=0.01
    )
    assert raw["frames"] == 30
    assert raw["person_boxes"] > 0
    assert 0 < answer["person_boxes_kept"] <= 1
    assert set(answer) == {
        *("fps_over_every_frame", "person_boxes_kept", "faces_lost", "machine", "raw")
    }


def test_a_recording_that_is_none_is_named() -> None:
    done = passerby("bench", "nowhere.mp4", "--only", "fps_over_every_frame")
    assert done.returncode == 2
    assert "nowhere.mp4" in complaints(done)[-1]


@pytest.mark.parametrize("words", [["--only", "speed"], ["--width", "0"], ["--width", "wide"]])
def test_words_that_make_no_sense_end_with_2(words: list[str]) -> None:
    assert passerby("bench", *words).returncode == 2


def test_a_plot_that_nobody_can_draw_is_refused_before_anything_is_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert main(["bench", "--plot", str(tmp_path / "x.svg")]) == 2
    assert "pip install 'passerby[report]'" in capsys.readouterr().err


def test_what_is_missing_for_one_figure_stops_no_other() -> None:
    def absent() -> Figure:
        raise MissingError("not installed")

    def start() -> Figure:
        return Figure(name="start_over_load", value=1.0, raw={})

    figures = taken(
        {"start_over_load": start, "fps_over_deface": absent},
        ["start_over_load", "fps_over_deface"],
    )
    assert [(figure.name, figure.value) for figure in figures] == [
        ("fps_over_deface", None),
        ("start_over_load", 1.0),
    ]
