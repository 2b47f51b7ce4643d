"""A claim's files: from the card to the camera's own folder, and out of the world."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization

from edge.claim import fingerprint
from edge.errors import refuse
from edge.whole_file import keep_whole

# What `passerby fleet claim make` writes.
_FILES: Final = ("claim.pem", "claim.key")
# Who has signed the broker's certificate.
_CA: Final = "ca.pem"


def has_claim(folder: Path) -> bool:
    return all((folder / name).exists() for name in _FILES)


def take_claim(card: Path, own: Path) -> tuple[Path, ...]:
    """Copy it, and the broker's authority; return what the uplink has to be given.

    Raises DocumentError where the authority is missing, OSError.
    """
    if not (card / _CA).exists():
        raise refuse(_CA, "is not on the card")
    for name in (*_FILES, _CA):
        content = (card / name).read_bytes()
        if not (own / name).exists() or (own / name).read_bytes() != content:
            keep_whole(own / name, content)
            (own / name).chmod(0o600)
    return tuple(own / name for name in (*_FILES, _CA))


def forget_claim(*folders: Path) -> None:
    """It is over: whoever reads the card later has nothing to try."""
    for folder in folders:
        for name in _FILES:
            (folder / name).unlink(missing_ok=True)


def own_fingerprint(own: Path, camera: str) -> str:
    """Of the key that this camera has made."""
    pem = (own / f"{camera}.key").read_bytes()
    return fingerprint(serialization.load_pem_private_key(pem, password=None).public_key())
