"""Make throw-away certificates for a broker, its people and cameras: for desks and tests.

    python make_certificates.py certificates cam-1 cam-2
    python make_certificates.py certificates --revoke cam-2

Run again with more cameras to add them: what exists is kept. In the field, the authorities' keys
do not lie beside the broker.
"""

import argparse
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS: Final = 365
PEOPLE: Final = ("operator", "oversight", "public")
_AUTHORITIES: Final = ("ca", "operators-ca", "claims-ca")
# Clocks of cameras run behind until network time arrives.
_LEEWAY: Final = timedelta(days=1)
_USAGE: Final = {
    "server": ExtendedKeyUsageOID.SERVER_AUTH,
    "client": ExtendedKeyUsageOID.CLIENT_AUTH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An authority: its certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def authority(folder: Path, name: str) -> Issuer:
    """Return the authority `name` of a folder, made if it is not there."""
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    if certificate_file.exists():
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{key_file}: not an elliptic-curve key")
        return Issuer(
            certificate=x509.load_pem_x509_certificate(certificate_file.read_bytes()), key=key
        )
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"Passerby {name}")
    draft = _draft(subject, subject, key, datetime.now(UTC) + timedelta(days=DAYS))
    draft = draft.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    draft = draft.add_extension(_key_usage(signs=True), critical=True)
    issuer = Issuer(certificate=draft.sign(key, hashes.SHA256()), key=key)
    _write(certificate_file, key_file, issuer.certificate, key)
    return issuer


def issue(
    folder: Path,
    name: str,
    *,
    by: Issuer,
    usage: Literal["server", "client"],
    hosts: Sequence[str] = (),
    until: datetime | None = None,
) -> None:
    """Write <name>.pem and <name>.key with that common name, unless they are there."""
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    if certificate_file.exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    until = until or datetime.now(UTC) + timedelta(days=DAYS)
    draft = _draft(_name(name), by.certificate.subject, key, until)
    draft = draft.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    draft = draft.add_extension(_key_usage(signs=False), critical=True)
    draft = draft.add_extension(x509.ExtendedKeyUsage([_USAGE[usage]]), critical=False)
    draft = draft.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False
    )
    if hosts:
        names = x509.SubjectAlternativeName([_host(host) for host in hosts])
        draft = draft.add_extension(names, critical=False)
    _write(certificate_file, key_file, draft.sign(by.key, hashes.SHA256()), key)


def make_all(folder: Path, cameras: Sequence[str], hosts: Sequence[str]) -> None:
    """Everything that mosquitto.conf and the given cameras need."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    devices, people, _ = (authority(folder, name) for name in _AUTHORITIES)
    issue(folder, "broker", by=devices, usage="server", hosts=hosts)
    for name in PEOPLE:
        issue(folder, name, by=people, usage="client")
    for camera in cameras:
        issue(folder, camera, by=devices, usage="client")
    for name in _AUTHORITIES:
        revoke(folder, (), by=name)


def revoke(folder: Path, names: Sequence[str], *, by: str) -> None:
    """Add certificates to the list of those that an authority takes back: <by>.crl.

    A list is good for as long as a certificate: where it has expired, a broker refuses everybody.
    Raises FileNotFoundError for a certificate that is not there.
    """
    issuer = authority(folder, by)
    list_file = folder / f"{by}.crl"
    now = datetime.now(UTC)
    draft = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    draft = draft.last_update(now - _LEEWAY).next_update(now + timedelta(days=DAYS))
    if list_file.exists():
        for known in x509.load_pem_x509_crl(list_file.read_bytes()):
            draft = draft.add_revoked_certificate(known)
    for name in names:
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        draft = draft.add_revoked_certificate(entry.revocation_date(now).build())
    made = draft.sign(issuer.key, hashes.SHA256())
    list_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(datetime.now(UTC), until) - _LEEWAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(
    certificate_file: Path,
    key_file: Path,
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
) -> None:
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def main() -> None:
    parser = argparse.ArgumentParser(description="Throw-away certificates for desks and tests.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("cameras", nargs="*", metavar="CAMERA")
    parser.add_argument(
        "--host",
        action="append",
        metavar="NAME",
        help="name or address of the broker, may be repeated (default: this machine only)",
    )
    parser.add_argument(
        "--revoke", action="append", default=[], metavar="NAME", help="take a certificate back"
    )
    args = parser.parse_args()
    make_all(args.folder, args.cameras, args.host or ["localhost", "127.0.0.1", "::1"])
    for name in args.revoke:
        revoke(args.folder, [name], by="operators-ca" if name in PEOPLE else "ca")


if __name__ == "__main__":
    main()
