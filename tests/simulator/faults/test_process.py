"""Finding and hitting the processes of a running camera."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.faults import process
from tests.desk import Desk
from tests.patience import wait_until


@pytest.fixture
def run_pid(tmp_path: Path) -> Iterator[int]:
    config = tmp_path / "config.yaml"
    config.write_text("version: 1\n")
    with Desk(
        url="mqtt://127.0.0.1:1", source="sim:gate-walk-through", config=config,
        state=tmp_path / "state",
    ) as desk:  # fmt: skip
        yield desk.process.pid


def state_of(pid: int | None) -> str:
    """R, S, T (stopped) ... as /proc has it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_each_is_found_killed_and_found_again(run_pid: int) -> None:
    for part in ("vision", "uplink"):
        wait_until(lambda part=part: process.find(run_pid, part), part)
        first = process.find(run_pid, part)
        assert process.kill(run_pid, part)
        wait_until(lambda f=first, p=part: process.find(run_pid, p) not in (None, f), "another")


def test_one_that_is_halted_stands_still_until_it_goes_on(run_pid: int) -> None:
    wait_until(lambda: process.find(run_pid, "uplink"), "uplink")
    uplink = process.find(run_pid, "uplink")
    assert process.halt(run_pid, "uplink")
    wait_until(lambda: state_of(uplink) == "T", "a halt")
    assert process.go_on(run_pid, "uplink")
    wait_until(lambda: state_of(uplink) != "T", "it to go on")


def test_what_is_not_there_cannot_be_hit() -> None:
    gone = 2**22 + 1
    assert process.children_of(gone) == ()
    assert process.find(gone, "vision") is None
    assert not process.kill(gone, "vision")
    assert not process.end(gone, "uplink")
