import json
from pathlib import Path

import pytest

from edge.__main__ import main
from tests.edge.commands.street import complaints, passerby

TWO_FAULTS = "version: 1\nzone: {}\nrules: [{rule: loitering, zone: q, after_s: 0}]\n"


def _written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_a_good_configuration_is_told_in_one_line(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(config)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{config}: good, version 1, P1: restricted_zone at all, ")
    assert told.count("\n") == 1


def test_every_fault_is_a_line_that_names_the_file_and_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _written(tmp_path / "c.yaml", TWO_FAULTS)
    assert main(["check", path]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[2].rpartition(":")[0] for line in lines] == [
        f"{path}: zone",
        f"{path}: rules[0].after_s",
    ]


def test_json_tells_the_same_faults_with_paths_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", _written(tmp_path / "c.yaml", TWO_FAULTS)]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert [fault["path"] for fault in answer["faults"]] == ["zone", "rules[0].after_s"]


def test_json_of_a_good_one_names_its_version(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", str(config)]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "version": 1, "faults": []}


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("empty.yaml", b"", "document: expected a mapping of keys"),
        ("cut.yaml", b"version: [", "line 2, column 1: did not find expected node content"),
        ("binary.yaml", b"\xff\x00", "document: not UTF-8 at byte 0"),
        ("large.yaml", b" " * 70_000, "document: larger than 65536 bytes"),
        ("two\nlines \xfc.yaml", b"version: 0", "version: Expected `int` >= 1"),
    ],
)
def test_a_file_that_is_none_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, raw: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    assert main(["check", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f".yaml: {reason}")


def test_a_missing_file_and_a_folder_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 2
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"passerby: {tmp_path}/none.yaml: No such file or directory",
        f"passerby: {tmp_path}: Is a directory",
    ]


def test_a_name_that_is_not_unicode_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "odd\udcff.yaml"
    path.write_text("version: 1")
    done = passerby("check", path)
    assert (done.returncode, complaints(done)) == (0, [])
    assert "odd\\udcff.yaml: good" in done.stdout


def test_what_a_policy_forbids_is_named_with_its_clause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, policy = tmp_path / "yard.yaml", tmp_path / "policy.yaml"
    config.write_text("version: 3\nprivacy: {level: P2, strict: true}\n")
    policy.write_text("version: 7\nlevel: P1\n")
    assert main(["check", str(config), "--policy", str(policy)]) == 2
    assert "privacy.level: policy 7, level: P1 at most" in capsys.readouterr().err
    policy.write_text("version: 8\nlevel: P2\n")
    assert main(["check", str(config), "--policy", str(policy)]) == 0
