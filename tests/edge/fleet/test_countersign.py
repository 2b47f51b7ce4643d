"""k of n: each signer gets the document from the one before, sees it, and signs it."""

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.__main__ import main
from edge.contract import Envelope
from edge.errors import BadInputError
from edge.fleet.countersign import countersign
from edge.governance.signing import Keys, open_signed, public_text, seal
from tests.edge.update.updated import bundle

FIRST, SECOND = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
BOTH = Keys.of([public_text(key.public_key()) for key in (FIRST, SECOND)], at_least=2)


def sealed(folder: Path, body: str, *, purpose="policy", expires=None) -> Path:
    path = folder / "first.json"
    path.write_bytes(seal(body, purpose=purpose, audience=["cam-1"], by=[FIRST], expires=expires))
    return path


def opened(envelope: Envelope, purpose="policy") -> bytes:
    raw = msgspec.json.encode(envelope)
    return open_signed(raw, purpose=purpose, keys=BOTH, names=["cam-1"], utc_s=0.0).body


def test_a_policy_with_its_second_signature_has_enough(tmp_path):
    path = sealed(tmp_path, "version: 2\n")
    assert opened(countersign(path, "policy", key=SECOND, utc_s=0.0)) == b"version: 2\n"


def test_an_update_too(tmp_path):
    update = bundle(b"models", kind="models", version=1, url="https://updates.example/m.zip")
    body = msgspec.json.encode(update).decode()
    path = sealed(tmp_path, body, purpose="update")
    assert opened(countersign(path, "update", key=SECOND, utc_s=0.0), "update") == body.encode()


def test_a_signature_for_another_purpose_does_not_count(tmp_path):
    path = sealed(tmp_path, "version: 2\n")
    with pytest.raises(BadInputError, match="signatures"):
        opened(countersign(path, "config", key=SECOND, utc_s=0.0))


@pytest.mark.parametrize(
    ("body", "expires", "key", "why"),
    [
        ("version: 2\n", None, FIRST, "signed it already"),
        ("version: 2\n", 10, SECOND, "it has expired"),
        ("version: 0\n", None, SECOND, "version"),
        ("version: 2\nmay: all\n", None, SECOND, "may: unknown key"),
    ],
)
def test_what_would_be_worth_nothing_is_not_signed(tmp_path, body, expires, key, why):
    path = sealed(tmp_path, body, expires=expires)
    with pytest.raises(BadInputError, match=why):
        countersign(path, "policy", key=key, utc_s=10.0)


def test_who_signs_sees_what(tmp_path, capsys):
    path = sealed(tmp_path, "version: 2\nlevel: P1\n")
    key, out = tmp_path / "key.pem", tmp_path / "both.json"
    main(["fleet", "keys", "create", str(key)])
    words = ["fleet", "countersign", "policy", str(path), "--key", str(key), "-o", str(out)]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "level: P1" in printed
    assert "for cam-1" in printed
    assert len(msgspec.json.decode(out.read_bytes(), type=Envelope).signatures) == 2
