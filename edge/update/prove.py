"""A bundle proved in a process of its own, so that no frame waits and no bad model ends vision.

    python -P -m edge.update.prove PART FOLDER [--objects MODEL] [--faces MODEL]   < BUNDLE

Reads the bundle's document; prints what is wrong as JSON, [] for nothing. What is right lies then
in FOLDER under its sha256, whole and flushed to the disk, or not at all.
"""

import argparse
import email.parser
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from edge.errors import DocumentError, Fault, refuse
from edge.update.archive import flush_folder, unpack
from edge.update.document import Bundle
from edge.update.install import DISTRIBUTION, firmware_file
from edge.update.intake import take

# Several minutes on the slowest machine: longer than that, and it hangs.
_SELFTEST_S: Final = 600.0


def prove(
    part: Path,
    folder: Path,
    bundle: Bundle,
    *,
    objects: str | None,
    faces: str | None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> list[Fault]:
    """Copy, check, unpack, try, and put in its place. Returns what is wrong with it.

    is_wanted: asked last; where not, nothing is put anywhere. Raises OSError for a disk that does
    not take it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder, prefix="work-"))
    file = work / "bundle"
    try:
        take(part, file, bundle)
        if bundle.kind == "models":
            fresh = work / "models"
            faults = _models(file, fresh, objects=objects, faces=faces)
        else:
            fresh = work / "firmware"
            faults = _firmware(file, fresh, bundle)
        if not faults and is_wanted():
            _put(fresh, folder / bundle.sha256)
    except DocumentError as error:
        return list(error.faults)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return faults


def _models(file: Path, fresh: Path, *, objects: str | None, faces: str | None) -> list[Fault]:
    # Not at the top: a second and 60 MiB that a RAUC bundle needs nothing of.
    from edge.perception.detector import DetectorError
    from edge.perception.manifest import read_manifest, read_model
    from edge.update import selftest

    unpack(file, fresh)
    try:
        # The rule for every manifest: a default whose audit is no pass says who answers for it.
        for card in read_manifest(fresh).models:
            read_model(card, fresh)
        return selftest.faults_of(fresh, objects=objects, faces=faces)
    except DetectorError as error:
        return [Fault(path="models", reason=str(error))]


def _firmware(file: Path, fresh: Path, bundle: Bundle) -> list[Fault]:
    fresh.mkdir(mode=0o700)
    faults: list[Fault] = []
    if bundle.format == "wheel":
        code = fresh.parent / "code"
        unpack(file, code)
        _check_metadata(code, bundle)
        faults = _tried(code)
    file.replace(firmware_file(fresh, bundle))
    flush_folder(fresh)
    return faults


def _check_metadata(code: Path, bundle: Bundle) -> None:
    found = list(code.glob("*.dist-info/METADATA"))
    text = found[0].read_text("utf-8", "replace") if len(found) == 1 else ""
    fields = email.parser.Parser().parsestr(text, headersonly=True)
    told = (fields.get("Name"), fields.get("Version"))
    if told != (DISTRIBUTION, bundle.release):
        raise refuse("release", f"{told[0]} {told[1]} is in it, not {bundle.release}")


def _tried(code: Path) -> list[Fault]:
    """Let the new code try its own models on its own pictures."""
    words = [sys.executable, "-P", "-m", "edge.update.selftest"]
    environment = {**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            words, env=environment, cwd="/", capture_output=True, timeout=_SELFTEST_S, check=False
        )
        return msgspec.json.decode(done.stdout, type=list[Fault])
    except (subprocess.TimeoutExpired, msgspec.DecodeError):
        return [Fault(path="firmware", reason="its own self-test does not come to an end")]


def _put(fresh: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    fresh.replace(place)
    flush_folder(place.parent)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--objects")
    parser.add_argument("--faces")
    args = parser.parse_args()
    parent = os.getppid()
    bundle = msgspec.json.decode(sys.stdin.buffer.read(), type=Bundle)
    # Whoever watches the street goes first.
    with suppress(PermissionError):  # as in a unit that may not choose
        os.nice(19)
    try:
        faults = prove(
            args.part,
            args.folder,
            bundle,
            objects=args.objects,
            faces=args.faces,
            # A vision that was started anew has begun another of us.
            is_wanted=lambda: os.getppid() == parent,
        )
    except OSError as error:
        faults = [Fault(path="camera", reason=f"the disk: {error.strerror}")]
    json.dump([{"path": fault.path, "reason": fault.reason} for fault in faults], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
