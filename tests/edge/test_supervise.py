import sys
from pathlib import Path

import pytest

from edge.supervise import BAD_INPUT, Child, supervise

FOREVER = "import time; time.sleep(600)"


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


def test_a_child_that_refuses_its_input_later_is_tried_again_and_the_others_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark = tmp_path / "mark"
    breaks = f"import os, pathlib; p = pathlib.Path({str(mark)!r})\n" + (
        "if p.exists(): raise SystemExit(2)\np.touch(); os.kill(os.getpid(), 9)"
    )
    other = Child("b", _python(FOREVER))

    def refused() -> bool:
        return any("a ended with 2, next start in 30.0 s" in line for line in caplog.messages)

    assert supervise([Child("a", _python(breaks)), other], stop=refused, drained=_never) == 0
    assert not any(line.startswith("b ended") for line in caplog.messages)


def test_the_others_are_kept_up_while_they_drain(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    dies_once = f"import os, pathlib, time; p = pathlib.Path({str(mark)!r})\n" + (
        "if p.exists(): pathlib.Path(str(p) + '2').touch(); time.sleep(600)\n"
        "p.touch(); time.sleep(0.3); os.kill(os.getpid(), 9)"
    )
    children = [Child("a", _python("")), Child("b", _python(dies_once))]
    assert supervise(children, stop=_never, drained=(tmp_path / "mark2").exists) == 0
    assert (tmp_path / "mark2").exists()


def test_one_that_stops_starts_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert supervise([Child("a", _python(FOREVER))], stop=lambda: True, drained=_never) == 0
    assert caplog.messages == []


def test_a_child_that_is_done_lets_the_others_drain_first() -> None:
    asked: list[None] = []

    def drained() -> bool:
        asked.append(None)
        return len(asked) > 2

    other = Child("uplink", _python(FOREVER))
    assert supervise([Child("a", _python("")), other], stop=_never, drained=drained) == 0
    assert len(asked) == 3


def test_stop_ends_children_that_ignore_it_politely(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark = tmp_path / "mark"
    deaf = "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + (
        f"pathlib.Path({str(mark)!r}).touch(); time.sleep(600)"
    )
    assert supervise([Child("deaf", _python(deaf))], stop=mark.exists, drained=_never) == 0
    assert caplog.messages == ["deaf does not end: killed"]
