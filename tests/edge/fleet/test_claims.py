"""A claim asks once, for one camera, for a key that this camera has made."""

import contextlib
import random
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from edge.claim import ask, topic
from edge.errors import BadInputError
from edge.fleet import claims, enrol, register
from edge.fleet.issue import Authority
from tests.brokers import certificates

NOW = datetime.now(UTC)
DAYS = 7


class Office:
    """An operator with both authorities, and the cards that were prepared there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.register = folder / "register.json"
        for name in ("ca", "claims-ca"):
            certificates.authority(folder, name)

    def authority(self, name: str) -> Authority:
        return Authority.read(self.folder / f"{name}.pem", self.folder / f"{name}.key")

    def claim(self, camera: str = "gate-3", *, card: str | None = None) -> Path:
        into = self.folder / (card or camera)
        claims.make(
            self.register,
            camera,
            authority=self.authority("claims-ca"),
            days=DAYS,
            now=NOW,
            into=into,
        )
        return into

    def judge(self, raw: bytes, *, camera: str = "gate-3", now: datetime = NOW) -> claims.Asked:
        known = register.read(self.register)
        return claims.judge(topic(camera, "request"), raw, known=known, now=now)

    def admit(self, asked: claims.Asked) -> x509.Certificate:
        pem = claims.admit(
            asked, register=self.register, authority=self.authority("ca"), days=30, now=NOW
        )
        return x509.load_pem_x509_certificate(pem)


@pytest.fixture
def office(tmp_path) -> Office:
    return Office(tmp_path)


def key_of(card: Path, name: str = "claim.key") -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key((card / name).read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def asked_by(card: Path, name: str = "gate-3") -> bytes:
    """What a card asks with its claim, for a key it makes now."""
    for old in card.glob(f"{name}.*"):
        old.unlink()
    return ask(enrol.request(card, name, None).read_bytes(), key_of(card))


def test_a_claimed_camera_gets_a_certificate_for_its_own_key(office):
    card = office.claim()
    asked = office.judge(asked_by(card))
    made = office.admit(asked)
    assert made.subject.rfc4514_string() == "CN=gate-3"
    assert made.public_key() == key_of(card, "gate-3.key").public_key()
    assert len(asked.fingerprint) == 39


def test_a_claim_is_used_once(office):
    card = office.claim()
    office.admit(office.judge(asked_by(card)))
    with pytest.raises(BadInputError, match="was used"):
        office.judge(asked_by(card))


def test_of_two_who_ask_at_once_with_one_claim_only_the_first_gets_in(office):
    card = office.claim()
    first, second = office.judge(asked_by(card)), office.judge(asked_by(card))
    office.admit(first)
    with pytest.raises(BadInputError, match="was used"):
        office.admit(second)


def test_who_was_sent_away_cannot_ask_again(office):
    card = office.claim()
    claims.deny(office.register, "gate-3")
    with pytest.raises(BadInputError, match="was used"):
        office.judge(asked_by(card))
    with pytest.raises(BadInputError, match="has no claim"):
        claims.deny(office.register, "gate-3")


def test_a_new_claim_ends_the_one_before(office):
    old, new = office.claim(), office.claim(card="again")
    with pytest.raises(BadInputError, match="not of this camera's claim"):
        office.judge(asked_by(old))
    office.judge(asked_by(new))
    assert len(claims.spent(office.register)) == 1


def test_an_expired_claim_is_refused(office):
    raw = asked_by(office.claim())
    with pytest.raises(BadInputError, match="expired"):
        office.judge(raw, now=NOW + timedelta(days=DAYS))


def test_a_request_for_another_name_than_its_topic_is_refused(office):
    raw = asked_by(office.claim(), "gate-4")
    with pytest.raises(BadInputError, match="asks for the name 'gate-4'"):
        office.judge(raw)


def test_one_camera_cannot_ask_for_another(office):
    office.claim("gate-3")
    other = office.claim("gate-4")
    with pytest.raises(BadInputError, match="not of this camera's claim"):
        office.judge(asked_by(other, "gate-3"), camera="gate-3")


def test_the_claims_own_key_gets_no_certificate(office):
    card = office.claim()
    (card / "gate-3.csr").write_bytes(request_by(key_of(card)))
    with pytest.raises(BadInputError, match="others have seen"):
        office.judge(ask((card / "gate-3.csr").read_bytes(), key_of(card)))


def request_by(key: ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gate-3")])
    draft = x509.CertificateSigningRequestBuilder().subject_name(name)
    made = draft.sign(key, certificates.hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


def test_a_key_of_another_curve_gets_none(office):
    card = office.claim()
    raw = ask(request_by(ec.generate_private_key(ec.SECP384R1())), key_of(card))
    with pytest.raises(BadInputError, match="P-256"):
        office.judge(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"v":2}',
        b"\xff" * 100,
        b'{"csr":"x","sig":"?"}',
        b'{"csr":"x","sig":"\xc3\xbc"}',
        b'{"csr":"\\ud800","sig":""}',
        b"[" * 9_000,
    ],
)
def test_what_is_no_question_is_refused(office, raw):
    office.claim()
    with pytest.raises(BadInputError, match="gate-3: "):
        office.judge(raw)


def test_a_question_that_was_changed_on_its_way_is_refused(office):
    raw = asked_by(office.claim())
    for at in range(0, len(raw), 7):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(BadInputError):
            office.judge(changed)


def test_no_request_that_its_claim_has_signed_ends_the_operators_program(office):
    chance, card = random.Random(1), office.claim()
    good = ssl.PEM_cert_to_DER_cert(as_certificate(enrol.request(card, "gate-3", None)))
    for _ in range(1_000):
        der = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            der[chance.randrange(len(der))] = chance.randrange(256)
        csr = as_request(ssl.DER_cert_to_PEM_cert(bytes(der)))
        with contextlib.suppress(BadInputError):
            assert (
                office.judge(ask(csr, key_of(card))).key == key_of(card, "gate-3.key").public_key()
            )


def as_certificate(request: Path) -> str:
    return request.read_text().replace("CERTIFICATE REQUEST", "CERTIFICATE")


def as_request(certificate: str) -> bytes:
    return certificate.replace("CERTIFICATE", "CERTIFICATE REQUEST").encode()


def test_an_invitation_ends_a_claim_and_a_certificate_by_hand_does_too(office, tmp_path):
    card = office.claim()
    raw = asked_by(card)
    code = enrol.invite(office.register, "gate-3")
    with pytest.raises(BadInputError, match="was used"):
        office.judge(raw)
    (tmp_path / "by-hand").mkdir()
    request = enrol.request(tmp_path / "by-hand", "gate-3", code)
    office.claim(card="again")
    with pytest.raises(BadInputError, match="not invited"):
        enrol.approve(
            request,
            register=office.register,
            ca=office.folder / "ca.pem",
            ca_key=office.folder / "ca.key",
            days=1,
            now=NOW,
        )


def test_all_claims_that_are_over_are_on_the_brokers_list(office):
    office.admit(office.judge(asked_by(office.claim())))
    serials = claims.spent(office.register)
    authority = office.authority("claims-ca")
    listed = x509.load_pem_x509_crl(authority.revocations(serials, now=NOW))
    assert [f"{one.serial_number:x}" for one in listed] == list(serials)
    assert listed.is_signature_valid(authority.key.public_key())
