import json
import shutil

import cv2
import numpy as np
import pytest

from edge.__main__ import main
from edge.perception.manifest import models_folder, read_manifest

NAME = "nanodet_g_320_int8"


@pytest.fixture
def copied_models(tmp_path):
    folder = tmp_path / "models"
    shutil.copytree(models_folder(), folder, ignore=shutil.ignore_patterns("build"))
    return folder


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = main(["models", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_list_names_every_model(capsys):
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert all(card.name in out for card in read_manifest(models_folder()).models)


def test_list_as_json_is_the_manifest(capsys):
    _, out, _ = run(capsys, "list", "--json")
    listed = json.loads(out)["models"]
    assert [row["sha256"] for row in listed] == [
        card.sha256 for card in read_manifest(models_folder()).models
    ]


def test_list_says_loudly_which_default_has_no_passed_audit_and_why(capsys):
    _, out, _ = run(capsys, "list")
    for task in ("objects", "faces"):
        card = read_manifest(models_folder()).default(task)
        assert f"! {card.name} IS A DEFAULT WITHOUT A PASSED AUDIT: insufficient" in out
        assert f"despite: {card.audit.despite}" in out


def test_verify_is_content_with_what_ships(capsys):
    assert run(capsys, "verify")[0] == 0


def test_verify_names_every_model_that_is_wrong(capsys, copied_models):
    first, second, *_ = read_manifest(copied_models).models
    (copied_models / first.file).write_bytes(b"altered")
    (copied_models / second.file).unlink()
    code, _, err = run(capsys, "verify", "--folder", copied_models)
    assert code == 2
    assert f"{first.name}: {copied_models / first.file}: sha256 is" in err
    assert f"{second.name}: {copied_models / second.file}: No such file" in err
    code, out, _ = run(capsys, "verify", "--folder", copied_models, "--json")
    assert code == 2
    assert set(json.loads(out)["wrong"]) == {first.name, second.name}


def test_verify_names_a_folder_without_a_manifest(capsys, tmp_path):
    code, _, err = run(capsys, "verify", "--folder", tmp_path)
    assert code == 2
    assert f"{tmp_path / 'manifest.yaml'}: No such file" in err


def write_data(folder, *, bbox=(2, 2, 20, 40), **changes):
    assert cv2.imwrite(str(folder / "a.png"), np.full((60, 80, 3), 127, np.uint8))
    truth = {
        "images": [{"id": 1, "file_name": "a.png", "width": 80, "height": 60}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": bbox, "iscrowd": 0}],
        "categories": [{"id": 3, "name": "person", "supercategory": "x"}, {"id": 9, "name": "tv"}],
    }
    (folder / "truth.json").write_text(json.dumps(truth | changes))
    return folder


def test_evaluate_on_labelled_pictures_reports_person_first(capsys, tmp_path):
    code, out, _ = run(capsys, "evaluate", NAME, "--data", write_data(tmp_path), "--json")
    report = json.loads(out)
    assert code == 0
    assert next(iter(report["labels"])) == "person"
    assert report["labels"]["person"] == {
        "truths": 1, "ap50": 0.0, "recall": 0.0, "precision": None,
    }  # fmt: skip
    assert report["labels"]["bag"]["ap50"] is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"images": []}, r"$.images is empty"),
        ({"images": [{"id": 1}]}, "missing required field `file_name`"),
        ({"bbox": "wide"}, "$.annotations[0].bbox"),
        ({"categories": []}, "$.annotations[0] names an unknown image or category"),
        ({"images": [{"id": 1, "file_name": "b.png"}]}, "b.png: No such file"),
    ],
)
def test_a_wrong_truth_is_refused_with_its_place(capsys, tmp_path, changes, reason):
    code, _, err = run(capsys, "evaluate", NAME, "--data", write_data(tmp_path, **changes))
    assert code == 2
    assert str(tmp_path) in err
    assert reason in err


def test_a_missing_truth_is_named(capsys, tmp_path):
    code, _, err = run(capsys, "evaluate", NAME, "--data", tmp_path)
    assert code == 2
    assert f"{tmp_path / 'truth.json'}: No such file" in err


def test_a_model_refinds_all_that_it_finds_itself(capsys, recordings):
    video = recordings / "vtest.avi"
    arguments = ["evaluate", NAME, "--video", video, "--reference", NAME, "--frames", 2, "--json"]
    code, out, _ = run(capsys, *arguments)
    report = json.loads(out)
    assert code == 0
    assert report["frames"] == 2
    assert report["labels"]["person"]["confident"] == 1.0


def test_a_file_outside_the_manifest_can_be_tried_like_one_inside(capsys, tmp_path):
    card = read_manifest(models_folder()).card(NAME)
    shutil.copyfile(models_folder() / card.file, tmp_path / "new.tflite")
    arguments = [tmp_path / "new.tflite", "--like", NAME, "--data", write_data(tmp_path)]
    code, out, _ = run(capsys, "evaluate", *arguments)
    assert code == 0
    assert "new" in out


def test_faces_and_objects_are_not_compared(capsys, recordings):
    video = recordings / "vtest.avi"
    other = read_manifest(models_folder()).default("faces").name
    code, _, err = run(capsys, "evaluate", NAME, "--video", video, "--reference", other)
    assert code == 2
    assert f"{NAME}: a model for objects, not for faces" in err


def test_a_video_needs_a_reference(capsys, tmp_path):
    code, _, err = run(capsys, "evaluate", NAME, "--video", tmp_path)
    assert code == 2
    assert "--reference" in err
