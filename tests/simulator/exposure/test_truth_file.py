import json
from pathlib import Path
from typing import Any

import pytest

from edge.errors import BadInputError, DocumentError
from simulator.exposure.truth_file import read_truth

GOOD: dict[str, Any] = {
    "size": [640, 480],
    "frames": [
        {"frame": 0, "faces": []},
        {
            "frame": 2,
            "faces": [{"box": [10, 10, 30, 34], "person": "a"}, {"box": [-5, 100, 20, 130]}],
            "people": [[0, 0, 60, 200]],
        },
    ],
}


def _written(folder: Path, document: object) -> Path:
    path = folder / "truth.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


def test_a_good_file_is_read(tmp_path):
    labels = read_truth(_written(tmp_path, GOOD))
    assert sorted(labels.by_frame) == [0, 2]
    assert labels.by_frame[2].faces[0].person == "a"


def _changed(**changes: Any) -> dict[str, Any]:
    return GOOD | changes


def _frame(**changes: Any) -> dict[str, Any]:
    return _changed(frames=[{"frame": 0, "faces": []} | changes])


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("no json", "document: no JSON"),
        ([], "document: expected a mapping"),
        (_changed(size=[640]), "size"),
        (_changed(frames=[]), "frames: expected at least 1"),
        (_changed(sise=[1, 1]), "sise: unknown key"),
        (_frame(frame=-1), "frames[0].frame"),
        (_frame(faces=[{"box": [1, 2, 3]}]), "frames[0].faces[0].box"),
        (_frame(faces=[{"box": [9, 1, 3, 4]}]), "frames[0].faces[0].box: expected [x_min"),
        (_frame(faces=[{"box": [700, 1, 720, 4]}]), "frames[0].faces[0].box: lies outside"),
        (_frame(people=[[5, 5, 5, 9]]), "frames[0].people[0]: expected [x_min"),
        (_frame(faces=[{"box": [1, 1, 9, 9], "person": "a"}] * 2), "frames[0].faces: one person"),
        (_changed(frames=[{"frame": 3, "faces": []}] * 2), "frames[1].frame: frame 3 is labelled"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(document, place, tmp_path):
    with pytest.raises(DocumentError) as refused:
        read_truth(_written(tmp_path, document))
    assert any(f"truth.json: {place}" in line for line in refused.value.lines)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInputError, match=r"nowhere\.json: No such file"):
        read_truth(tmp_path / "nowhere.json")
