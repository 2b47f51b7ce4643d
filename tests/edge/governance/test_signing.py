import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.contract import Envelope
from edge.errors import DocumentError
from edge.governance.signing import (
    Keys,
    Purpose,
    countersigned,
    key_id,
    open_signed,
    public_text,
    read_public,
    seal,
)

ANNA, BOB, EVE = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
TEXT = "# a comment\nversion: 7 # ü\n"
NOW_UTC_S = 1_800_000_000


def keys(*known: Ed25519PrivateKey, at_least: int = 1) -> Keys:
    return Keys.of([public_text(key.public_key()) for key in known], at_least=at_least)


def sealed(*by: Ed25519PrivateKey, expires: int | None = None) -> bytes:
    return seal(TEXT, purpose="config", audience=["cam-1", "fleet:north"], by=by, expires=expires)


def opened(
    raw: bytes, known: Keys, *, purpose: Purpose = "config", name: str = "cam-1"
) -> tuple[bytes, frozenset[str]]:
    signed = open_signed(raw, purpose=purpose, keys=known, names=[name], utc_s=NOW_UTC_S)
    return signed.body, signed.signers


def refused(raw: bytes, known: Keys, **how: str) -> str:
    with pytest.raises(DocumentError) as refusal:
        opened(raw, known, **how)  # type: ignore[arg-type]
    return refusal.value.faults[0].path


def test_what_was_signed_comes_back_to_the_letter_and_says_who_signed() -> None:
    assert opened(sealed(ANNA), keys(ANNA, BOB)) == (
        TEXT.encode(),
        frozenset({key_id(ANNA.public_key())}),
    )


@pytest.mark.parametrize("name", ["cam-1", "fleet:north"])
def test_every_name_of_the_audience_may_open_it(name: str) -> None:
    assert opened(sealed(ANNA), keys(ANNA), name=name)[0] == TEXT.encode()


@pytest.mark.parametrize("name", ["cam-2", "north", "fleet:cam-1", ""])
def test_nobody_else_may(name: str) -> None:
    assert refused(sealed(ANNA), keys(ANNA), name=name) == "audience"


@pytest.mark.parametrize("purpose", ["policy", "command", "update"])
def test_a_signature_for_one_purpose_is_none_for_another(purpose: str) -> None:
    assert refused(sealed(ANNA), keys(ANNA), purpose=purpose) == "signatures[0]"


def test_as_many_have_to_sign_as_are_asked_for_and_each_counts_once() -> None:
    two = keys(ANNA, BOB, at_least=2)
    assert len(opened(sealed(ANNA, BOB), two)[1]) == 2
    assert refused(sealed(ANNA), two) == "signatures"
    assert refused(sealed(ANNA, ANNA), two) == "signatures"
    assert refused(sealed(ANNA, EVE), two) == "signatures"
    assert refused(sealed(), two) == "signatures"
    assert refused(sealed(ANNA), Keys()) == "signatures"


def test_signatures_of_strangers_do_not_count_and_do_not_hurt() -> None:
    assert opened(sealed(EVE, ANNA), keys(ANNA))[1] == {key_id(ANNA.public_key())}


def test_whatever_is_changed_is_signed_no_more() -> None:
    envelope = msgspec.json.decode(sealed(ANNA), type=Envelope)
    for changed in (
        {"body": TEXT + " "},
        {"audience": ("cam-1",)},
        {"audience": ("fleet:north", "cam-1")},
        {"not_before": 0},
        {"expires": NOW_UTC_S + 1},
    ):
        raw = msgspec.json.encode(msgspec.structs.replace(envelope, **changed))
        assert refused(raw, keys(ANNA)) == "signatures[0]"


def test_every_bit_of_an_envelope_counts() -> None:
    raw = sealed(ANNA)
    for place in range(len(raw)):
        flipped = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert refused(flipped, keys(ANNA)) in {"envelope", "signatures", "signatures[0]"}


def test_a_second_hand_signs_what_the_first_has_signed() -> None:
    envelope = msgspec.json.decode(sealed(ANNA), type=Envelope)
    both = countersigned(envelope, purpose="config", key=BOB)
    assert len(opened(msgspec.json.encode(both), keys(ANNA, BOB, at_least=2))[1]) == 2


def test_what_is_over_is_refused_and_while_nobody_knows_the_time_it_is_not() -> None:
    raw = sealed(ANNA, expires=NOW_UTC_S)
    assert refused(raw, keys(ANNA)) == "expires"
    known = keys(ANNA)
    open_signed(raw, purpose="config", keys=known, names=["cam-1"], utc_s=None)
    open_signed(raw, purpose="config", keys=known, names=["cam-1"], utc_s=NOW_UTC_S - 1.0)


@pytest.mark.parametrize("expires", [0, 10**18, 10**400])
def test_times_beyond_any_calendar_end_nothing(expires: int) -> None:
    raw = sealed(ANNA).replace(b'"expires":null', b'"expires":%d' % expires)
    assert refused(raw, keys(ANNA)) in {"envelope", "signatures[0]"}


@pytest.mark.parametrize(
    "text", ["", "AAAA", "?" * 44, "A" * 43, public_text(ANNA.public_key()) * 2]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="not an Ed25519 public key"):
        read_public(text)
