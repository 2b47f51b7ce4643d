"""The table from requirements to controls: whatever it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
README = ROOT / "edge" / "oversight" / "README.md"
TEXT = README.read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:edge|tests|deploy|simulator|models)/[\w/.-]+)", TEXT)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/.]+)::(\w+)`", TEXT)))
# Rows of a table below a heading of a law, without its head.
ROWS = [
    line
    for line in TEXT.partition("## GDPR")[2].partition("## The gaps")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| asked for")
]
LAWS = ("GDPR", "EU AI Act", "EDPB Guidelines 3/2019", "UK ATRS", "ETSI EN 303 645")


@pytest.mark.parametrize("path", NAMED)
def test_every_file_that_is_named_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_every_test_that_is_named_exists(path, name):
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:40])
def test_every_requirement_has_a_test(row):
    assert "::test_" in row.split("|")[3]


@pytest.mark.parametrize("law", LAWS)
def test_every_law_has_its_table(law):
    assert re.search(rf"^## {re.escape(law)}", TEXT, re.MULTILINE)


def test_it_names_its_gaps_and_says_that_it_is_no_legal_advice():
    assert "not legal advice" in TEXT
    assert TEXT.partition("## The gaps")[2].count("\n- ") >= 8
