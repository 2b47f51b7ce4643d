"""A camera that is killed while a configuration is on its way to work, at every step of it."""

from pathlib import Path
from typing import Final

import pytest

from tests.edge.fuse import Fuse, Killed
from tests.edge.governed import Governed
from tests.keys import signed

LOCAL: Final = b"version: 5"
NEW: Final = "version: 6\nzones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n"


def interrupted(folder: Path, fuse: Fuse) -> bool:
    """Bring a new configuration to a camera that this fuse kills. Tells whether it came to that."""
    camera = Governed(folder, local=LOCAL, write=fuse.write)
    try:
        camera.push(NEW)
        camera.acknowledge()
        camera.live(11.0)
    except Killed:
        return True
    finally:
        camera.end()
    return False


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 5))
def test_a_kill_at_any_write_leaves_the_old_one_or_the_new_one_and_never_a_loop(
    tmp_path: Path, at: int, after: bool
) -> None:
    assert interrupted(tmp_path, Fuse(at, after=after))
    camera = Governed(tmp_path, local=LOCAL)
    kept = camera.memory.config.load()
    assert camera.version == (6 if kept is not None else 5)
    began = camera.report().state
    # The broker brings it again, as it does after every start.
    again = camera.receive(signed(NEW))
    if kept is not None:
        assert (again.state, again.version) == ("applied", 6)
    elif began == "rolled-back":
        assert (again.state, again.version, camera.version) == ("rolled-back", 5, 5)
    else:
        assert again.state == "trial"
    assert camera.push(NEW.replace("6", "7")).state == "trial"
    camera.acknowledge()
    camera.live(11.0)
    assert (camera.report().state, camera.version) == ("applied", 7)
    camera.end()


def test_that_were_all_the_writes_there_are(tmp_path: Path) -> None:
    fuse = Fuse(100, after=False)
    assert not interrupted(tmp_path, fuse)
    assert 100 - fuse.left == 4


def test_a_crash_on_trial_counts_as_failed_and_is_told(tmp_path: Path) -> None:
    camera = Governed(tmp_path, local=LOCAL)
    camera.push(NEW)
    camera.end()
    for _ in range(3):
        camera = Governed(tmp_path, local=LOCAL)
        report = camera.report()
        assert (report.state, report.version, report.desired_version) == ("rolled-back", 5, 6)
        assert report.faults[0].reason == "it ended before the configuration had proved itself"
        camera.end()


def test_a_crash_while_a_text_is_read_is_not_met_again(tmp_path: Path) -> None:
    camera = Governed(tmp_path, local=LOCAL)
    camera.desired._attempts.begin(NEW.encode())
    camera.end()
    camera = Governed(tmp_path, local=LOCAL)
    assert camera.receive(signed(NEW)).state == "rolled-back"
    assert camera.built == []
    camera.end()


def test_who_is_stopped_in_order_tries_it_anew(tmp_path: Path) -> None:
    camera = Governed(tmp_path, local=LOCAL)
    camera.push(NEW)
    camera.desired.put_off()
    camera.end()
    camera = Governed(tmp_path, local=LOCAL)
    assert (camera.report().state, camera.version) == ("applied", 5)
    assert camera.receive(signed(NEW)).state == "trial"
    camera.end()


def test_what_was_at_work_and_is_lost_with_its_file_comes_back_from_afar_but_nothing_older(
    tmp_path: Path,
) -> None:
    assert not interrupted(tmp_path, Fuse(100, after=False))
    (tmp_path / "config.json").write_bytes(b"\0" * 40)
    camera = Governed(tmp_path, local=b"version: 2")
    assert camera.version == 2
    refused = camera.push("version: 4")
    assert refused.state == "rejected"
    assert refused.faults[0].reason == "not above 6, the highest there was"
    assert camera.push("version: 6\ntimezone: Europe/Berlin").state == "rejected"
    assert camera.receive(signed(NEW)).state == "trial"
    camera.end()


def test_a_damaged_memory_of_attempts_is_no_reason_not_to_start(tmp_path: Path) -> None:
    assert not interrupted(tmp_path, Fuse(100, after=False))
    (tmp_path / "attempt.json").write_bytes(b"{")
    camera = Governed(tmp_path, local=LOCAL)
    assert (camera.report().state, camera.version) == ("applied", 6)
    camera.end()
