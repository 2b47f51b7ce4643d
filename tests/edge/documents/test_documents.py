"""What editors and other tools are told of the contract: true, valid, and up to date."""

import copy
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator

from edge.__main__ import main
from edge.config import parse_config
from edge.contract import Answer, Status
from edge.documents import DOCUMENTS
from edge.documents.files import text
from edge.errors import DocumentError
from edge.governance.policy import STRICTEST
from tests.edge.samples import count, event, report, vision_health
from tests.edge.wrong_configs import GOOD, WRONG, changed

COMMITTED = Path(__file__).resolve().parents[3] / "deploy" / "contract"
# 3.0.0-without-$id.json of the npm package @asyncapi/specs 6.11.1 (Apache-2.0), unchanged.
OFFICIAL = Path(__file__).with_name("asyncapi-3.0.0.schema.json.gz")
# Reasons for which `passerby check` refuses what a JSON Schema has no words for.
BEYOND_A_SCHEMA = (
    "not an IANA time zone",
    "crosses edge",
    "has no area",
    "a corner stands twice",
    "the line has no length",
    "has this name already",
    "has such a rule already",
    "there is no ",
    "each one is above",
)


def as_sent(value: msgspec.Struct) -> dict[str, Any]:
    return json.loads(msgspec.json.encode(value))


@cache
def document(name: str) -> dict[str, Any]:
    return json.loads(text(name))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_committed_is_what_the_types_say(name):
    assert (COMMITTED / DOCUMENTS[name]).read_text() == text(name), (
        "run: passerby contract --into deploy/contract"
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_command_prints_each(name, capsys):
    assert main(["contract", name]) == 0
    assert capsys.readouterr().out == text(name)


def test_the_command_writes_all(tmp_path, capsys):
    assert main(["contract", "--into", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(DOCUMENTS.values())


def test_the_command_asks_for_one_or_a_folder(capsys):
    assert main(["contract"]) == 2
    assert "--into" in capsys.readouterr().err


def test_asyncapi_keeps_to_the_official_schema():
    official = json.loads(gzip.decompress(OFFICIAL.read_bytes()))
    assert list(Draft7Validator(official).iter_errors(document("asyncapi"))) == []


def test_the_official_schema_would_find_a_mistake():
    official = json.loads(gzip.decompress(OFFICIAL.read_bytes()))
    wrong = copy.deepcopy(document("asyncapi"))
    wrong["operations"]["status"]["action"] = "shout"
    assert not Draft7Validator(official).is_valid(wrong)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_reference_leads_somewhere(name):
    def walk(part):
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                where = document(name)
                for step in part["$ref"].removeprefix("#/").split("/"):
                    where = where[step]
            part = list(part.values())
        if isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(document(name))


STATUS = Status(online=True, session="0", boot=1, firmware="0.1.0")
ANSWER = Answer(id="019b7a00-0000-7000-8000-000000000000", name="ping", t=None, state="done")
SAMPLES = [event(), count(), report(), vision_health(), STATUS, ANSWER]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_what_a_camera_sends_is_what_asyncapi_says(sample):
    schemas = document("asyncapi")["components"]
    schema = {"$ref": f"#/components/schemas/{type(sample).__name__}", "components": schemas}
    assert list(Draft7Validator(schema).iter_errors(as_sent(sample))) == []


@pytest.mark.parametrize("name", ["config", "policy"])
def test_an_editor_is_given_a_schema_of_draft_7(name):
    Draft7Validator.check_schema(document(name))


def test_an_editor_accepts_what_a_camera_accepts():
    assert list(Draft7Validator(document("config")).iter_errors(GOOD)) == []
    policy = as_sent(msgspec.structs.replace(STRICTEST, version=1))
    assert list(Draft7Validator(document("policy")).iter_errors(policy)) == []


@pytest.mark.parametrize(("place", "value", "path"), WRONG)
def test_an_editor_refuses_what_a_camera_refuses_if_a_schema_can_say_it(place, value, path):
    raw = changed(place, value)
    with pytest.raises(DocumentError) as refused:
        parse_config(raw)
    if Draft7Validator(document("config")).is_valid(json.loads(raw)):
        # Where Python's $ lets a line break pass, ECMAScript's does not: editors see it.
        assert b"\\n" in raw or all(
            any(reason in fault.reason for reason in BEYOND_A_SCHEMA)
            for fault in refused.value.faults
        )


def test_an_editor_shows_what_a_key_means():
    explained = document("config")["definitions"]["Clips"]["properties"]["keep_hours"]
    assert explained["description"].startswith("a clip is deleted when it is that old")
