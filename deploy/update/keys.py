"""The keys that a firmware is signed with, made once: an authority, and a signer below it.

The authority's certificate (firmware-ca.pem) lies on every card; its key is needed again only for
another signer, and belongs where no build can reach it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Longer than a camera hangs on its pole, and long enough for one release after the other.
_AUTHORITY: Final = timedelta(days=20 * 365)
_SIGNER: Final = timedelta(days=2 * 365)
# Clocks of builds and cameras differ.
_LEEWAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """certificate, key: of who signs, as PEM files. authority: the certificate of who vouches."""

    certificate: Path
    key: Path
    authority: Path


def signer(folder: Path) -> Signer:
    """The keys of a folder, made if they are not there. Raises OSError."""
    found = Signer(
        certificate=folder / "firmware.pem",
        key=folder / "firmware.key",
        authority=folder / "firmware-ca.pem",
    )
    if not found.certificate.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make(found, folder / "firmware-ca.key", now=datetime.now(UTC))
    return found


def make(
    out: Signer, authority_key: Path, *, now: datetime, usage: x509.ObjectIdentifier | None = None
) -> None:
    """Write both certificates and both keys. usage: of the signer, code signing for None."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("Passerby firmware authority")
    ca = _draft(ca_name, ca_name, ca_key, now, _AUTHORITY)
    ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    ca = ca.add_extension(_key_usage(certificates=True), critical=True)
    key = ec.generate_private_key(ec.SECP256R1())
    draft = _draft(_name("Passerby firmware"), ca_name, key, now, _SIGNER)
    draft = draft.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    draft = draft.add_extension(_key_usage(certificates=False), critical=True)
    purposes = x509.ExtendedKeyUsage([usage or ExtendedKeyUsageOID.CODE_SIGNING])
    draft = draft.add_extension(purposes, critical=True)
    # Newer OpenSSL asks who vouches for a signer of code by this.
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    draft = draft.add_extension(by, critical=False)
    _write(authority_key, _private(ca_key), mode=0o600)
    _write(out.key, _private(key), mode=0o600)
    _write(out.authority, _public(ca.sign(ca_key, hashes.SHA256())), mode=0o644)
    # Last: where it is there, all is.
    _write(out.certificate, _public(draft.sign(ca_key, hashes.SHA256())), mode=0o644)


def _draft(
    name: x509.Name,
    by: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    lives: timedelta,
) -> x509.CertificateBuilder:
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(by)
    draft = draft.public_key(key.public_key()).serial_number(x509.random_serial_number())
    draft = draft.not_valid_before(now - _LEEWAY).not_valid_after(now + lives)
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return draft.add_extension(own, critical=False)


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes, *, mode: int) -> None:
    path.touch(mode=mode)
    path.write_bytes(content)
