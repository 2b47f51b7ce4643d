import runpy
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from edge.errors import DocumentError
from edge.perception.heads import open_face_detector, open_object_detector
from edge.perception.manifest import (
    ModelCard,
    ModelError,
    card_like,
    models_folder,
    read_manifest,
    read_model,
)

ROW = """
  - name: {name}
    task: {task}
    default: {default}
    file: {file}
    sha256: {sha256}
    head: {head}
    input: {{width: 416, height: 416, channels: bgr, resize: letterbox, pad: 114}}
    labels: {labels}
    licence: Apache-2.0
    origin: a test
"""
AUDIT = """    audit:
      verdict: {verdict}
      on: "2026-01-02"
      margin: 0.02
      data: [town]
      people: 40
      needed_people_a_group: 606
      models: [{models}]
      report: {report}
      {despite}
"""
DESPITE = "despite: it is the only one there is in this test"


def write_manifest(folder: Path, *rows: dict[str, str]) -> Path:
    """Rows of usual values but for those given; with `verdict` in it, a row has an audit."""
    usual = {"name": "tiny", "default": "false", "file": "tiny.tflite", "sha256": "a" * 64}
    usual |= {
        "head": "nanodet",
        "labels": "coco80",
        "task": "objects",
        "report": "c" * 64,
        "despite": "",
    }
    usual |= {"models": "a" * 64}
    text = "models:"
    for row in rows:
        text += ROW.format(**{**usual, **row})
        text += AUDIT.format(**{**usual, **row}) if "verdict" in row else ""
    (folder / "manifest.yaml").write_text(text)
    return folder


def only_card(folder: Path) -> ModelCard:
    return read_manifest(folder).models[0]


def test_every_model_that_ships_has_the_hash_its_card_names():
    for card in read_manifest(models_folder()).models:
        assert sha256(read_model(card, models_folder())).hexdigest() == card.sha256


def test_the_build_which_has_no_yaml_library_reads_the_same_hashes(monkeypatch):
    monkeypatch.syspath_prepend(models_folder() / "build")
    build = runpy.run_path(str(models_folder() / "build" / "build.py"))
    cards = read_manifest(models_folder()).models
    assert build["committed_hashes"]() == {card.name: card.sha256 for card in cards}


@pytest.mark.parametrize("task", ["objects", "faces"])
def test_there_is_a_default_for_each_task(task):
    assert read_manifest(models_folder()).default(task).task == task


def test_a_model_altered_by_one_bit_is_refused_by_name(tmp_path):
    card = read_manifest(models_folder()).default("objects")
    (tmp_path / card.file).parent.mkdir()
    shutil.copyfile(models_folder() / card.file, tmp_path / card.file)
    content = bytearray((tmp_path / card.file).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / card.file).write_bytes(content)
    with pytest.raises(ModelError, match=f"{card.name}: .*{card.file}: sha256 is"):
        open_object_detector(card, threads=1, folder=tmp_path)


def test_a_missing_file_is_named(tmp_path):
    card = only_card(write_manifest(tmp_path, {}))
    with pytest.raises(ModelError, match=r"tiny: .*tiny\.tflite: No such file"):
        read_model(card, tmp_path)


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    card = only_card(write_manifest(tmp_path, {}))
    (tmp_path / "tiny.tflite").mkdir()
    with pytest.raises(ModelError, match=r"tiny: .*tiny\.tflite: Is a directory"):
        read_model(card, tmp_path)


def test_an_unknown_name_is_told_what_is_known():
    with pytest.raises(ModelError, match="yolo99: no such model, the manifest knows nanodet"):
        read_manifest(models_folder()).card("yolo99")


def test_bytes_that_are_no_model_are_refused_even_with_the_right_hash(tmp_path):
    content = b"GIF89a, not a model"
    (tmp_path / "tiny.tflite").write_bytes(content)
    card = only_card(write_manifest(tmp_path, {"sha256": sha256(content).hexdigest()}))
    with pytest.raises(ModelError, match=r"tiny: tiny\.tflite: the runtime refuses"):
        open_object_detector(card, threads=1, folder=tmp_path)


def test_a_model_for_objects_is_not_opened_for_faces():
    card = read_manifest(models_folder()).default("objects")
    with pytest.raises(ModelError, match=f"{card.name}: a model for objects, not for faces"):
        open_face_detector(card, threads=1)


