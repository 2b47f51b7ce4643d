from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from edge.config import parse_config
from edge.errors import DocumentError
from edge.governance.ceiling import beyond, narrowed
from edge.governance.policy import STRICTEST, Policy, Purpose, lapsed, parse_policy
from edge.governance.tightening import loosened
from simulator.keyring import WIDEST
from tests.edge.governing import changes, configs, policies

ASKS_FOR_ALL = b"""
version: 7
privacy: {level: P2, areas: {window: {polygon: [[0, 0], [0.1, 0], [0.1, 0.1]]}}}
counts: {window_s: 60}
clips: {keep_hours: 72}
zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}
lines: {door: {from: [0, 0.5], to: [1, 0.5]}}
purposes: {safety: [yard]}
rules:
  - {rule: restricted_zone, zone: yard, labels: [person, vehicle]}
  - {rule: loitering, zone: yard, after_s: 60}
  - {rule: line_crossing, line: door}
  - {rule: tampering}
"""


def test_under_the_widest_policy_everything_is_permitted() -> None:
    config = replace(parse_config(ASKS_FOR_ALL), purposes={})
    assert beyond(config, WIDEST) == ()
    assert narrowed(config, WIDEST) is config


def test_without_a_policy_a_camera_counts_and_does_nothing_else() -> None:
    config = parse_config(ASKS_FOR_ALL)
    assert [(fault.path, fault.reason) for fault in beyond(config, STRICTEST)] == [
        ("privacy.level", "no policy, level: P0 at most"),
        ("privacy.strict", "no policy, strict: whole people are hidden"),
        ("counts.window_s", "no policy, window_s: 900 at least"),
        ("clips", "no policy, clips: none"),
        ("rules[0]", "no policy, purposes: no restricted_zone for safety"),
        ("rules[1]", "no policy, purposes: no loitering for safety"),
    ]
    left = narrowed(config, STRICTEST)
    assert (left.privacy.level, left.privacy.strict, left.clips) == ("P0", True, None)
    assert [rule.__struct_config__.tag for rule in left.rules] == ["line_crossing", "tampering"]
    assert left.privacy.areas == config.privacy.areas


@pytest.mark.parametrize(
    ("changed", "path", "clause"),
    [
        ({"level": "P1"}, "privacy.level", "policy 1, level: P1 at most"),
        ({"strict": True}, "privacy.strict", "policy 1, strict: whole people are hidden"),
        ({"window_s": 900}, "counts.window_s", "policy 1, window_s: 900 at least"),
        ({"clips": None}, "clips", "policy 1, clips: none"),
        (
            {"areas": {"school": parse_config(ASKS_FOR_ALL).zones["yard"]}},
            "privacy.areas",
            "policy 1, areas.school: has to be among them",
        ),
        (
            {"purposes": {"safety": WIDEST.purposes["general"]}},
            "rules[2]",
            "policy 1, purposes: no line_crossing for general",
        ),
        (
            {
                "purposes": {
                    "general": WIDEST.purposes["general"],
                    "safety": Purpose(rules=("restricted_zone", "loitering"), labels=("person",)),
                }
            },
            "rules[0].labels",
            "policy 1, purposes: person only",
        ),
    ],
)
def test_what_is_beyond_a_policy_is_named_with_the_clause_that_forbids_it(
    changed: dict[str, Any], path: str, clause: str
) -> None:
    all_purposes = dict.fromkeys(("general", "safety"), WIDEST.purposes["general"])
    policy = replace(WIDEST, **({"purposes": all_purposes} | changed))
    (fault,) = beyond(parse_config(ASKS_FOR_ALL), policy)
    assert (fault.path, fault.reason) == (path, clause)


def test_a_clip_may_be_kept_no_longer_than_the_policy_says() -> None:
    policy = parse_policy(b"{version: 2, clips: {keep_hours: 24}}")
    config = parse_config(
        b"version: 7\nclips: {keep_hours: 72}\nprivacy: {level: P0, strict: true}"
    )
    assert [fault.path for fault in beyond(config, policy)] == ["clips.keep_hours"]
    left = narrowed(config, policy).clips
    assert left is not None
    assert left.keep_hours == 24


WITH_NOISE = b"{version: 2, noise: {epsilon_milli: 1000, total_milli: 24000, days: 7}}"


