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
# What the others are given for the door to be empty, once one is done.
_DRAIN_S: Final = 15.0


class Child:
    """One process that is started again, ever later, whenever it dies."""

    def __init__(self, name: str, argv: Sequence[str]) -> None:
        self.name = name
        self.is_done = False
        self._argv = list(argv)
        self._starts = 0
        self._pause_s = _FIRST_PAUSE_S
        self._start_s = self._due_s = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def keep_up(self) -> int | None:
        """Start it when that is due. Returns the exit code of one that ends all, else None.

        0: it is done. BAD_INPUT: it refused what it was first started with.
        """
        if self._process is None:
            if time.monotonic() >= self._due_s:
                self._start()
            return None
        code = self._process.poll()
        if code is None:
            return None
        self._process = None
        self.is_done = code == 0
        if self.is_done or (code == BAD_INPUT and self._starts == 1):
            return code
        self._start_later(code)
        return None

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

    def _start(self) -> None:
        self._starts += 1
        self._start_s = time.monotonic()
        self._process = subprocess.Popen(self._argv)
        log.info("%s runs as process %d", self.name, self._process.pid)

    def _start_later(self, code: int) -> None:
        """Plan the next start after an unwanted end.

        What was good once and is refused now (a model file that broke) waits for a person.
        """
        now_s = time.monotonic()
        if now_s - self._start_s > _WELL_AFTER_S:
            self._pause_s = _FIRST_PAUSE_S
        pause_s = _LONGEST_PAUSE_S if code == BAD_INPUT else self._pause_s
        self._due_s = now_s + pause_s
        log.error("%s ended with %d, next start in %.1f s", self.name, code, pause_s)
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)


def supervise(
    children: Sequence[Child], *, stop: Callable[[], bool], drained: Callable[[], bool]
) -> int:
    """Run children until stop, until one refuses its input at once, or until one is done.

    A child that ends with 0 is done (a recording was played): the others go on until drained.
    One that refuses its input later is tried again, and the others go on. Returns an exit code.
    """
    try:
        code = _keep_up(children, until=stop)
        if code == 0:
            end_s = time.monotonic() + _DRAIN_S
            others = [child for child in children if not child.is_done]
            _keep_up(others, until=lambda: stop() or drained() or time.monotonic() > end_s)
        return code or 0
    finally:
        for child in children:
            child.stop()


def _keep_up(children: Sequence[Child], *, until: Callable[[], bool]) -> int | None:
    """Returns the exit code of a child that ends all, None once until is true."""
    while not until():
        for child in children:
            code = child.keep_up()
            if code is not None:
                return code
        time.sleep(_POLL_S)
    return None
