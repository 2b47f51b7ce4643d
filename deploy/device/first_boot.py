"""Before vision and uplink start: give each what lies on the card for this camera.

    first_boot.py --card /boot/card --data /var/lib/passerby

Runs at every start and does what is left to do: makes the key (it never leaves the camera), puts a
certificate request on the card, takes in the certificate that the operator puts beside it. Where a
claim lies on the card, `passerby enrol` asks the broker instead. What it makes is whole or not
there, so it may be cut off anywhere.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from msgspec import Meta, Struct

from edge import strict
from edge.contract import CameraId
from edge.errors import BadInputError, refuse
from edge.fleet import enrol
from edge.installer import identity
from edge.uplink import carried
from edge.uplink.settings import parse_broker
from edge.whole_file import keep_whole

# A word of a unit's command line: nothing that systemd or a shell would read as more than that.
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9/:._,=?&@%+\[\]-]+\Z", max_length=256)]
VISION: Final = "passerby-vision"
UPLINK: Final = "passerby-uplink"
PREVIEW: Final = "passerby-preview"
# What vision reads and cannot change, by the name it has on the card.
_FOR_VISION: Final = ("trust.yaml", "policy.json", "config.yaml")
_CLAIMS_PORT: Final = 8885

Give = Callable[[Path, str], None]


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """camera.yaml on the card. code: of the operator's invitation, good for one certificate.

    claims: where the broker hears cards with a claim, port 8885 of the same host unless given.
    """

    camera: CameraId
    broker: Word
    source: Word
    code: Word | None = None
    claims: Word | None = None
    loop: bool = False
    profile: Word | None = None
    home_assistant: bool = False

    def __post_init__(self) -> None:
        for name, url in (("broker", self.broker), ("claims", self.claims_url)):
            try:
                tls = parse_broker(url).tls
            except BadInputError as error:
                raise refuse(name, str(error)) from error
            if not tls:
                raise refuse(name, "mqtt:// is not encrypted: expected mqtts://")
        if self.source.startswith(("rtsp", "http")):
            raise refuse("source", "a network camera is for desks: what sees here has no network")

    @property
    def claims_url(self) -> str:
        return self.claims or f"mqtts://{urlsplit(self.broker).hostname}:{_CLAIMS_PORT}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    try:
        print(prepare(args.card / "passerby", args.data, give=_give))
    except (BadInputError, OSError) as error:
        print(f"first boot: {error}", file=sys.stderr)
        return 1
    return 0


def prepare(card: Path, data: Path, *, give: Give) -> str:
    """Do what is left to do, and say what is still missing. Raises BadInputError, OSError.

    give: makes a file or folder a user's own.
    """
    settings = strict.read_file(card / "camera.yaml", Settings)
    _make_rooms(data, give)
    for name in _FOR_VISION:
        if (card / name).exists():
            _copy(card / name, data / name, mode=0o644)
    own = _own_folder(card, data / "uplink", settings, give)
    _make_label(card, data, settings.camera, give)
    _write(data / "vision.env", _vision_words(settings, data / "policy.json"))
    name = f"{settings.camera}.pem"
    if (card / name).exists():
        _take_certificate(card, own, settings.camera, give)
    elif not (own / name).exists():
        if not carried.has_claim(card):
            return f"waits for {name}: the request is on the card"
        for file in carried.take_claim(card, own):
            give(file, UPLINK)
        _write(data / "enrol.env", _enrol_words(settings))
        key = carried.own_fingerprint(own, settings.camera)
        return f"asks for {name} with its claim, and the key {key}"
    _write(data / "uplink.env", _uplink_words(settings))
    carried.forget_claim(card, own)
    (data / "enrol.env").unlink(missing_ok=True)
    return f"{settings.camera} is ready"


def _make_rooms(data: Path, give: Give) -> None:
    for name, mode, user in (
        ("vision", 0o700, VISION),
        ("uplink", 0o700, UPLINK),
        # Both write there: what either makes belongs to their group.
        ("door", 0o2770, VISION),
    ):
        (data / name).mkdir(exist_ok=True)
        give(data / name, user)
        (data / name).chmod(mode)


def _own_folder(card: Path, uplink: Path, settings: Settings, give: Give) -> Path:
    """The folder with this camera's key, made now if it is not there; its request to the card."""
    own = uplink / settings.camera
    if not own.exists():
        if settings.code is None and not carried.has_claim(card):
            raise refuse(
                "code", f"{settings.camera} has no key yet: give the invitation's code, or a claim"
            )
        draft = uplink / ".making"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        enrol.request(draft, settings.camera, settings.code)
        for file in draft.iterdir():
            give(file, UPLINK)
            _flush(file)
        give(draft, UPLINK)
        _flush(draft)
        draft.replace(own)
        _flush(uplink)
    request = card / f"{settings.camera}.csr"
    is_left = not request.exists() and not (own / f"{settings.camera}.pem").exists()
    if is_left and not carried.has_claim(card):
        _copy(own / request.name, request, mode=0o600)
    return own