def test_an_unknown_head_is_told_what_is_known(tmp_path):
    card = only_card(write_manifest(tmp_path, {"head": "yolo"}))
    with pytest.raises(ModelError, match="tiny: no head 'yolo', known are centerface, nanodet"):
        open_object_detector(card, threads=1, folder=tmp_path)


def test_the_wrong_head_for_a_file_is_refused(tmp_path):
    real = read_manifest(models_folder()).default("objects")
    (tmp_path / "tiny.tflite").write_bytes(read_model(real, models_folder()))
    row = {"sha256": real.sha256, "head": "ssd", "labels": "coco90"}
    card = only_card(write_manifest(tmp_path, row))
    with pytest.raises(ModelError, match="tiny: expected boxes, classes and scores among"):
        open_object_detector(card, threads=1, folder=tmp_path)


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"file": "../../etc/passwd"}, "file"),
        ({"file": "/etc/passwd"}, "file"),
        ({"sha256": "abc"}, "sha256"),
        ({"default": "maybe"}, "default"),
        ({"labels": "imagenet"}, "labels"),
        ({"labels": "face"}, "labels"),
        ({"name": "A Name"}, "name"),
    ],
)
def test_a_wrong_row_is_refused_with_its_path(tmp_path, row, path):
    with pytest.raises(DocumentError, match=rf"models\[0\]\.{path}: "):
        read_manifest(write_manifest(tmp_path, row))


def test_a_name_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(DocumentError, match=r"models\[1\]\.name: tiny stands twice"):
        read_manifest(write_manifest(tmp_path, {}, {}))


PASSED = {"default": "true", "verdict": "pass"}


def test_two_defaults_for_one_task_are_refused(tmp_path):
    with pytest.raises(DocumentError, match=r"models\[1\]\.default: a second default"):
        read_manifest(write_manifest(tmp_path, PASSED, {**PASSED, "name": "other"}))


def test_a_model_whose_audit_is_passed_may_be_a_default(tmp_path):
    assert only_card(write_manifest(tmp_path, PASSED)).default


def test_a_model_without_a_passed_audit_may_be_there_but_no_default(tmp_path):
    assert only_card(write_manifest(tmp_path, {})).audit is None
    assert not only_card(write_manifest(tmp_path, {"verdict": "fail"})).default
    with pytest.raises(DocumentError, match=r"models\[0\]\.audit: a default needs one"):
        read_manifest(write_manifest(tmp_path, {"default": "true"}))


@pytest.mark.parametrize("verdict", ["fail", "insufficient"])
def test_a_default_whose_audit_is_not_passed_says_why_all_the_same(tmp_path, verdict):
    row = {"default": "true", "verdict": verdict}
    with pytest.raises(
        DocumentError, match=rf"\.despite: a default whose audit is {verdict} needs"
    ):
        read_manifest(write_manifest(tmp_path, row))
    with pytest.raises(DocumentError, match=r"audit\.despite: "):
        read_manifest(write_manifest(tmp_path, {**row, "despite": "despite: so"}))
    card = only_card(write_manifest(tmp_path, {**row, "despite": DESPITE}))
    assert card.audit is not None
    assert card.audit.despite == DESPITE.removeprefix("despite: ")


def test_an_audit_is_of_these_very_files(tmp_path):
    with pytest.raises(DocumentError, match=r"audit\.models: the audit is of another file"):
        read_manifest(write_manifest(tmp_path, {**PASSED, "models": "b" * 64}))


def test_defaults_are_audited_together(tmp_path):
    faces = {**PASSED, "name": "other", "sha256": "b" * 64, "models": f"{'a' * 64}, {'b' * 64}"}
    alone = write_manifest(tmp_path, PASSED, {**faces, "task": "faces", "labels": "face"})
    with pytest.raises(DocumentError, match=r"models\[0\]\.audit\.models: .* other defaults"):
        read_manifest(alone)


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": "fail", "report": "abc"}, "report"),
        ({"verdict": "pass", "despite": DESPITE}, "despite"),
    ],
)
def test_a_wrong_audit_is_refused_with_its_path(tmp_path, row, path):
    with pytest.raises(DocumentError, match=rf"models\[0\]\.audit\.{path}: "):
        read_manifest(write_manifest(tmp_path, row))


def test_a_file_of_ones_own_has_no_audit_and_is_no_default(tmp_path):
    (tmp_path / "mine.tflite").write_bytes(b"any")
    mine = card_like(read_manifest(models_folder()).default("objects"), tmp_path / "mine.tflite")
    assert (mine.default, mine.audit) == (False, None)
