"""`passerby exposure` with the real models, on a few drawn pictures."""

import json
from pathlib import Path
from typing import Any

import cv2
import pytest

from simulator.command.exposure import main
from simulator.picture.studio import Studio
from simulator.scenario.read import read_scenario
from simulator.world.world import World

_SCENE = """
name: Two people at a gate
about: One comes nearer, one stands there, both in view from the first picture on.
theme: camera
kind: normal
duration_s: 1.2
camera: {width_px: 512, height_px: 384, fps: 10, fov_deg: 45}
scene: {place: plain}
actors:
  - {name: ada, look: ada, start: [-0.6, 4.5], way: [{do: wait, for_s: 9, facing_deg: 0}]}
  - {name: omar, look: omar, start: [0.8, 6.0], way: [{do: walk, to: [0.8, 3.0]}]}
"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scene") / "gate.yaml"
    path.write_text(_SCENE, "utf-8")
    return path


@pytest.fixture(scope="module")
def film(scene: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Every second frame of what is drawn is labelled, nobody by name."""
    scenario = read_scenario(scene)
    studio = Studio(scenario, World(scenario))
    folder = tmp_path_factory.mktemp("film")
    labelled: list[dict[str, Any]] = []
    for number in range(8):
        picture = studio.picture(number / 10)
        cv2.imwrite(str(folder / f"{number:03}.png"), picture.pixels)
        boxes = [sight.face for sight in picture.sights if sight.face is not None]
        px = [[b.x_min * 512, b.y_min * 384, b.x_max * 512, b.y_max * 384] for b in boxes]
        if number % 2 == 0:
            labelled.append({"frame": number, "faces": [{"box": box} for box in px]})
    return folder, {"size": [512, 384], "frames": labelled}


def test_a_scene_is_told_twice_alike(scene, capsys):
    told = []
    for _ in range(2):
        assert main([str(scene), "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert told[0]["tracks"] == 2
    assert told[0]["face_frames"] > 10
    assert told[0]["starting_share"] == pytest.approx(told[0]["failed_closed_share"])
    assert told[0]["over_masked_share"] < told[0]["masked_share"]


def test_a_recording_with_its_truth_is_judged_and_shown(film, tmp_path, capsys):
    folder, labels = film
    page = tmp_path / "page.html"
    words = [*_words(folder, labels, tmp_path), "--html", str(page), "--json"]
    assert main([*words, "--every-frame"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["every_frame"]
    assert told["tracks"] == 2
    assert told["scenes"][0]["scene"] == folder.name
    assert told["over_masked_share"] == told["masked_share"] > 0
    assert page.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"size": [640, 480]}, "pictures of 512 x 384 px, labels for 640 x 480 px"),
        ({"frames": [{"frame": 99, "faces": []}]}, "frame 99 is labelled, and not in it"),
    ],
)
def test_labels_that_do_not_fit_the_recording_are_refused(change, said, film, tmp_path, capsys):
    folder, labels = film
    assert main(_words(folder, labels | change, tmp_path)) == 2
    assert said in capsys.readouterr().err


def _words(video: Path, labels: dict[str, Any], folder: Path) -> list[str]:
    truth = folder / "truth.json"
    truth.write_text(json.dumps(labels), "utf-8")
    return ["--video", str(video), "--truth", str(truth)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such-scene"], "no-such-scene: the library has no such scenario"),
        (["--html", "no/folder/page.html"], "there is no folder no/folder"),
        (["--video", "x.mp4", "--truth", "nowhere.json"], "nowhere.json: No such file"),
    ],
)
def test_bad_input_ends_with_one_line(words, said, capsys):
    assert main(words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.parametrize(
    "words", [["--video", "x.mp4"], ["--passes", "0"], ["--jobs", "x"], ["--seed", "-1"]]
)
def test_bad_options_are_refused(words):
    with pytest.raises(SystemExit, match="2"):
        main(words)
