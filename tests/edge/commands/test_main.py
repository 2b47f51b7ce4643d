import subprocess
import sys
from pathlib import Path

import pytest

from edge.__main__ import COMMANDS, main
from tests.edge.commands.street import complaints, passerby


@pytest.mark.parametrize("name", [*COMMANDS, "demo"])
def test_each_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: passerby {name}" in capsys.readouterr().out


def test_help_names_what_the_simulator_adds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "also: attack, audit, demo" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["nonsense"], ["check"], ["check", "--nonsense", "x"]])
def test_words_that_make_no_command_end_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_a_reader_that_has_left_ends_a_command_quietly(config: Path) -> None:
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as reader:
        reader.wait()
        assert reader.stdin is not None
        done = passerby("check", config, stdout=reader.stdin.fileno())
    assert (done.returncode, done.stderr) == (1, "")


def test_output_that_finds_no_space_is_one_line(config: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = passerby("check", config, stdout=full.fileno())
    assert done.returncode == 1
    assert complaints(done) == ["[Errno 28] No space left on device"]
    assert done.stderr.count("\n") == 1


def test_a_closed_output_is_no_error(config: Path) -> None:
    words = [sys.executable, "-m", "edge", "check", str(config)]
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *words], stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
