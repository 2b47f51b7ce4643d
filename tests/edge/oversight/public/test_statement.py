"""The facts of a statement and their hash: what changes it, and what does not."""

from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import fields, replace

from edge.config import Clips, Config, Counts, Privacy, RuleConfig
from edge.errors import DocumentError
from edge.governance.ceiling import narrowed
from edge.governance.policy import STRICTEST, ClipLimits, Policy, Purpose
from edge.governance.trust import Circle
from edge.oversight.public.facts import NOTHING_TO_A_PASSER_BY
from edge.oversight.public.statement import digest, missing, read_statement
from simulator.keyring import WIDEST
from tests.edge import governing
from tests.edge.oversight.public.told import (
    ABOUT,
    DOCUMENT,
    MODELS,
    SEALING,
    changed,
    facts,
    silent,
    statement,
)
from tests.keys import KEYS, STRANGERS

TRIANGLE = [[0.2, 0.2], [0.8, 0.2], [0.5, 0.8]]
NOISE = {"epsilon_milli": 1000, "total_milli": 24_000, "days": 7}
# For each field that a passer-by may care about, one change of it.
TELLING: dict[str, tuple[tuple[Any, ...], Any]] = {
    "config.timezone": (("timezone",), "Europe/Paris"),
    "config.zones": (("zones", "yard", "polygon"), TRIANGLE),
    "config.lines": (("lines", "gate", "to"), [0.8, 0.6]),
    "config.purposes": (("purposes",), {"safety": ["yard"]}),
    "config.privacy": (("privacy", "areas"), {}),
    "config.counts": (("counts",), {"window_s": 3600}),
    "config.clips": (("clips",), ...),
    "config.sealed": (("sealed",), {"keep_hours": 1}),
    "config.rules": (("rules", 7), ...),
    "config.statement": (("statement",), ...),
    "privacy.level": (("privacy", "level"), "P2"),
    "privacy.strict": (("privacy", "strict"), True),
    "privacy.areas": (("privacy", "areas", "window", "polygon", 0), [0.5, 0.0]),
    "counts.window_s": (("counts",), {"window_s": 600}),
    "clips.before_s": (("clips", "before_s"), 9),
    "clips.after_s": (("clips", "after_s"), 9),
    "clips.keep_hours": (("clips", "keep_hours"), 48),
    "rules.zone": (("rules", 0, "zone"), "spare"),
    "rules.line": (("lines", "gate", "from"), [0.3, 0.5]),
    "rules.along": (("lines", "gate", "to"), [0.8, 0.1]),
    "rules.labels": (("rules", 2, "labels"), ["person"]),
    "rules.schedule": (("rules", 0, "schedule"), ...),
    "rules.min_dwell_s": (("rules", 0, "min_dwell_s"), 5),
    "rules.after_s": (("rules", 1, "after_s"), 90),
    "rules.after_s_of": (("rules", 1, "after_s_of"), {"person": 90}),
    "rules.grace_s": (("rules", 1, "grace_s"), 9),
    "rules.limits": (("rules", 3, "limits"), [5]),
    "rules.apart_m": (("rules", 5, "apart_m"), 9),
    "rules.kinds": (("rules", 7, "kinds"), ["covered"]),
    "rules.once_in_days": (("rules", 8, "once_in_days"), 60),
}
# Changes of what is listed as nothing to a passer-by, and of how the same is written.
SILENT: dict[str, tuple[tuple[tuple[Any, ...], Any], ...]] = {
    "config.version": ((("version",), 8),),
    "rules.severity": ((("rules", 0, "severity"), "info"),),
    "rules.cooldown_s": ((("rules", 0, "cooldown_s"), 600),),
    "clips.quota_mb": ((("clips", "quota_mb"), 200),),
    "a zone that no rule watches": ((("zones", "spare", "polygon"), TRIANGLE),),
    "the name of a private area": (
        (("privacy", "areas", "shed"), DOCUMENT["privacy"]["areas"]["window"]),
        (("privacy", "areas", "window"), ...),
    ),
    "the order of labels": ((("rules", 2, "labels"), ["bicycle", "person"]),),
    "the order of rules": ((("rules",), [*reversed(DOCUMENT["rules"])]),),
    "the order of days": (
        (("rules", 0, "schedule", 0, "days"), ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ),
    "a purpose that is named though it goes without saying": (
        (("purposes",), {"general": ["yard"]}),
    ),
}
# As TELLING, for a policy.
CEILINGS: dict[str, Any] = {
    "policy.until": datetime(2030, 1, 1, tzinfo=UTC),
    "policy.level": "P2",
    "policy.strict": True,
    "policy.areas": changed().privacy.areas,
    "policy.window_s": 60,
    "policy.clips": ClipLimits(keep_hours=24),
    "policy.sealed": SEALING.sealed,
    "policy.window_from_afar": False,
    "policy.purposes": {"general": Purpose(rules=("line_crossing",))},
    "policy.operators": Circle(keys=STRANGERS.trust("cam-1").operators.keys | {}),
}


def hash_of(*places: tuple[tuple[Any, ...], Any]) -> str:
    return digest(facts(changed(*places), policy=SEALING))


@pytest.mark.parametrize("field", TELLING)
def test_what_a_passer_by_may_care_about_changes_the_hash(field):
    assert hash_of(TELLING[field]) != hash_of()


@pytest.mark.parametrize("what", SILENT)
def test_what_is_nothing_to_him_leaves_the_hash_as_it_is(what):
    assert hash_of(*SILENT[what]) == hash_of()


def test_noise_in_the_counts_changes_the_hash():
    counting = {
        "version": 1,
        "counts": {"window_s": 3600},
        "privacy": {"level": "P0"},
        "zones": DOCUMENT["zones"],
        "rules": [{"rule": "occupancy", "zone": "yard"}],
    }
    plain = digest(facts(changed(document=counting)))
    assert digest(facts(changed((("counts", "noise"), NOISE), document=counting))) != plain


def test_every_field_of_a_configuration_is_told_or_said_to_be_nothing_to_a_passer_by():
    """A new field is told by itself; this asks whoever adds it for a change of it above."""
    sections = {"config": Config, "privacy": Privacy, "counts": Counts, "clips": Clips}
    names = {f"{name}.{field.name}" for name, type_ in sections.items() for field in fields(type_)}
    names |= {f"rules.{field.name}" for rule in get_args(RuleConfig) for field in fields(rule)}
    # There is one mask, and no second value of it.
    names -= {"privacy.mask", "counts.noise"}
    assert names <= TELLING.keys() | NOTHING_TO_A_PASSER_BY.keys()


@pytest.mark.parametrize("field", [name for name in CEILINGS if name != "policy.operators"])
def test_what_the_camera_may_ever_do_changes_the_hash(field):
    policy = replace(WIDEST, **{field.partition(".")[2]: CEILINGS[field]})
    within = changed((("privacy", "strict"), True))
    assert digest(facts(within, policy=policy)) != digest(facts(within))


def test_every_field_of_a_policy_is_told_or_said_to_be_nothing_to_a_passer_by():
    names = {f"policy.{field.name}" for field in fields(Policy)}
    names -= {"policy.mask", "policy.noise"}
    assert names <= CEILINGS.keys() | NOTHING_TO_A_PASSER_BY.keys()


def test_the_keys_of_those_who_may_open_originals_are_told_as_digests_and_not_their_names():
    raw = msgspec.json.encode(statement(policy=SEALING))
    assert SEALING.sealed is not None
    for name, key in SEALING.sealed.holders.items():
        assert name.encode() not in raw
        assert key.encode() not in raw
        assert digest(key).encode() in raw


def test_more_oversight_changes_the_hash_and_another_holder_does_not():
    names = {**KEYS.trust("cam-1").oversight.keys}
    strangers = {**STRANGERS.trust("cam-1").oversight.keys}
    other = replace(SEALING, oversight=Circle(keys={"other": strangers["oversight"]}))
    more = replace(SEALING, oversight=Circle(keys={**names, "other": strangers["oversight"]}))
    assert digest(facts(changed(), policy=other)) == hash_of()
    assert digest(facts(changed(), policy=more)) != hash_of()


@pytest.mark.parametrize(
    "field",
    [
        {"source": "network"},
        {"preview": True},
        {"firmware": "1.2.4"},
        {"camera": "cam-2"},
        {"models": MODELS[:1]},
    ],
    ids=str,
)
def test_another_source_firmware_or_model_changes_the_hash(field):
    values = {name: getattr(ABOUT, name) for name in ABOUT.__slots__}
    about = type(ABOUT)(**{**values, **field})
    assert digest(facts(changed(), about=about, policy=SEALING)) != hash_of()


def test_a_camera_without_a_configuration_says_so():
    told = facts(None)
    assert not told.at_work
    assert told.rules == ()


def test_a_statement_tells_what_is_left_of_a_configuration_and_not_what_was_asked_for():
    config = changed()
    told = facts(config, policy=STRICTEST)
    assert told.privacy["level"] == "P0"
    assert told.clips is None
    assert {watch.rule for watch in told.rules} == {"line_crossing", "occupancy", "tampering"}
    assert not told.ceiling.by_policy


@given(config=governing.configs, policy=governing.policies)
def test_a_statement_tells_every_rule_at_work_and_no_other(config, policy):
    at_work = narrowed(config, policy)
    told = facts(config, policy=policy)
    rules = sorted(rule.__struct_config__.tag for rule in at_work.rules)
    assert sorted(watch.rule for watch in told.rules) == rules
    assert told.privacy["level"] == at_work.privacy.level
    assert (told.clips is None) == (at_work.clips is None)
    assert len(told.private) == len(at_work.privacy.areas)


@given(config=governing.configs, policy=governing.policies)
def test_anybody_can_repeat_the_hash_from_the_json_alone(config, policy):
    made = statement(config, policy=policy)
    raw = msgspec.json.encode(made)
    assert digest(msgspec.json.decode(raw)["facts"]) == made.hash
    assert read_statement(raw) == made


def test_a_statement_with_other_facts_than_its_hash_is_refused():
    raw = msgspec.json.encode(statement()).replace(b'"keep_hours":24', b'"keep_hours":12')
    with pytest.raises(DocumentError, match="hash"):
        read_statement(raw)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_statement_is_refused(raw):
    with pytest.raises(DocumentError):
        read_statement(raw)


def test_no_zone_is_told_so_that_nobody_learns_where_he_is_not_seen():
    told = msgspec.json.encode(statement())
    assert b"polygon" not in told
    assert b'"from":[' not in told


def test_what_the_operator_does_not_say_is_named():
    assert missing(facts(changed())) == ()
    assert set(missing(silent().facts)) == {
        "statement.place",
        "statement.controller",
        "statement.legal_basis",
        "statement.broker_days",
        "statement.rights",
        "statement.url",
        "statement.purposes.general",
    }


def test_a_purpose_that_nobody_explains_is_missing():
    policy = replace(WIDEST, purposes={"safety": Purpose(rules=("loitering",))})
    told = facts(changed((("purposes",), {"safety": ["yard"]})), policy=policy)
    assert missing(told) == ("statement.purposes.safety",)
