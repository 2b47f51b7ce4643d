"""The device's real processes for one run: started, kept up as systemd does, ended."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from edge.door.door import Door
from simulator.faults import process
from simulator.faults.namespace import Namespace

log = logging.getLogger(__name__)

# As RestartSec= of a unit.
_PAUSE_S: Final = 2.0
_GRACE_S: Final = 12.0
# A process that has lived this long listens to signals.
_STARTS_IN_S: Final = 2.0
_ALL: Final = 10**9


class RealDevice:
    """`passerby run` with these words, inside a namespace where one is given; logs what it says."""

    def __init__(self, words: Sequence[str], *, namespace: Namespace | None) -> None:
        mine = f"--stop-with-parent={os.getpid()}"
        argv = [sys.executable, "-m", "edge", "run", mine, *words]
        self._argv = argv if namespace is None else namespace.inside(argv)
        self._ended_s = time.monotonic()
        self._vision: tuple[int | None, float] = (None, self._ended_s)
        self._process = self._start()
        self._reader = self._follow()

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_done(self) -> bool:
        """Whether it has ended because there was nothing more to see."""
        return self._process.poll() == 0

    def keep_up(self, *, is_over: bool) -> None:
        """Start it again, some time after it has ended otherwise; call this several times a second.

        is_over: vision ends, as after a recording, and the rest once the door is empty.
        """
        self._note_vision(is_over=is_over)
        if self._process.poll() in (None, 0):
            self._ended_s = time.monotonic()
        elif time.monotonic() > self._ended_s + _PAUSE_S:
            self._close()
            self._process = self._start()
            self._reader = self._follow()

    def close(self) -> None:
        """End all of it."""
        self._process.terminate()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            # A session of its own: whatever is left of it.
            os.killpg(self.pid, signal.SIGKILL)
        self._close()

    def _note_vision(self, *, is_over: bool) -> None:
        pid = process.find(self.pid, "vision")
        if pid != self._vision[0]:
            self._vision = pid, time.monotonic()
        # A signal that comes before it listens would be a sudden end.
        if is_over and time.monotonic() > self._vision[1] + _STARTS_IN_S:
            process.end(self.pid, "vision")

    def _start(self) -> subprocess.Popen[str]:
        # No file takes what it says: a disk that takes nothing would silence it.
        return subprocess.Popen(
            self._argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def _follow(self) -> threading.Thread:
        reader = threading.Thread(target=self._read, daemon=True)
        reader.start()
        return reader

    def _read(self) -> None:
        for line in self._process.stdout or ():
            log.info("%s", line.rstrip())

    def _close(self) -> None:
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()


def left_in(state: Path, spare: Path) -> int:
    """Events and counts that lie in the door of a device that has ended.

    state: its folder, read through a copy in the folder spare: SQLite cannot look into another
    namespace.
    """
    for part in state.glob("door.sqlite*"):
        shutil.copy(part, spare)
    if not (spare / "door.sqlite").exists():
        return 0
    with Door(spare / "door.sqlite") as door:
        suffixes = [parcel.suffix for parcel in door.parcels(after=door.sent_row, limit=_ALL)]
    return sum(suffix.startswith(("event/", "count/")) for suffix in suffixes)
