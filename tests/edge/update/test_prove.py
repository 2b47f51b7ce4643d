"""What was fetched, looked into: it is what was signed, and it works, or its fault is named."""

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from edge.perception.manifest import models_folder
from edge.update.archive import unpack
from edge.update.document import Bundle
from edge.update.pack import pack
from edge.update.prove import prove
from tests.edge.update.updated import CONTENT, bundle


def proved(part: Path, folder: Path, wanted: Bundle) -> list[str]:
    faults = prove(part, folder, wanted, objects=None, faces=None)
    return [f"{fault.path}: {fault.reason}" for fault in faults]


def of(part: Path, **changes) -> Bundle:
    return bundle(part.read_bytes(), kind="models", **changes)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Our own models as a bundle."""
    path = tmp_path_factory.mktemp("models") / "models.zip"
    pack(models_folder(), path)
    return path


@pytest.fixture
def part(tmp_path):
    path = tmp_path / "part"
    path.write_bytes(CONTENT)
    return path


def test_good_models_lie_in_their_place_whole(models, tmp_path):
    wanted = of(models)
    assert proved(models, tmp_path / "own", wanted) == []
    place = tmp_path / "own" / wanted.sha256
    assert (place / "manifest.yaml").read_bytes() == (
        models_folder() / "manifest.yaml"
    ).read_bytes()
    assert {path.name for path in (tmp_path / "own").iterdir()} == {wanted.sha256}


def test_the_same_folder_makes_the_same_bundle(models, tmp_path):
    pack(models_folder(), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == models.read_bytes()


def altered(tmp_path: Path, change) -> Path:
    """A bundle of models of which one thing is otherwise."""
    folder = tmp_path / "folder"
    shutil.copytree(models_folder(), folder, ignore=shutil.ignore_patterns("build", "*.png"))
    change(folder)
    path = tmp_path / "altered.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return path


def edit(before: str, after: str):
    def change(folder: Path) -> None:
        manifest = folder / "manifest.yaml"
        assert before in manifest.read_text()
        manifest.write_text(manifest.read_text().replace(before, after, 1))

    return change


def blind(folder: Path) -> None:
    """Wipe a third of what the model has learnt, and say in the manifest that it is so."""
    model = folder / "nanodet_g_416_int8/nanodet_g_416_int8.tflite"
    raw = bytearray(model.read_bytes())
    before = hashlib.sha256(raw).hexdigest()
    raw[len(raw) // 3 : 2 * len(raw) // 3] = bytes(2 * len(raw) // 3 - len(raw) // 3)
    model.write_bytes(raw)
    manifest = folder / "manifest.yaml"
    text = manifest.read_text()
    manifest.write_text(text.replace(before, hashlib.sha256(raw).hexdigest()))


ALTERED = {
    "a default without a passing verdict and without a reason": (
        edit("verdict: insufficient", "verdict: fail\n      was: insufficient"),
        "models[0].audit.was",
    ),
    "a default without an audit": (
        edit("default: false", "default: true"),
        "models[1]",
    ),
    "a model that is another one": (
        lambda folder: (folder / "nanodet_g_416_int8/nanodet_g_416_int8.tflite").write_bytes(b"x"),
        "models: nanodet_g_416_int8",
    ),
    "a model that is missing": (
        lambda folder: (folder / "centerface_256x320_int8/centerface_256x320_int8.tflite").unlink(),
        "models: centerface_256x320_int8",
    ),
    "no manifest": (lambda folder: (folder / "manifest.yaml").unlink(), ""),
    "a model that has forgotten what it learnt": (blind, "objects"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_models_that_are_not_what_they_should_be_are_refused(what, tmp_path):
    change, place = ALTERED[what]
    file = altered(tmp_path, change)
    faults = proved(file, tmp_path / "own", of(file))
    assert faults
    assert faults[0].startswith(place)
    assert not (tmp_path / "own" / of(file).sha256).exists()


def test_a_default_that_failed_its_audit_needs_somebody_to_answer_for_it(tmp_path):
    def change(folder: Path) -> None:
        manifest = folder / "manifest.yaml"
        text = manifest.read_text()
        start = text.index("      despite:")
        end = text.index("  - name: nanodet_g_320_int8")
        manifest.write_text(text[:start] + text[end:])

    file = altered(tmp_path, change)
    (fault, *_) = proved(file, tmp_path / "own", of(file))
    assert fault.startswith("models[0].audit.despite: a default whose audit is insufficient")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (CONTENT[:-1], "size_bytes: it is cut off"),
        (CONTENT + b"!", "size_bytes: it is larger than what was signed"),
        (b"X" + CONTENT[1:], "sha256: not what was signed"),
        (b"", "size_bytes: it is cut off"),
    ],
)
def test_what_is_not_what_was_signed_is_refused(content, fault, part, tmp_path):
    part.write_bytes(content)
    assert proved(part, tmp_path / "own", bundle()) == [fault]


def test_no_link_and_no_pipe_is_followed(part, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(CONTENT)
    part.unlink()
    part.symlink_to(secret)
    with pytest.raises(OSError, match="symbolic links"):
        proved(part, tmp_path / "own", bundle())
    part.unlink()
    os.mkfifo(part)
    assert proved(part, tmp_path / "own", bundle()) == ["size_bytes: what was fetched is no file"]


def test_a_firmware_image_is_only_verified_and_named(part, tmp_path):
    assert proved(part, tmp_path / "own", bundle()) == []
    place = tmp_path / "own" / bundle().sha256 / "firmware.raucb"
    assert place.read_bytes() == CONTENT


def wheel(path: Path, *, version: str = "0.2.0", selftest: str = "print('[]')") -> Bundle:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("edge/__init__.py", "")
        archive.writestr("edge/update/__init__.py", "")
        archive.writestr("edge/update/selftest.py", selftest)
        metadata = f"Metadata-Version: 2.4\nName: passerby\nVersion: {version}\n"
        archive.writestr(f"passerby-{version}.dist-info/METADATA", metadata)
    return bundle(path.read_bytes(), format="wheel")


def test_a_wheel_is_tried_by_its_own_code_and_keeps_its_name(part, tmp_path):
    wanted = wheel(part)
    assert proved(part, tmp_path / "own", wanted) == []
    names = [path.name for path in (tmp_path / "own" / wanted.sha256).iterdir()]
    assert names == ["passerby-0.2.0-py3-none-any.whl"]


def test_a_wheel_that_calls_itself_otherwise_is_refused(part, tmp_path):
    wanted = wheel(part, version="0.1.9")
    assert proved(part, tmp_path / "own", wanted) == ["release: passerby 0.1.9 is in it, not 0.2.0"]


@pytest.mark.parametrize("selftest", ["raise SystemExit(3)", "import nothing_of_that_name"])
def test_a_wheel_whose_code_does_not_run_is_refused(part, tmp_path, selftest):
    wanted = wheel(part, selftest=selftest)
    faults = proved(part, tmp_path / "own", wanted)
    assert faults == ["firmware: its own self-test does not come to an end"]


def zipped(path: Path, *names: str, **how) -> Path:
    with zipfile.ZipFile(path, "w", **how) as archive:
        for name in names:
            archive.writestr(name, b"content")
    return path


@pytest.mark.parametrize("name", ["../up", "/root", "a/../../b", "a\\b", ".hidden", "C:x", "a//b"])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    file = zipped(tmp_path / "bad.zip", name)
    assert proved(file, tmp_path / "own", of(file))[0].startswith("archive: ")
    assert not (tmp_path / "up").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path):
    file = zipped(tmp_path / "bad.zip", "manifest.yaml", "Manifest.yaml")
    assert proved(file, tmp_path / "own", of(file)) == ["archive: one name stands twice"]


def test_a_link_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("manifest.yaml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert "no plain file" in proved(path, tmp_path / "own", of(path))[0]


def test_a_zip_that_unpacks_to_more_than_a_disk_holds_is_refused(tmp_path):
    path = zipped(tmp_path / "bomb.zip", "a", compression=zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02") + 24
    raw[at : at + 4] = (2**31).to_bytes(4, "little")
    path.write_bytes(raw)
    assert "when it is unpacked" in proved(path, tmp_path / "own", of(path))[0]


def test_what_is_no_zip_is_refused(part, tmp_path):
    wanted = bundle(CONTENT, kind="models")
    assert proved(part, tmp_path / "own", wanted)[0].startswith("archive: no zip")


def test_unpacking_needs_a_folder_of_its_own(tmp_path):
    file = zipped(tmp_path / "a.zip", "b")
    with pytest.raises(FileExistsError):
        unpack(file, tmp_path)


def test_what_nobody_waits_for_any_more_is_put_nowhere(part, tmp_path):
    faults = prove(
        part, tmp_path / "own", bundle(), objects=None, faces=None, is_wanted=lambda: False
    )
    assert faults == []
    assert list((tmp_path / "own").iterdir()) == []
