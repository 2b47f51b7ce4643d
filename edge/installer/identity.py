"""Who a camera is to an installer's browser, and what he has to know to be let in.

Key, certificate and PIN are made by the camera itself at its first start, before it is on a pole.
What an installer has to know is told once, to whoever prepares the card. It is the same for
a button, a stick and a command, and never passes the broker, who is not to see any picture.
"""

import datetime
import secrets
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from edge.installer.pin import PIN_DIGITS, lock

KEY: Final = "key.pem"
CERTIFICATE: Final = "certificate.pem"
PIN: Final = "pin.json"

# A camera that wakes up for the first time does not know what day it is.
_BEFORE: Final = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# RFC 5280, 4.1.2.5: of a device's certificate that has no end.
_NEVER: Final = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)


def make(folder: Path, camera: str) -> str:
    """Make all of it in an empty folder, and return in words what an installer has to know.

    It is not kept anywhere: of the PIN only what proves it stays. Raises OSError.
    """
    # Browsers take no Ed25519 in certificates.
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, camera)
    pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for name, content in (
        (KEY, pem),
        (CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM)),
        (PIN, lock(pin)),
    ):
        path = folder / name
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)
    return label(camera, pin=pin, fingerprint=certificate.fingerprint(hashes.SHA256()))


def label(camera: str, *, pin: str, fingerprint: bytes) -> str:
    """What is to be printed and kept where no passer-by reads it."""
    digits = fingerprint.hex(":").upper()
    rows = [digits[at : at + 48].rstrip(":") for at in range(0, len(digits), 48)]
    return "\n".join(
        [
            f"camera       {camera}",
            f"PIN          {pin[:4]} {pin[4:]}",
            f"certificate  SHA-256 {rows[0]}",
            *(f"                     {row}" for row in rows[1:]),
            "",
        ]
    )


def names_of(camera: str) -> tuple[str, ...]:
    """What a browser may call it beside its addresses."""
    return camera, f"{camera}.local"


def _certificate(key: ec.EllipticCurvePrivateKey, camera: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, camera)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEFORE)
        .not_valid_after(_NEVER)
        .add_extension(x509.SubjectAlternativeName([*map(x509.DNSName, names_of(camera))]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # Without it browsers of one maker refuse it, warning or not.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
