"""The log on a disk that is cut off, full, or written to by somebody else."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.oversight.log.audit import audit
from edge.oversight.log.checkpoint import open_checkpoint
from edge.oversight.log.entry import Began, Masked, encoded
from edge.oversight.log.log import CHECKPOINT, ENTRIES, Log

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
DARK = Masked(whole="dark")


def written(folder: Path, count: int) -> Log:
    log = Log(folder, KEY)
    for _ in range(count):
        log.append([DARK])
    return log


def is_well(folder: Path, *, head: bytes | None = None) -> bool:
    raw = (folder / ENTRIES).read_bytes()
    others = {} if head is None else {"told": head}
    return not audit(raw, (folder / CHECKPOINT).read_bytes(), PUBLIC, others=others).findings


def test_a_log_begins_with_saying_so_and_every_entry_has_its_place(tmp_path: Path) -> None:
    log = written(tmp_path, 3)
    lines = (tmp_path / ENTRIES).read_bytes().splitlines()
    assert lines[0] == encoded(Began(why="first"))
    assert lines[3] == encoded(Masked(whole="dark", n=3))
    assert (log.size, is_well(tmp_path)) == (4, True)


def test_what_was_written_goes_on_after_a_restart(tmp_path: Path) -> None:
    head = str(written(tmp_path, 5).note).encode()
    log = Log(tmp_path, KEY)
    log.append([DARK, Masked(whole=None)])
    assert (log.size, log.latest[Masked]) == (8, Masked(whole=None, n=7))
    assert is_well(tmp_path, head=head)


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    written(tmp_path / "log", 1)
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "log" / ENTRIES).stat().st_mode) == 0o600


def test_a_power_cut_at_any_byte_of_an_entry_leaves_a_log_that_goes_on(tmp_path: Path) -> None:
    log = written(tmp_path, 3)
    told, head = str(log.note).encode(), (tmp_path / CHECKPOINT).read_bytes()
    before = (tmp_path / ENTRIES).read_bytes()
    log.append([DARK, Masked(whole=None)])
    after = (tmp_path / ENTRIES).read_bytes()
    for end in sorted({*range(len(before), len(after), 4), len(after) - 1, len(after)}):
        (tmp_path / ENTRIES).write_bytes(after[:end])
        (tmp_path / CHECKPOINT).write_bytes(head)
        log = Log(tmp_path, KEY)
        assert log.size == 4 + after[len(before) : end].count(b"\n")
        log.append([DARK])
        assert is_well(tmp_path, head=told)


def test_a_cut_before_the_first_head_begins_anew(tmp_path: Path) -> None:
    written(tmp_path, 0)
    whole = (tmp_path / ENTRIES).read_bytes()
    for end in range(len(whole) + 1):
        (tmp_path / ENTRIES).write_bytes(whole[:end])
        (tmp_path / CHECKPOINT).unlink(missing_ok=True)
        log = Log(tmp_path, KEY)
        assert (log.size, log.origin[-2:], is_well(tmp_path)) == (1, "/1", True)


@pytest.mark.parametrize("damage", ["edit", "truncate", "no head", "another head", "no entries"])
def test_a_log_that_was_changed_is_set_aside_and_the_next_one_says_so(
    tmp_path: Path, damage: str
) -> None:
    log = written(tmp_path, 5)
    size, origin, raw = log.size, log.origin, (tmp_path / ENTRIES).read_bytes()
    if damage == "edit":
        (tmp_path / ENTRIES).write_bytes(raw.replace(b"dark", b"mask", 1))
    elif damage == "truncate":
        (tmp_path / ENTRIES).write_bytes(raw[:-30])
    elif damage == "no head":
        (tmp_path / CHECKPOINT).unlink()
    elif damage == "another head":
        (tmp_path / CHECKPOINT).write_bytes(b"nothing\n")
    else:
        (tmp_path / ENTRIES).unlink()
    log = Log(tmp_path, KEY)
    began = log.latest[Began]
    knows = damage not in ("no head", "another head")
    assert (began.why, began.old_size) == ("damaged", size if knows else None)
    assert log.origin == origin[:-1] + "2"
    assert is_well(tmp_path)
    assert Log(tmp_path, KEY).origin == log.origin


def test_a_disk_that_takes_nothing_leaves_what_was_there(tmp_path: Path, monkeypatch) -> None:
    log = written(tmp_path, 3)
    before = [(tmp_path / name).read_bytes() for name in (ENTRIES, CHECKPOINT)]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for call in ("fdatasync", "fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, full)
            with pytest.raises(OSError, match="No space"):
                log.append([DARK])
        assert [(tmp_path / name).read_bytes() for name in (ENTRIES, CHECKPOINT)] == before
        log = Log(tmp_path, KEY)
    log.append([DARK])
    assert (log.size, is_well(tmp_path)) == (5, True)


def test_another_key_is_another_camera(tmp_path: Path) -> None:
    written(tmp_path, 2)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    log = Log(tmp_path, other)
    assert log.latest[Began].why == "damaged"
    assert open_checkpoint((tmp_path / CHECKPOINT).read_bytes(), other.public_key()).size == 1
