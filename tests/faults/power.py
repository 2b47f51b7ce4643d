"""Power cuts without a machine to cut: an ext4 on a loop device that is shut down at once.

EXT4_IOC_SHUTDOWN with NOLOGFLUSH is what the file system's own tests (xfstests) use: what was not
flushed is gone. Needs root and loop devices; to cut at each write it needs strace.
"""

import fcntl
import os
import random
import re
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge.errors import BadInputError
from tests.faults.disk_work import Told, faults_of, work
from tests.faults.processes import CONTEXT

_SHUTDOWN: Final = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125  # _IOR('X', 125, __u32)
_NOLOGFLUSH: Final = struct.pack("I", 2)
_ROOT: Final = Path(__file__).resolve().parents[2]
_CHANGING: Final = (
    "write,pwrite64,pwritev,fsync,fdatasync,ftruncate,fallocate,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"
)
_ROUNDS: Final = 3
_CALL: Final = re.compile(r"^(?:\d+ +)?([a-z0-9]+)\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """faults: what was wrong after a cut, with the cut."""

    cuts: Counter[str]
    faults: tuple[str, ...]


class Disk:
    """A file system of its own for each life, in one folder. size: as `truncate` has it."""

    def __init__(self, folder: Path, *, size: str = "32M") -> None:
        self._image, self._fresh = folder / "disk.img", folder / "fresh.img"
        self.folder = folder / "disk"
        self.folder.mkdir()
        _run("truncate", "-s", size, str(self._fresh))
        _run("mke2fs", "-q", "-t", "ext4", "-O", "has_journal", str(self._fresh))

    def renew(self) -> None:
        _run("cp", "--sparse=always", str(self._fresh), str(self._image))

    @contextmanager
    def mounted(self) -> Iterator[Path]:
        _run("mount", "-o", "loop", str(self._image), str(self.folder))
        try:
            yield self.folder
        finally:
            _run("umount", str(self.folder))
            # Another file for the next mount: a mount namespace that somebody made meanwhile keeps
            # this one, shut down as it is.
            _run("cp", "--sparse=always", str(self._image), f"{self._image}.next")
            Path(f"{self._image}.next").replace(self._image)

    def cut(self) -> None:
        """Nothing that was not flushed survives; what is open fails from now on."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, _NOLOGFLUSH)
        finally:
            os.close(folder)


def at_random(folder: Path, *, cuts: int, seed: int) -> Cuts:
    """Cut at random moments of a life that goes on after each. Raises BadInputError."""
    disk, chance, faults = Disk(folder), random.Random(seed), []
    told = folder / "told"
    Told(told)
    disk.renew()
    done = Counter[str]()
    for number in range(cuts):
        with disk.mounted():
            life = CONTEXT.Process(target=work, args=(disk.folder, told), daemon=True)
            life.start()
            time.sleep(chance.uniform(0.1, 0.8))
            certain = told.read_bytes()
            disk.cut()
            life.kill()
            life.join()
        # An fsync under way when the file system is shut down may end well: only what was told
        # before that must be there.
        judged = folder / "judged"
        judged.write_bytes(certain)
        Told(judged)["deleted"] = Told(told)["deleted"]
        with disk.mounted():
            faults += [f"cut {number}: {fault}" for fault in faults_of(disk.folder, judged)]
        done["random moment"] += 1
        if faults:
            break
    return Cuts(cuts=done, faults=tuple(faults))


def at_each_write(folder: Path, *, every: int = 1) -> Cuts:
    """Cut just before each call that changes the disk, in a fresh life each. Raises BadInputError.

    every: only each so manieth of them.
    """
    disk, done, faults = Disk(folder), Counter[str](), []
    for call, number in _calls(disk, folder)[::every]:
        told = folder / "told"
        told.unlink(missing_ok=True)
        Told(told)
        disk.renew()
        with disk.mounted():
            # The call itself is not made.
            how = f"inject={call}:error=EIO:signal=SIGKILL:when={number}"
            _live(disk.folder, told, "-e", how)
            disk.cut()
        with disk.mounted():
            for fault in faults_of(disk.folder, told):
                faults.append(f"before {call} {number}: {fault}")
        done[call] += 1
    return Cuts(cuts=done, faults=tuple(faults))


def _calls(disk: Disk, folder: Path) -> list[tuple[str, int]]:
    """All calls of a whole life that change the disk, in their order, each with its number."""
    disk.renew()
    log, told = folder / "calls", folder / "told"
    Told(told)
    with disk.mounted():
        _live(disk.folder, told, "-o", str(log))
    counts, calls = Counter[str](), []
    for line in log.read_text().splitlines():
        found = _CALL.match(line)
        if found is not None:
            counts[found[1]] += 1
            calls.append((found[1], counts[found[1]]))
    return calls


def _live(folder: Path, told: Path, *how: str) -> None:
    words = [sys.executable, "-m", "tests.faults.disk_work", str(folder), str(told), str(_ROUNDS)]
    tracing = ["strace", "-f", "-qq", "-e", f"trace={_CHANGING}", *how]
    quiet = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*tracing, *words], cwd=_ROOT, env=quiet, stderr=subprocess.DEVNULL, check=False)


def _run(*words: str) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BadInputError(f"a disk to cut needs {words[0]}") from error
    if done.returncode != 0:
        raise BadInputError(f"a disk to cut needs root and loop devices: {done.stderr.strip()}")
