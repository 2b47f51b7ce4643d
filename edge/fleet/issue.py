"""Certificates and lists of those taken back, by an authority of the operator's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from edge.errors import BadInputError

# Clocks of cameras run behind until network time arrives.
_LEEWAY: Final = timedelta(days=1)
# As long as an authority of make_certificates.py: where its list has expired, a broker refuses all.
_LIST_DAYS: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority: its certificate, and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def read(cls, ca: Path, ca_key: Path) -> Self:
        """Read both PEM files. Raises BadInputError naming them."""
        try:
            certificate = x509.load_pem_x509_certificate(ca.read_bytes())
            key = serialization.load_pem_private_key(ca_key.read_bytes(), password=None)
        except OSError as error:
            raise BadInputError(f"{error.filename}: {error.strerror}") from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise BadInputError(f"{ca}, {ca_key}: not an authority and its key") from error
        is_pair = key.public_key() == certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not is_pair:
            raise BadInputError(f"{ca_key}: not the key of {ca}")
        return cls(certificate=certificate, key=key)

    def certify(
        self, name: str, key: ec.EllipticCurvePublicKey, *, days: int, now: datetime
    ) -> x509.Certificate:
        """A client's certificate for that common name and key, and for nothing else."""
        draft = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _LEEWAY)
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        return draft.sign(self.key, hashes.SHA256())

    def revocations(self, serials: Iterable[str], *, now: datetime) -> bytes:
        """The list, PEM, of the certificates with these hexadecimal serials."""
        draft = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        draft = draft.last_update(now - _LEEWAY).next_update(now + timedelta(days=_LIST_DAYS))
        for serial in serials:
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16))
            draft = draft.add_revoked_certificate(entry.revocation_date(now).build())
        made = draft.sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM)
