"""`passerby log`: checking, showing and witnessing what lies in files."""

import json
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.__main__ import main
from edge.contract import Answer, LogCheckpoint
from edge.fleet import keyfile
from edge.governance.signing import public_text
from edge.oversight.log.entry import Masked
from edge.oversight.log.log import CHECKPOINT, ENTRIES, Log

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_TEXT = public_text(KEY.public_key())
DARK = Masked(whole="dark")


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = Log(tmp_path / "log", KEY)
    log.append([DARK, Masked(whole=None)])
    return log


@pytest.fixture
def folder(log: Log, tmp_path: Path) -> Path:
    return tmp_path / "log"


def verify(folder: Path, *words: str) -> int:
    return main(["log", "verify", str(folder), "--key", KEY_TEXT, *words])


def test_a_log_that_is_whole_is_said_to_be(folder: Path, capsys) -> None:
    assert verify(folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["size"], told["findings"]) == (True, 3, [])
    assert verify(folder) == 0
    assert "all 3 entries are as they were signed" in capsys.readouterr().out


def test_a_log_that_was_changed_ends_with_1_and_says_where(folder: Path, capsys) -> None:
    entries = folder / ENTRIES
    entries.write_bytes(entries.read_bytes().replace(b"dark", b"mask"))
    assert verify(folder, "--json") == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["kind"] == "entries"


def test_a_published_head_finds_a_rollback(log: Log, folder: Path, tmp_path: Path, capsys) -> None:
    old = [(folder / name).read_bytes() for name in (ENTRIES, CHECKPOINT)]
    log.append([DARK])
    published = tmp_path / "published.json"
    published.write_bytes(msgspec.json.encode(LogCheckpoint(note=str(log.note))))
    for name, raw in zip((ENTRIES, CHECKPOINT), old, strict=True):
        (folder / name).write_bytes(raw)
    assert verify(folder) == 0
    assert verify(folder, "--checkpoint", str(published)) == 1
    assert "rollback" in capsys.readouterr().out


def test_witnesses_cosign_what_continues_and_their_signatures_can_be_asked_for(
    log: Log, folder: Path, tmp_path: Path, capsys
) -> None:
    keyfile.create(tmp_path / "w1.pem")
    words = ["--key", KEY_TEXT, "--name", "office.example/w1", "--log", str(folder)]
    words += ["--signing-key", str(tmp_path / "w1.pem"), "--memory", str(tmp_path / "seen.json")]
    head, out = folder / CHECKPOINT, tmp_path / "cosigned"
    assert main(["log", "witness", str(head), *words, "-o", str(out)]) == 0
    log.append([DARK])
    assert main(["log", "witness", str(head), *words, "-o", str(out)]) == 0
    w1 = capsys.readouterr().out.splitlines()[-1]
    assert verify(folder, "--head", str(out), "--witness", w1) == 0
    assert verify(folder, "--witness", w1) == 1
    # Another history of the same camera.
    (tmp_path / "again").mkdir()
    forked = Log(tmp_path / "again", KEY)
    forked.append([Masked(whole="glare")] * 5)
    words[words.index(str(folder))] = str(tmp_path / "again")
    head = tmp_path / "again" / CHECKPOINT
    assert main(["log", "witness", str(head), *words, "-o", str(out)]) == 2
    assert "forked" in capsys.readouterr().err


def test_an_answer_is_checked_with_nothing_but_the_key_and_an_older_head(
    log: Log, tmp_path: Path, capsys
) -> None:
    before, answer = tmp_path / "before", tmp_path / "answer.json"
    before.write_text(str(log.note))
    log.append([DARK] * 4)
    about = {"id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "name": "log-proof", "t": 0}
    proof = log.prove(entry=2, since=3)
    answer.write_bytes(msgspec.json.encode(Answer(state="done", proof=proof, **about)))
    words = ["log", "proof", str(answer), "--key", KEY_TEXT, "--since", str(before)]
    assert main(words) == 0
    assert "continues the 3 entries of before" in capsys.readouterr().out
    wrong = msgspec.structs.replace(proof, inclusion=proof.inclusion[::-1])
    answer.write_bytes(msgspec.json.encode(Answer(state="done", proof=wrong, **about)))
    assert main(words) == 2
    assert "inclusion" in capsys.readouterr().err


def test_entries_are_shown_as_they_stand_there(folder: Path, capsys) -> None:
    assert main(["log", "show", str(folder)]) == 0
    assert capsys.readouterr().out == (folder / ENTRIES).read_text()


@pytest.mark.parametrize(
    "words",
    [["--key", "x"], ["--key", KEY_TEXT, "--witness", "x"], ["--key", KEY_TEXT, "--head", "/no"]],
)
def test_what_cannot_be_read_is_named(folder: Path, words: list[str], capsys) -> None:
    assert main(["log", "verify", str(folder), *words]) == 2
    assert capsys.readouterr().err.startswith("passerby: ")
