#!/usr/bin/python3 -S
"""Root's part of an update of the system: what vision asks for, held against what runs here.

    slots.py answer    one request from standard input, its answer to standard output
    slots.py expire    start the usual system again if this one is on trial still

    install SHA256 VERSION    write the other slot, and start it on trial
    good VERSION              the one that runs is of every start from now on
    back VERSION              the one that runs has failed: start the usual one again

RAUC checks who signed a bundle, that it is for this kind of camera and not older than what runs
(system.conf). Here is what it cannot know: that the signed order names the same version, and that
nobody writes over the only system that is known to work.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tryboot

BUNDLES: Final = Path("/var/lib/passerby/vision/update")
_REQUEST: Final = re.compile(r"(?:install ([0-9a-f]{64})|(good|back)) ([1-9][0-9]{0,9})\n")
_MAX_BYTES: Final = 128
# The argument by which the Pi's firmware is asked for the other slot, this once.
_TRY: Final = ("systemctl", "--no-block", "--reboot-argument=0 tryboot", "reboot")
_LEAVE: Final = ("systemctl", "--no-block", "reboot")

# Runs a program and returns what it printed. Raises subprocess.CalledProcessError, OSError.
Run = Callable[..., str]


class RefusedError(Exception):
    """What was asked for does not fit what runs here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The one that runs. slot: A or B. version: of its image, in one row with those of bundles."""

    slot: str
    version: int
    is_on_trial: bool


def running(cmdline: str, os_release: str, autoboot: bytes) -> System:
    """From what the kernel was given, what the image says of itself, and what is started usually.

    Raises RefusedError, tryboot.AutobootError.
    """
    slot = re.search(r"\brauc\.slot=([AB])\b", cmdline)
    version = re.search(r"^IMAGE_VERSION=(\d+)$", os_release, re.MULTILINE)
    if slot is None or version is None:
        raise RefusedError("this system does not say which one it is")
    usual = tryboot.read(autoboot).usual
    return System(slot=slot[1], version=int(version[1]), is_on_trial=slot[1] != usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """said: to who asked. then: what is run after_s after that was heard, if anything."""

    said: str
    then: tuple[str, ...] = ()
    after_s: float = 0.0


DONE: Final = Answer(said="done")
ANEW: Final = Answer(said="starts anew", then=_TRY)
# Vision first writes down why it gave this system up: seconds on a slow card.
FAREWELL: Final = Answer(said="done", then=_LEAVE, after_s=10.0)


def answer(line: str, system: System, run: Run) -> Answer:
    """Do what is asked for. Raises RefusedError, subprocess.CalledProcessError, OSError."""
    asked = _REQUEST.fullmatch(line)
    if asked is None:
        raise RefusedError("not understood")
    sha256, step, version = asked[1], asked[2], int(asked[3])
    if sha256 is not None:
        _install(BUNDLES / sha256 / "firmware.raucb", version, system, run)
        return ANEW
    if version != system.version:
        raise RefusedError(f"{system.version} runs, not {version}")
    if step == "good":
        run("rauc", "status", "mark-good", "booted")
        return DONE
    if not system.is_on_trial:
        raise RefusedError(f"{version} is not on trial")
    run("rauc", "status", "mark-bad", "booted")
    return FAREWELL


def _install(bundle: Path, version: int, system: System, run: Run) -> None:
    if system.is_on_trial:
        # The other slot holds the only one that is known to work.
        raise RefusedError(f"{system.version} is on trial itself")
    told = json.loads(run("rauc", "info", "--output-format=json", str(bundle)))
    if told.get("version") != str(version):
        raise RefusedError(f"{told.get('version')} is in it, not {version}")
    if version <= system.version:
        raise RefusedError(f"{version} is not above {system.version}, which runs")
    run("rauc", "install", str(bundle))


def expire(system: System, run: Run) -> None:
    """Raises subprocess.CalledProcessError, OSError."""
    if system.is_on_trial:
        print(f"{system.version} has not proved itself in time", file=sys.stderr)
        run(*_LEAVE)


def _running() -> System:
    os_release = Path("/usr/lib/os-release").read_text("utf-8")
    return running(Path("/proc/cmdline").read_text(), os_release, tryboot.AUTOBOOT.read_bytes())


def _run(*words: str) -> str:
    done = subprocess.run(words, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def _answer(line: str) -> Answer:
    try:
        return answer(line, _running(), _run)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        last = said[-1] if said else f"ended with {error.returncode}"
        return Answer(said=f"refused: {' '.join(error.cmd[:2])}: {last}")
    except (RefusedError, tryboot.AutobootError, OSError, ValueError) as error:
        return Answer(said=f"refused: {error}")


def main() -> int:
    if sys.argv[1:] == ["expire"]:
        expire(_running(), _run)
        return 0
    line = sys.stdin.buffer.read(_MAX_BYTES).decode("ascii", "replace")
    found = _answer(line)
    print(f"{line.strip()}: {found.said}", file=sys.stderr)
    # Whoever has asked and is gone has forgotten it: then nothing starts anew (BrokenPipeError).
    print(found.said, flush=True)
    if found.then:
        time.sleep(found.after_s)
        _run(*found.then)
    return 0


if __name__ == "__main__":
    sys.exit(main())
