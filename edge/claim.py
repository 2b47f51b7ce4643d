"""How a camera without a certificate asks for one: topics, request and answer.

A claim is a certificate of an authority of its own, for one camera and one question. Its key signs
the question, so that the operator need not believe the broker who asks.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import (
    CertificatePublicKeyTypes,
    PublicKeyTypes,
)
from cryptography.x509.oid import AttributeOID, NameOID
from msgspec import Meta, Struct

from edge.errors import refuse

ROOT: Final = "passerby/enrol"
ASKED: Final = f"{ROOT}/+/request"
# No camera's id has a colon: at the broker, where names are client ids, a claim can neither be nor
# throw out a camera.
_PREFIX: Final = "claim:"
# A request for a P-256 key takes 500 bytes, a certificate 900.
_MAX_PEM: Final = 4_096
# 128 bits: nobody finds another key with the same ones.
_FINGERPRINT_DIGITS: Final = 32
_PURPOSE: Final = b"passerby/v1/enrol\0"
# All that cryptography says of a request that is none.
_UNREADABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    InvalidSignature,
    x509.InvalidVersion,
)


class Request(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Retained at .../request. csr: PEM. sig: the claim's ECDSA over it, base64."""

    v: Literal[1] = 1
    csr: Annotated[str, Meta(max_length=_MAX_PEM)]
    sig: Annotated[str, Meta(max_length=128)]


class Reply(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Retained at .../answer. fingerprint: of the key that it is about.

    certificate: PEM for that key; None: denied, and the claim is over.
    """

    v: Literal[1] = 1
    fingerprint: Annotated[str, Meta(max_length=64)]
    certificate: Annotated[str, Meta(max_length=_MAX_PEM)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """name: the one common name, empty for none or several. key: the asking camera's own.

    code: of an invitation (the challenge password), None for none.
    """

    name: str
    key: CertificatePublicKeyTypes
    code: str | None


def claim_name(camera: str) -> str:
    """The common name of a camera's claim."""
    return f"{_PREFIX}{camera}"


def topic(camera: str, what: Literal["request", "answer"]) -> str:
    return f"{ROOT}/{claim_name(camera)}/{what}"


def camera_of(topic: str) -> str | None:
    """Whose request came there; None for any other topic."""
    name, _, what = topic.removeprefix(f"{ROOT}/").rpartition("/")
    is_request = topic.startswith(f"{ROOT}/") and what == "request" and name.startswith(_PREFIX)
    return name.removeprefix(_PREFIX) if is_request else None


def ask(csr: bytes, claim_key: ec.EllipticCurvePrivateKey) -> bytes:
    """The question, signed. csr: PEM."""
    sig = claim_key.sign(_PURPOSE + csr, ec.ECDSA(hashes.SHA256()))
    return msgspec.json.encode(Request(csr=csr.decode(), sig=base64.b64encode(sig).decode()))


def read_asked(raw: bytes, *, by: ec.EllipticCurvePublicKey) -> Wanted:
    """What was asked for with the claim of this key. Raises DocumentError with what is wrong."""
    try:
        request = msgspec.json.decode(raw, type=Request)
        csr = request.csr.encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise refuse("request", str(error)) from error
    try:
        signature = base64.b64decode(request.sig, validate=True)
        by.verify(signature, _PURPOSE + csr, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise refuse("sig", "not of this camera's claim") from error
    return read_csr(csr)


def read_csr(pem: bytes) -> Wanted:
    """Who asks for which key, and that he has it. Raises DocumentError."""
    # cryptography reads each part when it is asked for, and refuses it then.
    try:
        csr = x509.load_pem_x509_csr(pem)
        names = csr.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        wanted = Wanted(
            name=str(names[0].value) if len(names) == 1 else "",
            key=csr.public_key(),
            code=_code(csr),
        )
        is_signed = csr.is_signature_valid
    except _UNREADABLE as error:
        raise refuse("csr", "not a certificate request") from error
    if not is_signed:
        raise refuse("csr", "not signed by the key that it names")
    return wanted


def _code(csr: x509.CertificateSigningRequest) -> str | None:
    try:
        found = csr.attributes.get_attribute_for_oid(AttributeOID.CHALLENGE_PASSWORD)
    except x509.AttributeNotFound:
        return None
    return found.value.decode(errors="replace")


def fingerprint(key: PublicKeyTypes) -> str:
    """What two people compare: SHA-256 of the SubjectPublicKeyInfo, 128 bits of it, in fours."""
    digits = hashlib.sha256(public_bytes(key)).hexdigest()[:_FINGERPRINT_DIGITS]
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def public_bytes(key: PublicKeyTypes) -> bytes:
    """SubjectPublicKeyInfo, DER."""
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
