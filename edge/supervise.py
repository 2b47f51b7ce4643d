"""Keeps the processes of one camera running side by side on a desk, as systemd does on a pole."""

import logging
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Final

log = logging.getLogger(__name__)

BAD_INPUT: Final = 2
_POLL_S: Final = 0.1
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
# A process that has run this long was well: its next end starts with a short pause again.
_WELL_AFTER_S: Final = 60.0
_GRACE_S: Final = 5.0


class Child:
    """One process that is started again, ever later, whenever it dies."""

    def __init__(self, name: str, argv: Sequence[str]) -> None:
        self.name = name
        self._argv = list(argv)
        self._pause_s = _FIRST_PAUSE_S
        self._start_s = self._due_s = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._start_s = time.monotonic()
        self._process = subprocess.Popen(self._argv)
        log.info("%s runs as process %d", self.name, self._process.pid)

    def ended(self) -> int | None:
        """Return the exit code of a process that has just ended, else None."""
        if self._process is None:
            self._restart_when_due()
            return None
        code = self._process.poll()
        if code is not None:
            self._process = None
        return code

    def start_later(self, code: int) -> None:
        """Plan the next start after an unwanted end."""
        now_s = time.monotonic()
        if now_s - self._start_s > _WELL_AFTER_S:
            self._pause_s = _FIRST_PAUSE_S
        self._due_s = now_s + self._pause_s
        log.error("%s ended with %d, next start in %.1f s", self.name, code, self._pause_s)
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)

    def stop(self) -> None:
        """Ask it to end, then make it. Waits."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            log.error("%s does not end: killed", self.name)
            self._process.kill()
            self._process.wait()
        self._process = None

    def _restart_when_due(self) -> None:
        if time.monotonic() >= self._due_s:
            self.start()


def supervise(
    children: Sequence[Child], *, stop: Callable[[], bool], drained: Callable[[], bool]
) -> int:
    """Run children until stop, until one refuses its input, or until one is done.

    A child that ends with 0 is done (a recording was played): the others go on until drained.
    Returns an exit code.
    """
    for child in children:
        child.start()
    try:
        while not stop():
            for child in children:
                code = child.ended()
                if code == 0:
                    _wait_until(lambda: stop() or drained())
                    return 0
                if code == BAD_INPUT:
                    return BAD_INPUT
                if code is not None:
                    child.start_later(code)
            time.sleep(_POLL_S)
        return 0
    finally:
        for child in children:
            child.stop()


def _wait_until(done: Callable[[], bool], *, at_most_s: float = 15.0) -> None:
    end_s = time.monotonic() + at_most_s
    while not done() and time.monotonic() < end_s:
        time.sleep(_POLL_S)