def _make_label(card: Path, data: Path, camera: str, give: Give) -> None:
    """Key, certificate and PIN of the installer's page, once; what he has to know to the card."""
    draft = data / ".making-preview"
    shutil.rmtree(draft, ignore_errors=True)
    if (data / "preview").exists():
        return
    draft.mkdir(mode=0o700)
    label = identity.make(draft, camera)
    _keep(label.encode(), card / f"{camera}.installer.txt", mode=0o600)
    for file in draft.iterdir():
        give(file, PREVIEW)
        _flush(file)
    give(draft, PREVIEW)
    _flush(draft)
    draft.replace(data / "preview")
    _flush(data)


def _take_certificate(card: Path, own: Path, camera: str, give: Give) -> None:
    for name in (f"{camera}.pem", "ca.pem"):
        if not (card / name).exists():
            raise refuse(name, "is not on the card")
    try:
        certificate = x509.load_pem_x509_certificate((card / f"{camera}.pem").read_bytes())
    except ValueError as error:
        raise refuse(f"{camera}.pem", "not a certificate") from error
    key = serialization.load_pem_private_key((own / f"{camera}.key").read_bytes(), password=None)
    if certificate.public_key() != key.public_key():
        raise refuse(f"{camera}.pem", "of another key than this camera's")
    for name in ("ca.pem", f"{camera}.pem"):
        _copy(card / name, own / name, mode=0o600)
        give(own / name, UPLINK)


def _vision_words(settings: Settings, policy: Path) -> dict[str, str]:
    return {
        "POLICY": f"--policy={policy}" if policy.exists() else "",
        "SOURCE": settings.source,
        "LOOP": "--loop" if settings.loop else "",
        "PROFILE": f"--profile={settings.profile}" if settings.profile else "",
    }


def _enrol_words(settings: Settings) -> dict[str, str]:
    return {"CAMERA": settings.camera, "CLAIMS": settings.claims_url}


def _uplink_words(settings: Settings) -> dict[str, str]:
    return {
        "CAMERA": settings.camera,
        "BROKER": settings.broker,
        "HOME_ASSISTANT": "--home-assistant" if settings.home_assistant else "",
    }


def _write(path: Path, words: dict[str, str]) -> None:
    _keep("".join(f"{name}={value}\n" for name, value in words.items()).encode(), path, mode=0o644)


def _copy(source: Path, target: Path, *, mode: int) -> None:
    _keep(source.read_bytes(), target, mode=mode)


def _keep(content: bytes, path: Path, *, mode: int) -> None:
    """Written once: a card that is written at every start wears, and can be cut off each time."""
    if not path.exists() or path.read_bytes() != content:
        keep_whole(path, content)
        path.chmod(mode)


def _flush(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _give(path: Path, user: str) -> None:
    shutil.chown(path, user, "passerby")


if __name__ == "__main__":
    sys.exit(main())
