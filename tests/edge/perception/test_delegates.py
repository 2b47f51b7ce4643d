"""No chip is here: what is tested is that the camera goes on seeing without it."""

import json
import logging
import shutil

import msgspec
import numpy as np
import pytest

from edge.__main__ import main
from edge.perception.delegates import LIBRARIES, ChipError, open_chip, why_not
from edge.perception.frame import Frame
from edge.perception.heads import open_object_detector
from edge.perception.manifest import ModelError, models_folder, read_manifest
from tests.edge.perception.cards import detector_of
from tests.edge.perception.tiny_model import tiny_model

NAME = "nanodet_g_320_int8"
SIZE_PX = (64, 32)


@pytest.fixture(autouse=True)
def _no_chips_here():
    if any(why_not(delegate) is None for delegate in LIBRARIES):
        pytest.skip("a chip's library is installed here")


def frame() -> Frame:
    return Frame(np.full((240, 320, 3), 90, np.uint8), mono_s=0.0)


@pytest.mark.parametrize(("delegate", "library"), LIBRARIES.items())
def test_without_its_chip_a_model_sees_the_same_on_the_cpu(caplog, delegate, library):
    card = read_manifest(models_folder()).card(NAME)
    plain = open_object_detector(card, threads=1)
    assert caplog.records == []
    meant_for_a_chip = msgspec.structs.replace(card, delegate=delegate)
    detector = open_object_detector(meant_for_a_chip, threads=1)
    for _ in range(3):
        found = detector.detect(frame())
    np.testing.assert_array_equal(found.scores, plain.detect(frame()).scores)
    (told,) = caplog.records
    assert told.levelno == logging.WARNING
    assert told.getMessage().startswith(f"{NAME}: not on {delegate} but on the CPU: {library}: ")


def test_xnnpack_is_the_runtimes_own_and_always_there():
    assert why_not("xnnpack") is None


def test_a_library_that_is_no_delegate_is_named():
    with pytest.raises(ChipError, match=r"libm\.so\.6: is no delegate"):
        open_chip("libm.so.6")


def test_a_model_that_only_its_chip_can_run_is_refused_with_both_reasons(tmp_path):
    content = tiny_model(
        {"output": np.zeros((1, 84, 42), np.float32)},
        size_px=SIZE_PX,
        custom_operator="edgetpu-custom-op",
    )
    reasons = r"tiny: tiny\.tflite: neither on edgetpu \(libedgetpu.*\) nor on the CPU: .*edgetpu-c"
    with pytest.raises(ModelError, match=reasons):
        detector_of(tmp_path, content, "yolov8", size_px=SIZE_PX, delegate="edgetpu")


@pytest.fixture
def models_with_a_chip(tmp_path):
    shutil.copyfile(models_folder() / "manifest.yaml", tmp_path / "manifest.yaml")
    text = (tmp_path / "manifest.yaml").read_text()
    text = text.replace("    labels: face\n", "    labels: face\n    delegate: edgetpu\n", 1)
    (tmp_path / "manifest.yaml").write_text(text)
    return tmp_path


def test_the_list_of_models_tells_what_runs_on_the_cpu_instead(capsys, models_with_a_chip):
    faces = read_manifest(models_with_a_chip).default("faces").name
    assert main(["models", "list", "--folder", str(models_with_a_chip)]) == 0
    assert f"{faces} runs on the CPU: libedgetpu.so.1: " in capsys.readouterr().out


def test_the_list_of_models_as_json_tells_it_too(capsys, models_with_a_chip):
    faces = read_manifest(models_with_a_chip).default("faces").name
    assert main(["models", "list", "--json", "--folder", str(models_with_a_chip)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in listed["models"] if row["delegate"] == "edgetpu"] == [faces]
    assert list(listed["on_cpu_because"]) == [faces]
