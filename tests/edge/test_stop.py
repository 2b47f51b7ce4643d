import signal
import subprocess
import sys

import pytest

from tests.patience import PATIENCE_S, started

WAITS = """
import time
from edge.stop import Stop
stop = Stop()
print("ready", flush=True)
while not stop():
    time.sleep(0.01)
"""


def _code_after(number: signal.Signals, *, ignoring: bool = False) -> int | None:
    """How a waiting process ends after a signal, None if it does not."""

    def ignore() -> None:
        if ignoring:
            signal.signal(number, signal.SIG_IGN)

    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, preexec_fn=ignore
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        try:
            return process.wait(0.5 if ignoring else PATIENCE_S)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.kill()


GOES_SLOWLY = (
    WAITS
    + """
import os
class Slow:
    def __del__(self, write=os.write, read=os.read):
        write(1, b"going\\n")
        read(0, 1)
slow = Slow()
"""
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_while_it_ends_changes_nothing(number: signal.Signals) -> None:
    with started(
        [sys.executable, "-c", GOES_SLOWLY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        assert process.stdout.readline() == b"going\n"
        process.send_signal(number)
        process.communicate(b"x", timeout=PATIENCE_S)
        assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_stop(number: signal.Signals) -> None:
    assert _code_after(number) == 0


def test_under_nohup_a_closed_terminal_does_not_stop_a_camera() -> None:
    assert _code_after(signal.SIGHUP, ignoring=True) is None
