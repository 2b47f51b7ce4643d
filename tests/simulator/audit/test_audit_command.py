"""`passerby audit`: what it prints and writes, and what it refuses."""

import json
from datetime import date

import pytest

from edge.perception.manifest import models_folder, read_manifest
from edge.perception.verdict import Audit
from edge.strict import convert
from edge.yaml_text import load
from simulator.audit.findings import Findings, as_json, findings, lines, manifest_text
from simulator.audit.page import write_page
from simulator.command.audit import main
from tests.simulator.audit.crowds import crowd


def found(answers, drawn=()) -> Findings:
    manifest = read_manifest(models_folder())
    return findings(
        answers,
        drawn,
        objects=manifest.default("objects"),
        faces=manifest.default("faces"),
        seed=1,
        on=date(2026, 1, 2),
    )


def test_both_models_rows_are_there_for_the_manifest():
    plain = as_json(found(crowd({"a": 0.1, "b": 0.1}, each=20, seed=1)))
    assert set(plain["manifest"]) == set(plain["models"])
    assert {row["verdict"] for row in plain["manifest"].values()} == {"insufficient"}
    assert json.loads(json.dumps(plain))["verdicts"]["mask"]["needed_people_a_group"] > 0


def test_everybodys_shares_are_told_condition_by_condition():
    def light(number: int) -> str:
        return "dark" if number % 2 else "day"

    rows = as_json(found(crowd({"a": 0.0}, each=20, seed=1, condition=light)))["conditions"]
    assert [(row["condition"], row["pictures"]) for row in rows] == [("day", 40), ("dark", 40)]
    assert {share for row in rows for share in row["missed"].values()} == {0.0}


def test_the_printed_rows_are_what_the_manifest_reads():
    told = found(crowd({"a": 0.1, "b": 0.1}, each=20, seed=1))
    rows = load(manifest_text(told).encode())
    assert "\n".join(lines(told)).endswith(manifest_text(told).rstrip())
    for card in (told.objects, told.faces):
        audit = convert(rows[card.name]["audit"], Audit)
        assert (audit.verdict, audit.people, audit.despite) == ("insufficient", 40, None)
        assert {told.objects.sha256, told.faces.sha256} == set(audit.models)


def test_drawn_people_give_no_verdict():
    gap = crowd({"tone1": 0.0, "tone6": 0.9}, each=50, seed=1, kind="drawn", attribute="skin tone")
    fair = crowd({"a": 0.02, "b": 0.02}, each=800, seed=1)
    both = found(fair, gap)
    assert any(one.proven for one in both.drawn)
    assert both.word == "pass"


def test_the_lines_name_verdicts_and_groups():
    text = "\n".join(lines(found(crowd({"a": 0.1, "b": 0.6}, each=50, seed=1))))
    assert "faces    FAIL" in text
    assert "group b, all sources" in text


def test_the_page_loads_nothing_and_trusts_no_label(tmp_path):
    answers = crowd({"<script>a": 0.1, "b": 0.1}, each=20, seed=1, source="<b>town")
    write_page(tmp_path / "page.html", found(answers))
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "<script" not in text
    assert "<b>town" not in text
    assert "src=" not in text
    assert "prefers-color-scheme: dark" in text
    assert text.count("<svg") == 2 * 3


def test_a_folder_without_a_table_ends_with_2(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "people.csv" in capsys.readouterr().err


def test_an_unknown_model_ends_with_2(tmp_path, capsys):
    assert main([str(tmp_path), "--faces", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [[], ["x", "--margin", "0"], ["x", "--margin", "lots"]])
def test_nothing_to_do_and_no_margin_are_refused(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert capsys.readouterr().err
