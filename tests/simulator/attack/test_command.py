"""`passerby attack`: what it prints, and what it says of bad input."""

import importlib.util
import json

import numpy as np
import pytest

from edge.errors import BadInputError
from simulator.attack import recogniser
from simulator.attack.recogniser import Recogniser
from simulator.command.attack import main
from tests.simulator.attack.drawn_faces import write_portraits


def test_json_has_chance_and_every_style(tmp_path, capsys):
    write_portraits(tmp_path, 4)
    page = tmp_path / "page.html"
    words = ["--people", str(tmp_path), "--trained-only", "--scenes", "2", "--json"]
    assert main([*words, "--html", str(page)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chance"] == 1 / 4
    for style in ("fill", "blur", "pixelate"):
        assert 0 <= told["styles"][style]["rank1"] <= told["styles"][style]["rank1_upper95"] <= 1
    assert page.stat().st_size > 10_000


def test_without_its_extra_the_recogniser_names_it(tmp_path, capsys, monkeypatch):
    write_portraits(tmp_path, 4)
    monkeypatch.setattr(recogniser, "find_spec", lambda name: None)
    assert main(["--people", str(tmp_path)]) == 2
    assert "pip install 'passerby[attack]'" in capsys.readouterr().err


def test_bad_folders_end_with_one_line(tmp_path, capsys):
    assert main(["--people", str(tmp_path / "nowhere"), "--trained-only"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("nowhere: there is no such folder")
    page = tmp_path / "no" / "page.html"
    assert main(["--people", str(tmp_path), "--html", str(page)]) == 2
    assert "page.html: there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--scenes", "1"], ["--scenes", "x"], ["--seed", "-1"], []])
def test_bad_options_are_refused(words, tmp_path):
    with pytest.raises(SystemExit, match="2"):
        main([*words, *(["--people", str(tmp_path)] if words else [])])


def test_the_recogniser_is_either_there_or_names_its_extra():
    if importlib.util.find_spec("dlib") is None:
        with pytest.raises(BadInputError, match="attack"):
            Recogniser()
    else:
        from edge.geometry import Box

        box = Box(x_min=20, y_min=20, x_max=60, y_max=70)
        features = Recogniser().describe(np.full((100, 100, 3), 128, np.uint8), box)
        assert features.shape == (128,)
