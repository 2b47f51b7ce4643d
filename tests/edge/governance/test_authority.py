"""Who may say what a camera may do: k of the oversight to loosen, anybody trusted to tighten."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from edge.governance.authority import take_local_policy
from edge.governance.policy import Policy, Purpose
from edge.governance.signing import public_text, seal
from edge.governance.trust import Circle, Trust
from simulator.keyring import WIDEST, Keyring
from tests.edge.governed import NOW_UTC_S, Governed
from tests.keys import CAMERA, KEYS, STRANGERS

LOCAL = b"""
version: 5
privacy: {level: P2}
zones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}
lines: {door: {from: [0, 0.5], to: [1, 0.5]}}
rules: [{rule: restricted_zone, zone: yard}, {rule: line_crossing, line: door}]
"""
OVERSEERS = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3)]
TIGHT = replace(WIDEST, version=2, level="P1")


def circle(keys: list[Ed25519PrivateKey], *, at_least: int = 1) -> Circle:
    named = {f"overseer-{number}": public_text(key.public_key()) for number, key in enumerate(keys)}
    return Circle(keys=named, at_least=at_least)


TWO_OF_THREE: Trust = replace(KEYS.trust(CAMERA), oversight=circle(OVERSEERS, at_least=2))


def by(
    policy: Policy, *keys: Ed25519PrivateKey, audience: str = CAMERA, expires: int | None = None
) -> bytes:
    text = msgspec.json.encode(policy).decode()
    return seal(text, purpose="policy", audience=[audience], by=keys, expires=expires)


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Governed]:
    camera = Governed(tmp_path, local=LOCAL, trust=TWO_OF_THREE)
    yield camera
    camera.end()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Governed]:
    fresh = Governed(tmp_path, local=LOCAL, trust=TWO_OF_THREE, policy=None)
    yield fresh
    fresh.end()


def test_without_a_policy_what_lies_on_the_card_is_narrowed_and_told(fresh: Governed) -> None:
    report = fresh.report()
    assert (report.state, report.version) == ("narrowed", 5)
    assert [fault.path for fault in report.faults] == [
        "privacy.level",
        "privacy.strict",
        "rules[0]",
    ]
    assert fresh.judges.config.privacy.level == "P0"
    assert [watched.place for watched in report.places] == ["door"]


def test_two_of_three_let_it_do_more_and_it_does_so_at_once(fresh: Governed) -> None:
    told = fresh.govern(by(WIDEST, *OVERSEERS[:2]))
    assert (told.state, told.version) == ("applied", 1)
    assert (fresh.report().state, fresh.judges.config.privacy.level) == ("applied", "P2")
    assert fresh.uplink.policy_version == 1


@pytest.mark.parametrize(
    "signers",
    [
        [],
        [OVERSEERS[0]],
        [OVERSEERS[0], OVERSEERS[0]],
        [OVERSEERS[0], KEYS.operator],
        [KEYS.operator],
        [OVERSEERS[0], STRANGERS.oversight],
    ],
)
def test_fewer_do_not_however_many_others_sign(
    fresh: Governed, signers: list[Ed25519PrivateKey]
) -> None:
    told = fresh.govern(by(WIDEST, *signers))
    assert (told.state, told.version) == ("rejected", None)
    assert "signatures" in {fault.path for fault in told.faults}
    assert fresh.report().state == "narrowed"


@pytest.mark.parametrize("signer", [KEYS.operator, *OVERSEERS])
def test_any_one_of_them_may_tighten_and_what_is_at_work_is_narrowed_at_once(
    camera: Governed, signer: Ed25519PrivateKey
) -> None:
    assert camera.report().state == "applied"
    told = camera.govern(by(TIGHT, signer))
    assert (told.state, told.version) == ("applied", 2)
    report = camera.report()
    assert (report.state, report.version) == ("narrowed", 5)
    assert [fault.reason for fault in report.faults] == ["policy 2, level: P1 at most"]
    assert camera.judges.config.privacy.level == "P1"


def test_a_stranger_may_not_even_tighten(camera: Governed) -> None:
    assert camera.govern(by(TIGHT, STRANGERS.oversight)).state == "rejected"


def test_what_tightens_here_and_loosens_there_is_refused_with_each_clause(camera: Governed) -> None:
    camera.govern(by(TIGHT, *OVERSEERS[:2]))
    mixed = replace(WIDEST, version=3, level="P2", clips=None)
    told = camera.govern(by(mixed, KEYS.operator))
    assert told.state == "rejected"
    assert [(fault.path, fault.reason) for fault in told.faults] == [
        ("level", "loosened: it was P1"),
        ("signatures", "to loosen takes 2 of the oversight's"),
    ]


def test_no_policy_of_before_comes_back(camera: Governed) -> None:
    camera.govern(by(TIGHT, *OVERSEERS[:2]))
    told = camera.govern(by(WIDEST, *OVERSEERS))
    assert [(fault.path, fault.reason) for fault in told.faults] == [
        ("version", "not above 2, the version at work")
    ]


def test_a_stolen_operators_key_cannot_use_up_the_versions_of_the_oversight(
    camera: Governed,
) -> None:
    told = camera.govern(by(replace(TIGHT, version=2_147_483_647), KEYS.operator))
    assert [fault.path for fault in told.faults] == ["version"]
    assert camera.govern(by(replace(TIGHT, version=40), *OVERSEERS[:2])).state == "applied"


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (by(TIGHT, *OVERSEERS, audience="cam-2"), "audience"),
        (by(TIGHT, *OVERSEERS, expires=int(NOW_UTC_S) - 1), "expires"),
        (KEYS.config(msgspec.json.encode(TIGHT).decode(), audience=[CAMERA]), "signatures[0]"),
        (seal("version: 2\ncolour: red", purpose="policy", audience=[CAMERA], by=OVERSEERS),
         "colour"),
        (seal("version: 2\nnoise: 1", purpose="policy", audience=[CAMERA], by=OVERSEERS), "noise"),
        (seal("version: 2\nmask: blur", purpose="policy", audience=[CAMERA], by=OVERSEERS), "mask"),
        (seal("version: 0", purpose="policy", audience=[CAMERA], by=OVERSEERS), "version"),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_refused_with_its_place(camera: Governed, raw: bytes, path: str) -> None:
    told = camera.govern(raw)
    assert (told.state, told.version) == ("rejected", 1)
    assert [fault.path for fault in told.faults] == [path]


def test_a_configuration_beyond_the_policy_is_refused_with_the_clause(camera: Governed) -> None:
    camera.govern(by(TIGHT, KEYS.operator))
    report = camera.push("version: 6\nprivacy: {level: P2}")
    assert report.state == "rejected"
    assert [(fault.path, fault.reason) for fault in report.faults] == [
        ("privacy.level", "policy 2, level: P1 at most")
    ]


def test_one_that_was_refused_is_judged_again_under_another_policy(camera: Governed) -> None:
    camera.govern(by(TIGHT, KEYS.operator))
    camera.push("version: 6\nprivacy: {level: P2}")
    camera.govern(by(replace(WIDEST, version=3), *OVERSEERS[:2]))
    camera.turn()
    assert (camera.report().state, camera.version) == ("trial", 6)


def test_what_a_policy_forbids_while_it_is_on_trial_is_taken_back(camera: Governed) -> None:
    camera.push("version: 6\nprivacy: {level: P3}")
    camera.govern(by(TIGHT, KEYS.operator))
    report = camera.report()
    assert (report.state, report.version, report.desired_version) == ("rolled-back", 5, 6)
    assert report.faults[0].reason == "policy 2, level: P1 at most"
    assert (camera.version, camera.judges.config.privacy.level) == (5, "P1")


def test_a_policy_outlives_a_restart(camera: Governed, tmp_path: Path) -> None:
    camera.govern(by(TIGHT, KEYS.operator))
    camera.end()
    again = Governed(tmp_path, local=LOCAL, trust=TWO_OF_THREE)
    assert (again.authority.version, again.judges.config.privacy.level) == (2, "P1")
    again.end()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"version":9,"level":"P3"}\n\0', None])
def test_a_damaged_policy_is_the_strictest_and_only_the_oversight_is_heard(
    camera: Governed, tmp_path: Path, damage: bytes | None
) -> None:
    camera.end()
    file = tmp_path / "policy.json"
    # One letter: still a policy, but not the one that was kept.
    file.write_bytes(file.read_bytes().replace(b"P3", b"P2") if damage is None else damage)
    hurt = Governed(tmp_path, local=LOCAL, trust=TWO_OF_THREE)
    assert (hurt.authority.version, hurt.judges.config.privacy.level) == (None, "P0")
    assert hurt.authority.report.state == "rejected"
    assert [fault.path for fault in hurt.push("version: 6").faults] == ["signatures"]
    none = replace(WIDEST, level="P0", strict=True, clips=None, window_s=900, purposes={})
    assert hurt.govern(by(none, OVERSEERS[0])).state == "rejected"
    assert hurt.govern(by(WIDEST, *OVERSEERS[1:])).state == "applied"
    hurt.turn()
    assert (hurt.report().state, hurt.version) == ("trial", 6)
    hurt.end()


def test_a_policy_ends_when_its_time_is_over(tmp_path: Path) -> None:
    for_an_hour = msgspec.convert(
        {**msgspec.to_builtins(WIDEST), "until": "2027-01-15T09:00:00Z"}, Policy, strict=False
    )
    camera = Governed(tmp_path, local=LOCAL, policy=for_an_hour)
    assert camera.judges.config.privacy.level == "P2"
    camera.live(10.0, utc_s=NOW_UTC_S + 3_600)
    assert (camera.report().state, camera.judges.config.privacy.level) == ("narrowed", "P0")
    camera.end()


def test_a_policy_may_name_other_operators_and_the_old_ones_are_forgotten(
    camera: Governed,
) -> None:
    successor = Keyring.of(b"successor")
    operators = Circle(keys={"anna": public_text(successor.operator.public_key())})
    handed_over = replace(WIDEST, version=2, operators=operators)
    assert [fault.path for fault in camera.govern(by(handed_over, KEYS.operator)).faults] == [
        "operators",
        "signatures",
    ]
    assert camera.govern(by(handed_over, *OVERSEERS[:2])).state == "applied"
    assert camera.push("version: 6").state == "rejected"
    assert camera.receive(successor.config("version: 6", audience=[CAMERA])).state == "trial"


def test_a_new_oversight_has_to_sign_too_or_nobody_could_speak_any_more(camera: Governed) -> None:
    heirs = circle([STRANGERS.oversight])
    policy = replace(WIDEST, version=2, oversight=heirs)
    assert camera.govern(by(policy, *OVERSEERS)).state == "rejected"
    assert camera.govern(by(policy, *OVERSEERS[:2], STRANGERS.oversight)).state == "applied"
    wider = replace(WIDEST, version=3, oversight=heirs)
    assert camera.govern(by(wider, *OVERSEERS)).state == "rejected"
    assert camera.govern(by(wider, STRANGERS.oversight)).state == "applied"


def test_a_policy_that_cannot_be_kept_does_not_hold(camera: Governed, tmp_path: Path) -> None:
    (tmp_path / "policy.new").mkdir()
    told = camera.govern(by(TIGHT, KEYS.operator))
    assert [fault.path for fault in told.faults] == ["camera"]
    assert (camera.authority.version, camera.judges.config.privacy.level) == (1, "P2")


def test_one_that_lies_on_the_card_holds_though_the_card_is_full(
    fresh: Governed, tmp_path: Path
) -> None:
    (tmp_path / "policy.new").mkdir()
    file = tmp_path / "policy.signed.json"
    file.write_bytes(by(WIDEST, *OVERSEERS[:2]))
    take_local_policy(file, fresh.authority, NOW_UTC_S)
    assert fresh.authority.version == 1


def test_one_of_yesterday_that_lies_on_the_card_does_not_replace_a_newer_one(
    camera: Governed, tmp_path: Path
) -> None:
    camera.govern(by(TIGHT, KEYS.operator))
    file = tmp_path / "policy.signed.json"
    file.write_bytes(by(WIDEST, *OVERSEERS))
    take_local_policy(file, camera.authority, NOW_UTC_S)
    assert camera.authority.version == 2


def test_every_purpose_of_a_policy_counts(fresh: Governed) -> None:
    policy = replace(
        WIDEST,
        purposes={
            "safety": Purpose(rules=("restricted_zone",)),
            "counting": Purpose(rules=("line_crossing",)),
        },
    )
    fresh.govern(by(policy, *OVERSEERS[:2]))
    config = LOCAL.decode().replace("version: 5", "version: 6")
    assert {fault.path for fault in fresh.push(config).faults} == {"rules[0]", "rules[1]"}
    assert fresh.push(config + "purposes: {safety: [yard], counting: [door]}").state == "trial"
