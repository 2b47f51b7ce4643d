"""The keys of every camera in the tests, and what is signed with them."""

from pathlib import Path

from simulator.keyring import Keyring

CAMERA = "cam-1"
KEYS = Keyring.of(b"tests")
# Nobody trusts these.
STRANGERS = Keyring.of(b"strangers")


def signed(document: str, *, camera: str = CAMERA) -> bytes:
    """A configuration as its operator sends it to one camera."""
    return KEYS.config(document, audience=[camera])


def enrol(folder: Path, *, camera: str = CAMERA) -> list[str]:
    """Let a camera do anything, and heed these keys.

    Writes its trust file and a signed policy into a folder; returns the words of `vision` or `run`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return KEYS.enrol(camera, folder)
