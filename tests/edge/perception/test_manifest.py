import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from edge.errors import DocumentError
from edge.perception.heads import open_face_detector, open_object_detector
from edge.perception.manifest import (
    ModelCard,
    ModelError,
    models_folder,
    read_manifest,
    read_model,
)

ROW = """
  - name: {name}
    task: objects
    default: {default}
    file: {file}
    sha256: {sha256}
    head: {head}
    input: {{width: 416, height: 416, channels: bgr, resize: letterbox, pad: 114}}
    labels: {labels}
    licence: Apache-2.0
    origin: a test
"""


def write_manifest(folder: Path, *rows: dict[str, str]) -> Path:
    usual = {"name": "tiny", "default": "true", "file": "tiny.tflite", "sha256": "a" * 64}
    usual |= {"head": "nanodet", "labels": "coco80"}
    text = "models:" + "".join(ROW.format(**{**usual, **row}) for row in rows)
    (folder / "manifest.yaml").write_text(text)
    return folder


def only_card(folder: Path) -> ModelCard:
    return read_manifest(folder).models[0]


def test_every_model_that_ships_has_the_hash_its_card_names():
    for card in read_manifest(models_folder()).models:
        assert sha256(read_model(card, models_folder())).hexdigest() == card.sha256


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
        read_manifest(write_manifest(tmp_path, {}, {"default": "false"}))


def test_two_defaults_for_one_task_are_refused(tmp_path):
    with pytest.raises(DocumentError, match=r"models\[1\]\.default: a second default"):
        read_manifest(write_manifest(tmp_path, {}, {"name": "other"}))
