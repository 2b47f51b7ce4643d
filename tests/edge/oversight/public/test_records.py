"""The statement in the words of others: DTPR, a DPIA's annex, ATRS. Nothing in them is made up."""

import json
from typing import get_args

import msgspec
import pytest

from edge.oversight.public.annex import annex
from edge.oversight.public.atrs import atrs
from edge.oversight.public.dtpr import record
from edge.oversight.public.english import MISSING
from edge.oversight.public.outline import cell
from edge.oversight.public.statement import stated
from edge.oversight.public.words import DtprPurpose
from tests.edge.oversight.public.told import ABOUT, changed, facts, silent, statement

MADE = "2026-11-23T12:00:00Z"
# Elements of https://dtpr.io/api/dtpr/v1/elements/device, 2025-08-29, by category.
PUBLISHED = {
    "device__accountable": {"institution", "organization"},
    "device__purpose": set(get_args(DtprPurpose)),
    "device__tech": {"de_identified_video", "identifiable_video", "person_detection"},
    "device__data": {"pixel_based_image", "spatial", "values_time"},
    "device__process": {
        "aggregated",
        "ai_system",
        "bitmap_manipulation",
        "computer_vision",
        "differential_privacy",
        "encrypted_at_rest",
    },
    "device__access": {"available_to_the_accountable_organization", "not_available_to_vendor"},
    "device__retention": {"data_retained", "no_data_retained"},
}
FIELDS = (
    *(f"1.{n}" for n in range(1, 5)),
    *(f"2.1.{n}" for n in range(1, 5)),
    *(f"2.1.4.{n}" for n in range(1, 6)),
    *(f"2.2.{n}" for n in range(1, 6)),
    *(f"2.3.{n}" for n in range(1, 7)),
    *(f"2.4.1.{n}" for n in range(1, 5)),
    *(f"2.4.2.{n}" for n in range(1, 10)),
    *(f"2.4.3.{n}" for n in range(1, 12)),
    *(f"2.5.{n}" for n in range(1, 3)),
)


def elements(told):
    return {e["element_id"] for e in record(told, made_utc=MADE)["elements"]}


def of_source(kind):
    values = {name: getattr(ABOUT, name) for name in ABOUT.__slots__} | {"source": kind}
    told = facts(changed(), about=type(ABOUT)(**values))
    return stated(told, config_version=1, policy_version=1)


@pytest.mark.parametrize("told", [statement(), silent(), of_source("network")])
def test_a_dtpr_record_has_published_identifiers_alone(told):
    made = record(told, made_utc=MADE)
    for element in made["elements"]:
        assert element["element_id"] in PUBLISHED[element["category_id"]]
    assert made["unchecked"]
    json.dumps(made)


def test_a_dtpr_record_names_the_operators_purpose_and_invents_none():
    assert "safety_security" in elements(statement())
    said = record(silent(), made_utc=MADE)
    assert not {e["element_id"] for e in said["elements"]} & set(get_args(DtprPurpose))
    assert said["missing"] == ["general"]


def test_a_dtpr_record_tells_of_video_that_leaves_before_people_are_covered():
    assert "identifiable_video" in elements(of_source("network"))
    assert "identifiable_video" not in elements(statement())


def test_a_dtpr_record_claims_that_nothing_is_kept_only_if_that_was_said():
    nothing = changed((("clips",), ...), (("statement", "broker_days"), 0))
    assert "no_data_retained" in elements(statement(nothing))
    assert "no_data_retained" not in elements(silent())
    assert "data_retained" in elements(statement())


@pytest.mark.parametrize("number", FIELDS)
def test_an_atrs_record_has_every_field_of_the_standard(number):
    assert f"| {number} " in atrs(statement())


@pytest.mark.parametrize("document", [annex, atrs])
def test_a_document_shows_what_is_missing(document):
    assert MISSING in document(silent())
    assert MISSING not in document(statement(changed((("statement", "recipients"), "Nobody."))))


def test_an_annex_names_every_rule_model_and_clause():
    text = annex(statement()).replace("\\", "")
    for words in (
        *(f"Rule {watch.rule} at {watch.place}" for watch in statement().facts.rules),
        *(model.sha256 for model in statement().facts.models),
        '"keep_hours":24',
        '"window_s":10',
        "1 of 1 oversight keys",
        "51 photographed people are too few",
    ):
        assert words in text


def test_an_annex_says_that_it_is_no_legal_advice():
    assert "no legal advice" in annex(statement())


def test_nobodys_words_break_out_of_a_table():
    attack = "a | b\u2028# <b>x</b> [y](z) `c` \\"
    table = annex(statement(changed((("statement", "place"), attack))))
    line = next(line for line in table.splitlines() if line.startswith("| Place |"))
    assert "\\<b\\>" in line
    assert "a \\| b" in line
    assert cell("a\nb | c") == "a b \\| c"


def test_a_statement_fits_into_one_message_of_a_broker():
    told = statement(changed((("statement", "rights"), "W" * 600)))
    assert len(msgspec.json.encode(told)) < 16_384
