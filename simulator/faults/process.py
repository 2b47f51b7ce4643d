"""The two processes of a running `passerby run`: found, killed, stopped for a while."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Literal

Part = Literal["vision", "uplink"]


def children_of(pid: int) -> tuple[int, ...]:
    """Process numbers of all children of a process, none when it is gone."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return tuple(found)


def find(run_pid: int, part: Part) -> int | None:
    """Process number of vision or uplink, None while it is down. run_pid: of `passerby run`."""
    return next((pid for pid in children_of(run_pid) if part.encode() in _words(pid)), None)


def kill(run_pid: int, part: Part) -> bool:
    """SIGKILL one of the two; tell whether it was there to be killed."""
    return _send(run_pid, part, signal.SIGKILL)


def end(run_pid: int, part: Part) -> bool:
    """Ask one of the two to end; tell whether it was there to be asked."""
    return _send(run_pid, part, signal.SIGTERM)


def halt(run_pid: int, part: Part) -> bool:
    """Let one of the two stand still, as on a machine that swaps, until go_on()."""
    return _send(run_pid, part, signal.SIGSTOP)


def go_on(run_pid: int, part: Part) -> bool:
    return _send(run_pid, part, signal.SIGCONT)


def _send(run_pid: int, part: Part, number: signal.Signals) -> bool:
    pid = find(run_pid, part)
    if pid is None:
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _words(pid: int) -> list[bytes]:
    """A process' command line; empty once it is dead or gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
