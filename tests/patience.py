"""Waiting for what must come, however busy the machine is; the limit is for what never comes."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE_S = 240.0


def wait_until(found: Callable[[], Any], what: str, *, at_most_s: float = PATIENCE_S) -> Any:
    """Wait until found() is true, and return it."""
    end_s = time.monotonic() + at_most_s
    while not (answer := found()):
        assert time.monotonic() < end_s, f"waited {at_most_s} s for {what}"
        time.sleep(0.01)
    return answer


@contextmanager
def started(words: list[str], **how: Any) -> Iterator["subprocess.Popen[Any]"]:
    """A process that ends with its test at the latest: who fails does not wait for it for ever."""
    with subprocess.Popen(words, **how) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            finally:
                process.kill()
