"""`passerby sealed`: keys, and opening with two of three behind an entry in their log."""

import json
import os
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.governance.signing import public_text
from edge.oversight.device import device_key
from edge.oversight.log.entry import Opened
from edge.oversight.log.log import ENTRIES, whole_lines
from edge.oversight.sealed.file import Sealer
from edge.oversight.sealed.keys import read_key
from tests.edge.samples import event_id

FILM = b"what was seen " * 1000


class Office:
    """Three holders, and a film that was sealed for them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, self.out = folder / "holders", folder / "out.mp4"
        self.keys = [folder / f"{name}.pem" for name in ("court", "police", "ombud")]
        for path in self.keys:
            assert main(["sealed", "keygen", "-o", str(path)]) == 0
        sealed = folder / "state" / "sealed"
        sealed.mkdir(parents=True)
        self.file = sealed / f"{event_id(1)}.sealed"
        holders = [read_key(path).holder for path in self.keys]
        sealer = Sealer(event_id(1), epoch="2027-01", holders=holders, random_bytes=os.urandom)
        self.file.write_bytes(sealer.header + sealer.chunk(FILM) + sealer.end())

    def open(self, *keys: Path, case: str = "4-Js-17/27") -> int:
        words = ["sealed", "open", str(self.file), "--log", str(self.log), "--case", case]
        for key in keys:
            words += ["--key", str(key)]
        return main([*words, "-o", str(self.out)])

    def openings(self) -> list[Opened]:
        if not self.log.exists():
            return []
        entries, _, _ = whole_lines((self.log / ENTRIES).read_bytes())
        return [entry for entry in entries if isinstance(entry, Opened)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_two_holders_open_it_and_their_log_says_who_what_and_why(office: Office) -> None:
    assert office.open(office.keys[2], office.keys[0]) == 0
    assert office.out.read_bytes() == FILM
    assert office.out.stat().st_mode & 0o777 == 0o600
    (opened,) = office.openings()
    ids = sorted(read_key(path).holder.key_id for path in (office.keys[0], office.keys[2]))
    assert (list(opened.holders), opened.case) == (ids, "4-Js-17/27")
    key = public_text(device_key(office.log).public_key())
    assert main(["log", "verify", str(office.log), "--key", key]) == 0


def test_one_holder_opens_nothing_and_leaves_no_entry(office: Office, capsys) -> None:
    for keys in ([office.keys[0]], [office.keys[0], office.keys[0]], office.keys):
        assert office.open(*keys) == 2
    assert "it takes two of" in capsys.readouterr().err
    assert (office.out.exists(), office.openings()) == (False, [])


def test_without_an_entry_there_is_no_picture(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.open(office.keys[0], office.keys[1]) == 0
    office.out.unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", full)
    assert office.open(office.keys[0], office.keys[1]) == 1
    assert not office.out.exists()


def test_a_case_is_a_number_and_no_story(office: Office) -> None:
    assert office.open(office.keys[0], office.keys[1], case="just looking") == 2
    assert not office.out.exists()


def test_after_two_of_its_keys_are_destroyed_nothing_opens_again(office: Office) -> None:
    for path in office.keys[:2]:
        assert main(["sealed", "destroy", str(path)]) == 0
        assert not path.exists()
    assert office.open(office.keys[2], office.keys[2]) == 2
    assert office.open(office.keys[2], office.keys[0]) == 2
    assert not office.out.exists()


def test_what_is_sealed_is_listed(office: Office, capsys) -> None:
    assert main(["sealed", "list", "--state", str(office.folder / "state"), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out.splitlines()[-1])["sealed"]
    assert (row["id"], row["epoch"]) == (event_id(1), "2027-01")


def test_a_film_that_was_cut_off_opens_and_says_so(office: Office, capsys) -> None:
    office.file.write_bytes(office.file.read_bytes()[:-1])
    assert office.open(office.keys[0], office.keys[1]) == 0
    assert office.out.read_bytes() == FILM
    assert "cut off" in capsys.readouterr().err
