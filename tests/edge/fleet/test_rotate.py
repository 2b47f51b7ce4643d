"""Keys that come and keys that go: a policy that the old keys sign, tried at a camera."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from edge.__main__ import main
from edge.errors import DocumentError
from edge.fleet.rotate import rotated
from edge.governance.policy import parse_policy
from edge.governance.signing import public_text, seal
from edge.governance.trust import Circle
from simulator.keyring import WIDEST, Keyring
from tests.edge.governed import Governed
from tests.keys import CAMERA, KEYS

NEXT = Keyring.of(b"next".ljust(32))
OVERSEERS = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3, 4)]


def public(key):
    return public_text(key.public_key())


HOLDERS = {f"o{number}": public(key) for number, key in enumerate(OVERSEERS[:3])}
TRUST = replace(KEYS.trust(CAMERA), oversight=Circle(keys=HOLDERS, at_least=2))
STOLEN = {"of": "operators", "add": {"anna": public(NEXT.operator)}, "drop": ["operator"]}


@pytest.fixture
def camera(tmp_path):
    camera = Governed(tmp_path, trust=TRUST)
    yield camera
    camera.end()


def take(camera, text, *by):
    raw = seal(text, purpose="policy", audience=[CAMERA], by=by)
    camera.uplink.deliver("policy", raw)
    camera.turn()
    return camera.authority.version


def test_a_stolen_operators_key_is_worth_nothing_once_enough_of_the_oversight_have_said_so(camera):
    text = rotated(WIDEST, trust=TRUST, **STOLEN)
    assert take(camera, text, OVERSEERS[0], NEXT.operator) == WIDEST.version
    assert take(camera, text, OVERSEERS[0], OVERSEERS[2]) == WIDEST.version + 1
    assert camera.receive(KEYS.config("version: 6", audience=[CAMERA])).state == "rejected"
    assert camera.receive(NEXT.config("version: 6", audience=[CAMERA])).desired_version == 6


def test_a_new_oversight_has_to_sign_as_well_or_nobody_could_ever_speak_again(camera):
    change = {"add": {"new": public(OVERSEERS[3])}, "drop": ["o0", "o1"]}
    text = rotated(WIDEST, trust=TRUST, of="oversight", **change)
    assert take(camera, text, OVERSEERS[0], OVERSEERS[1]) == WIDEST.version
    assert take(camera, text, *OVERSEERS) == WIDEST.version + 1
    later = parse_policy(text.encode())
    again = rotated(later, trust=TRUST, of="operators", add=STOLEN["add"], drop=["operator"])
    assert take(camera, again, OVERSEERS[0], OVERSEERS[1]) == WIDEST.version + 1
    assert take(camera, again, OVERSEERS[2], OVERSEERS[3]) == WIDEST.version + 2


def test_versions_that_a_stolen_key_has_used_up_count_anew_for_other_keys(camera):
    last = "version: 2147483647"
    assert camera.receive(KEYS.config(last, audience=[CAMERA])).desired_version == 2_147_483_647
    both = {**STOLEN, "drop": []}
    take(camera, rotated(WIDEST, trust=TRUST, **both), *OVERSEERS)
    sent = NEXT.config("version: 6", audience=[CAMERA])
    assert camera.receive(sent).state == "rejected"
    later = parse_policy(rotated(WIDEST, trust=TRUST, **both).encode())
    change = {"of": "operators", "add": {}, "drop": ["operator"]}
    take(camera, rotated(later, trust=TRUST, **change), *OVERSEERS)
    camera.receive(NEXT.config("version: 7", audience=[CAMERA]))
    assert camera.version == 7
    assert camera.receive(sent).state == "rejected"
    assert camera.version == 7


def test_all_else_of_the_policy_stays(camera):
    after = parse_policy(rotated(WIDEST, trust=TRUST, **STOLEN).encode())
    assert replace(after, version=WIDEST.version, operators=None) == WIDEST


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"add": {}, "drop": ["nobody"]}, "keys.nobody: not there"),
        ({"add": {"operator": public(NEXT.operator)}, "drop": []}, "there already"),
        ({"add": {}, "drop": ["operator"]}, "nobody would be left"),
        ({"add": {"anna": "no key"}, "drop": []}, "keys.anna"),
        ({"add": {"anna": public(OVERSEERS[0])}, "drop": []}, "an operator holds one of them"),
        ({"add": {}, "drop": [], "at_least": 2}, "there are only 1 keys"),
    ],
)
def test_a_circle_that_could_not_sign_is_refused(change, reason):
    with pytest.raises(DocumentError, match=reason):
        rotated(WIDEST, trust=TRUST, of="operators", **change)


def test_the_command_writes_the_policy_that_is_to_be_signed(tmp_path, capsys):
    policy, trust, out = (tmp_path / name for name in ("p.json", "trust.yaml", "next.json"))
    policy.write_bytes(msgspec.json.encode(WIDEST))
    trust.write_bytes(msgspec.json.encode(TRUST))
    words = ["--of", "operators", "--add", f"anna={public(NEXT.operator)}", "--drop", "operator"]
    call = ["fleet", "keys", "rotate", str(policy), "--trust", str(trust), *words, "-o", str(out)]
    assert main(call) == 0
    assert out.read_text() == rotated(WIDEST, trust=TRUST, **STOLEN)
    assert main([*call, "--add", "anna"]) == 2
    assert "HOLDER=PUBLIC_KEY" in capsys.readouterr().err
