import sys
import time
from pathlib import Path

from edge.supervise import BAD_INPUT, Child, supervise

FOREVER = "import time; time.sleep(60)"


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def _never() -> bool:
    return False


def test_a_child_that_refuses_its_input_ends_all_with_its_code() -> None:
    children = [Child("a", _python(FOREVER)), Child("b", _python("raise SystemExit(2)"))]
    assert supervise(children, stop=_never, drained=lambda: True) == BAD_INPUT


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    dies_once = f"import os, pathlib; p = pathlib.Path({str(mark)!r})\n" + (
        "if p.exists(): raise SystemExit(0)\np.touch(); os.kill(os.getpid(), 9)"
    )
    assert supervise([Child("a", _python(dies_once))], stop=_never, drained=lambda: True) == 0
    assert mark.exists()


def test_a_child_that_is_done_lets_the_others_drain_first() -> None:
    asked: list[float] = []

    def drained() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 2

    other = Child("uplink", _python(FOREVER))
    assert supervise([Child("a", _python("")), other], stop=_never, drained=drained) == 0
    assert len(asked) == 3


def test_stop_ends_children_that_ignore_it_politely() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    start_s = time.monotonic()
    child = Child("deaf", _python(deaf))
    assert supervise([child], stop=lambda: time.monotonic() > start_s + 1, drained=_never) == 0
