"""The switch between two systems, against a file like the firmware's, cut at every write."""

import os
from contextlib import suppress

import pytest

from tests.deploy.device import program

tryboot = program("device/tryboot")

A = tryboot.Choice(usual="A")
WORDS = [
    ["set-primary", "A"],
    ["set-primary", "B"],
    ["set-state", "A", "good"],
    ["set-state", "A", "bad"],
    ["set-state", "B", "good"],
    ["set-state", "B", "bad"],
]
CHOICES = [
    tryboot.Choice(usual=usual, trial=trial)
    for usual, trial in (("A", None), ("A", "B"), ("B", None), ("B", "A"))
]


@pytest.fixture
def autoboot(tmp_path):
    file = tmp_path / "autoboot.txt"
    file.write_bytes(A.text())
    return file


def starts(autoboot, *, tried: bool = False) -> str:
    """The slot that the firmware starts: of the last section that applies."""
    section, chosen = "all", ""
    for line in autoboot.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        if line.startswith("boot_partition=") and (section == "all" or tried):
            chosen = {"2": "A", "3": "B"}[line.partition("=")[2]]
    return chosen


def test_a_new_system_is_tried_once_and_stays_only_when_it_is_good(autoboot):
    tryboot.answer(["set-primary", "B"], autoboot)
    assert (starts(autoboot, tried=True), starts(autoboot)) == ("B", "A")
    tryboot.answer(["set-state", "B", "good"], autoboot)
    assert (starts(autoboot, tried=True), starts(autoboot)) == ("B", "B")


def test_one_that_never_proves_itself_is_gone_with_the_next_start(autoboot):
    tryboot.answer(["set-primary", "B"], autoboot)
    tryboot.answer(["set-state", "B", "bad"], autoboot)
    assert (starts(autoboot, tried=True), starts(autoboot)) == ("A", "A")
    assert tryboot.answer(["get-state", "B"], autoboot) == "bad"


def test_rauc_is_told_what_is_next_and_what_is_good(autoboot):
    assert tryboot.answer(["get-primary"], autoboot) == "A"
    tryboot.answer(["set-primary", "B"], autoboot)
    assert tryboot.answer(["get-primary"], autoboot) == "B"
    assert tryboot.answer(["get-state", "A"], autoboot) == "good"


def test_there_is_always_a_system_to_start_however_bad_both_are(autoboot):
    for words in (["set-primary", "B"], ["set-state", "A", "bad"], ["set-state", "B", "bad"]):
        tryboot.answer(words, autoboot)
    assert starts(autoboot) == "A"


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("words", WORDS, ids=" ".join)
@pytest.mark.parametrize("call", ["open", "pwrite", "fsync", "close"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_cut_at_any_write_leaves_the_old_or_the_new(
    autoboot, monkeypatch, choice, words, call, done
):
    autoboot.write_bytes(choice.text())
    whole = autoboot.with_name("whole")
    whole.write_bytes(choice.text())
    tryboot.answer(words, whole)
    real = getattr(os, call)

    def cut(*args):
        if done:
            real(*args)
        raise OSError(5, "power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, cut)
        try:
            tryboot.answer(words, autoboot)
        except OSError as error:
            assert error.strerror == "power is gone"
    assert autoboot.read_bytes() in (choice.text(), whole.read_bytes())
    assert starts(autoboot) in ("A", "B")


# What RAUC asks for in one update, and who is known to work when its power is cut there.
UPDATE = [
    (["set-state", "B", "bad"], "A"),
    (["set-primary", "B"], "A"),
    (["set-state", "B", "good"], "AB"),
]


@pytest.mark.parametrize("step", range(len(UPDATE)))
@pytest.mark.parametrize("call", ["open", "pwrite", "fsync", "close"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_an_update_cut_anywhere_starts_a_system_that_is_known_to_work(
    autoboot, monkeypatch, step, call, done
):
    for words, _ in UPDATE[:step]:
        tryboot.answer(words, autoboot)
    real = getattr(os, call)

    def cut(*args):
        if done:
            real(*args)
        raise OSError(5, "power is gone")

    words, works = UPDATE[step]
    with monkeypatch.context() as patch, suppress(OSError):
        patch.setattr(os, call, cut)
        tryboot.answer(words, autoboot)
    assert starts(autoboot) in works


def test_what_is_written_is_one_sector_in_place(autoboot):
    inode = autoboot.stat().st_ino
    tryboot.answer(["set-primary", "B"], autoboot)
    assert (autoboot.stat().st_ino, autoboot.stat().st_size) == (inode, tryboot.SECTOR_BYTES)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[all]\nboot_partition=2\n",
        A.text()[:-1],
        A.text().replace(b"=2", b"=4"),
        tryboot.Choice(usual="A", trial="B").text().replace(b"=3", b"=2"),
    ],
    ids=["empty", "another's", "cut off", "no slot", "tries itself"],
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(autoboot, raw):
    autoboot.write_bytes(raw)
    with pytest.raises(tryboot.AutobootError):
        tryboot.answer(["set-primary", "B"], autoboot)
    assert autoboot.read_bytes() == raw


@pytest.mark.parametrize("words", [[], ["get-state"], ["set-primary", "C"], ["set-state", "A"]])
def test_words_that_make_no_sense_are_refused(autoboot, words):
    with pytest.raises(tryboot.AutobootError, match="not understood"):
        tryboot.answer(words, autoboot)


def test_the_image_begins_with_a_file_that_this_understands():
    card = (program("image/card")).AUTOBOOT.encode().ljust(tryboot.SECTOR_BYTES, b"\n")
    assert tryboot.read(card) == A
