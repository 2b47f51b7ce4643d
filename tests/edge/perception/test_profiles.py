import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.commands.vision import add_arguments, chosen_models
from edge.errors import DocumentError
from edge.perception.manifest import MANIFEST_FILE, ModelError, models_folder, read_manifest

SHIPPED = (models_folder() / MANIFEST_FILE).read_text().partition("profiles:")[0]


def with_profiles(folder: Path, profiles: str) -> Path:
    (folder / MANIFEST_FILE).write_text(f"{SHIPPED}profiles:\n{profiles}")
    return folder


def test_light_asks_for_a_lighter_object_detector_than_full():
    manifest = read_manifest(models_folder())
    light, full = manifest.profile("light"), manifest.profile("full")
    assert manifest.card(light.objects).input.width < manifest.card(full.objects).input.width


def test_full_is_what_is_used_without_a_profile():
    manifest = read_manifest(models_folder())
    full = manifest.profile("full")
    assert full.objects == manifest.default("objects").name
    assert full.faces == manifest.default("faces").name


def test_an_unknown_profile_is_told_what_is_known():
    with pytest.raises(ModelError, match="giant: no such profile, the manifest knows light, full"):
        read_manifest(models_folder()).profile("giant")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{objects: nanodet_g_320_int8}", r"profiles\.light\.faces: missing"),
        (
            "{objects: yolo99, faces: centerface_480x640_int8}",
            r"profiles\.light\.objects: yolo99 is no model here for objects",
        ),
        (
            "{objects: nanodet_g_320_int8, faces: nanodet_g_416_int8}",
            r"profiles\.light\.faces: nanodet_g_416_int8 is no model here for faces",
        ),
        (
            "{objects: nanodet_g_320_int8, faces: centerface_480x640_int8, threads: 2}",
            r"profiles\.light\.threads: unknown key",
        ),
    ],
)
def test_a_wrong_profile_is_refused_with_its_path(tmp_path, row, fault):
    with pytest.raises(DocumentError, match=fault):
        read_manifest(with_profiles(tmp_path, f"  light: {row}\n"))


def test_a_manifest_may_do_without_profiles(tmp_path):
    (tmp_path / MANIFEST_FILE).write_text(SHIPPED)
    assert read_manifest(tmp_path).profiles == {}


def test_the_list_of_models_tells_the_profiles(capsys):
    main(["models", "list"])
    assert "profile light: nanodet_g_320_int8, " in capsys.readouterr().out
    main(["models", "list", "--json"])
    assert set(json.loads(capsys.readouterr().out)["profiles"]) == {"light", "full"}


@pytest.mark.parametrize(
    ("words", "models"),
    [
        ([], (None, None)),
        (["--profile=light"], ("nanodet_g_320_int8", "centerface_256x320_int8")),
        (["--profile=light", "--objects=other"], ("other", "centerface_256x320_int8")),
        (["--profile=light", "--faces=other"], ("nanodet_g_320_int8", "other")),
        (["--faces=other"], (None, "other")),
    ],
)
def test_a_model_that_is_named_goes_before_the_profile(words, models):
    parser = ArgumentParser()
    add_arguments(parser)
    needed = ["--source=x.avi", "--config=c.yaml", "--state=state"]
    assert chosen_models(parser.parse_args([*needed, *words])) == models


def test_vision_refuses_a_profile_that_the_manifest_does_not_know(capsys, tmp_path):
    arguments = ["--source=x.avi", "--config=c.yaml", f"--state={tmp_path}", "--door=d.sqlite"]
    assert main(["vision", "--profile=giant", *arguments]) == 2
    assert "giant: no such profile" in capsys.readouterr().err
