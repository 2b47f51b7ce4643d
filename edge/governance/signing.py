"""Who said it, to whom and for when: Ed25519 over an envelope, checked before its body is read."""

import base64
import hashlib
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from edge.contract import MAX_ENVELOPE_BYTES, Envelope, KeyId, Signature
from edge.errors import DocumentError, Fault, refuse

# What a signature is for: one that was made for another purpose is no signature here.
Purpose = Literal["config", "policy", "command", "update", "statement"]

_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
# What datetime can name.
_LAST_UTC_S: Final = 253_402_300_799


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Public keys by their ids, and how many of them have to sign. Empty: nobody is believed."""

    known: Mapping[KeyId, Ed25519PublicKey] = field(default_factory=dict)
    at_least: int = 1

    @classmethod
    def of(cls, texts: Iterable[str], *, at_least: int = 1) -> Self:
        """Read keys as `public_text` writes them. Raises DocumentError for one that is none."""
        keys = [read_public(text) for text in texts]
        return cls(known={key_id(key): key for key in keys}, at_least=at_least)

    def __or__(self, other: "Keys") -> "Keys":
        """Any one of both."""
        return Keys(known={**self.known, **other.known})

    def enough(self, signers: frozenset[KeyId]) -> bool:
        """Whether as many of these have signed as have to."""
        return len(signers & self.known.keys()) >= max(1, self.at_least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A body that is what its signers signed, for whom it was meant; still unread."""

    body: bytes
    signers: frozenset[KeyId]


def open_signed(
    raw: bytes, *, purpose: Purpose, keys: Keys, names: Iterable[str], utc_s: float | None
) -> Signed:
    """Return what an envelope holds, once it is known to be meant and to be meant for us.

    Signatures of keys that are not known count for nothing, and so does a second one of the same
    key. names: what this camera answers to. utc_s: None while the clock is not set; then not_before
    and expires are not asked, as a camera that woke up in the past could not be reached at all.
    Raises DocumentError naming the place: envelope, signatures, audience, not_before or expires.
    """
    envelope = _decode(raw)
    signers = _signers(envelope, purpose, keys)
    _check_meant(envelope, frozenset(names), utc_s)
    return Signed(body=envelope.body.encode(), signers=signers)


def seal(
    body: str,
    *,
    purpose: Purpose,
    audience: Iterable[str],
    by: Iterable[Ed25519PrivateKey],
    not_before: int | None = None,
    expires: int | None = None,
) -> bytes:
    """Put a body into an envelope that each key signs."""
    envelope = Envelope(body=body, audience=tuple(audience), not_before=not_before, expires=expires)
    for key in by:
        envelope = countersigned(envelope, purpose=purpose, key=key)
    return msgspec.json.encode(envelope)


def countersigned(envelope: Envelope, *, purpose: Purpose, key: Ed25519PrivateKey) -> Envelope:
    """Return the envelope with one more signature."""
    sig = base64.b64encode(key.sign(_to_be_signed(envelope, purpose))).decode()
    signature = Signature(key=key_id(key.public_key()), sig=sig)
    return msgspec.structs.replace(envelope, signatures=(*envelope.signatures, signature))


def key_id(key: Ed25519PublicKey) -> KeyId:
    """The first 16 hexadecimal digits of the key's SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as it stands in documents: base64 of its 32 bytes."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """Read what `public_text` wrote. Raises DocumentError."""
    try:
        return Ed25519PublicKey.from_public_bytes(_unbase64(text, _KEY_BYTES))
    except ValueError as error:
        raise refuse("key", "not an Ed25519 public key: base64 of 32 bytes") from error


def _decode(raw: bytes) -> Envelope:
    if len(raw) > MAX_ENVELOPE_BYTES:
        raise refuse("envelope", f"larger than {MAX_ENVELOPE_BYTES} bytes")
    try:
        return msgspec.json.decode(raw, type=Envelope)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise refuse("envelope", str(error)) from error


def _signers(envelope: Envelope, purpose: Purpose, keys: Keys) -> frozenset[KeyId]:
    if not keys.known:
        raise refuse("signatures", "this camera trusts nobody to sign it")
    message = _to_be_signed(envelope, purpose)
    signers = set()
    for index, signature in enumerate(envelope.signatures):
        key = keys.known.get(signature.key)
        if key is not None:
            _verify(key, signature, message, path=f"signatures[{index}]")
            signers.add(signature.key)
    if not keys.enough(frozenset(signers)):
        needed = max(1, keys.at_least)
        raise refuse("signatures", f"{len(signers)} of keys that are trusted here, not {needed}")
    return frozenset(signers)


def _verify(key: Ed25519PublicKey, signature: Signature, message: bytes, *, path: str) -> None:
    try:
        key.verify(_unbase64(signature.sig, _SIGNATURE_BYTES), message)
    except (InvalidSignature, ValueError) as error:
        raise refuse(path, f"not what {signature.key} signs") from error


def _check_meant(envelope: Envelope, names: frozenset[str], utc_s: float | None) -> None:
    faults = []
    if names.isdisjoint(envelope.audience):
        faults.append(Fault(path="audience", reason="this camera is not of it"))
    if utc_s is not None:
        now = _in_words(int(utc_s))
        if envelope.not_before is not None and utc_s < envelope.not_before:
            reason = f"not before {_in_words(envelope.not_before)}, and it is {now}"
            faults.append(Fault(path="not_before", reason=reason))
        if envelope.expires is not None and utc_s >= envelope.expires:
            reason = f"it was good until {_in_words(envelope.expires)}, and it is {now}"
            faults.append(Fault(path="expires", reason=reason))
    if faults:
        raise DocumentError(faults)


def _in_words(utc_s: int) -> str:
    moment = datetime.fromtimestamp(min(utc_s, _LAST_UTC_S), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _unbase64(text: str, length: int) -> bytes:
    """Raises ValueError for anything but the base64 of so many bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except Base64Error as error:
        raise ValueError(text) from error
    if len(raw) != length:
        raise ValueError(text)
    return raw


def _to_be_signed(envelope: Envelope, purpose: Purpose) -> bytes:
    """Everything in an envelope but its signatures, and what for.

    Pre-authentication encoding of PASETO (paseto-standard/paseto-spec, docs/01-Protocol-Versions):
    with count and lengths no list of pieces reads as another.
    """
    times = (envelope.not_before, envelope.expires)
    pieces = [
        f"passerby/v1/{purpose}".encode(),
        envelope.body.encode(),
        *(b"" if utc_s is None else str(utc_s).encode() for utc_s in times),
        *(addressee.encode() for addressee in envelope.audience),
    ]
    lengths = (len(piece).to_bytes(8, "little") for piece in pieces)
    parts = b"".join(a + b for a, b in zip(lengths, pieces, strict=True))
    return len(pieces).to_bytes(8, "little") + parts