def test_under_a_policy_with_noise_counts_are_told_with_as_much_at_least() -> None:
    policy = parse_policy(WITH_NOISE)
    config = parse_config(b"{version: 7, privacy: {level: P0, strict: true}}")
    (fault,) = beyond(config, policy)
    assert fault.path == "counts.noise"
    assert fault.reason == (
        "policy 2, noise: epsilon_milli 1000, total_milli 24000 at most, days 7 at least"
    )
    left = narrowed(config, policy)
    assert (left.counts.noise, left.counts.window_s) == (policy.noise, 3_600)
    assert beyond(left, policy) == ()


def test_a_configuration_may_ask_for_more_noise_than_the_policy_but_not_for_less() -> None:
    more = parse_config(
        b"version: 7\nprivacy: {level: P0, strict: true}\n"
        b"counts: {window_s: 7200, noise: {epsilon_milli: 500, total_milli: 9000, days: 9}}"
    )
    assert beyond(more, parse_policy(WITH_NOISE)) == ()
    less = parse_policy(WITH_NOISE.replace(b"1000", b"100"))
    assert [fault.path for fault in beyond(more, less)] == ["counts.noise"]
    noise = narrowed(more, less).counts.noise
    assert noise is not None
    assert (noise.epsilon_milli, noise.total_milli, noise.days) == (100, 9_000, 9)


def test_noise_outlasts_a_policy_whose_time_is_over() -> None:
    policy = parse_policy(WITH_NOISE)
    assert lapsed(policy).noise == policy.noise


def test_to_take_the_noise_away_or_make_it_less_loosens_a_policy() -> None:
    old = parse_policy(WITH_NOISE)
    for text in (
        b"{version: 3}",
        WITH_NOISE.replace(b": 1000", b": 1001"),
        WITH_NOISE.replace(b"24000", b"24001"),
        WITH_NOISE.replace(b"days: 7", b"days: 6"),
    ):
        assert [fault.path for fault in loosened(parse_policy(text), old)] == ["noise"]
    assert loosened(parse_policy(WITH_NOISE.replace(b"24000", b"2400")), old) == ()


def test_a_policy_with_noise_permits_no_events() -> None:
    with pytest.raises(DocumentError, match="noise: is for level P0"):
        parse_policy(WITH_NOISE.replace(b"version: 2", b"version: 2, level: P1"))


def test_an_area_of_the_policy_is_hidden_beside_one_of_the_same_name() -> None:
    other = parse_config(ASKS_FOR_ALL).zones["yard"]
    left = narrowed(parse_config(ASKS_FOR_ALL), replace(WIDEST, areas={"window": other}))
    assert len(left.privacy.areas) == 2
    assert other in left.privacy.areas.values()


@settings(max_examples=50, deadline=None)
@given(config=configs, policy=policies)
def test_what_is_narrowed_is_within_and_what_is_within_is_not_narrowed(
    config: Any, policy: Policy
) -> None:
    left = narrowed(config, policy)
    assert beyond(left, policy) == ()
    assert (left is config) == (beyond(config, policy) == ())


@settings(max_examples=50, deadline=None)
@given(config=configs, policy=policies)
def test_narrowing_never_asks_for_more(config: Any, policy: Policy) -> None:
    left = narrowed(config, policy)
    assert left.privacy.level <= config.privacy.level
    assert left.privacy.strict >= config.privacy.strict
    assert left.counts.window_s >= config.counts.window_s
    assert set(config.privacy.areas.values()) <= set(left.privacy.areas.values())
    assert len(left.rules) <= len(config.rules)


@settings(max_examples=50, deadline=None)
@given(config=configs, pair=changes)
def test_a_policy_that_loosens_nothing_permits_nothing_that_the_old_one_did_not(
    config: Any, pair: tuple[Policy, Policy]
) -> None:
    new, old = pair
    if not loosened(new, old) and not beyond(config, new):
        assert beyond(config, old) == ()


@settings(max_examples=50, deadline=None)
@given(policy=policies)
def test_a_policy_whose_time_is_over_permits_no_more_than_before_and_than_the_strictest(
    policy: Policy,
) -> None:
    after = lapsed(policy)
    assert loosened(after, replace(policy, until=None)) == ()
    assert loosened(after, STRICTEST) == ()
    assert loosened(policy, policy) == ()


@settings(max_examples=50, deadline=None)
@given(pair=changes)
def test_who_loosens_nothing_loosens_nothing_once_the_time_is_over_either(
    pair: tuple[Policy, Policy],
) -> None:
    new, old = pair
    if not loosened(new, old):
        assert loosened(lapsed(new), lapsed(old)) == ()
        if old.until is not None and (new.until is None or new.until > old.until):
            assert loosened(replace(new, until=None), lapsed(old)) == ()
