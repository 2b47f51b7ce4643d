"""Where the broker is and how this camera proves itself to it."""

import ipaddress
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args
from urllib.parse import urlsplit

from msgspec import Struct

from edge.contract import CameraId
from edge.errors import BadInputError

_PORTS: Final = {"mqtts": 8883, "mqtt": 1883}
_CAMERA_ID: Final = re.compile(get_args(CameraId)[1].pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """host: name or address, without brackets."""

    host: str
    port: int
    tls: bool


class UplinkSettings(Struct, frozen=True, kw_only=True):
    """broker: mqtts://host[:port], or mqtt://host[:port] for a broker on this machine.

    ca: authorities that may sign the broker, else those of the system. cert, key: PEM files of
    this camera. user: the camera id unless given. password_file: its first line counts.
    allow_plaintext: mqtt:// to another machine, but never with a password.
    home_assistant: tell Home Assistant what there is to show; its topic is not below the camera's
    own prefix, so the broker's ACL must know it.
    Raises BadInputError for what cannot work together.
    """

    camera: str
    broker: str
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    user: str | None = None
    password_file: Path | None = None
    allow_plaintext: bool = False
    home_assistant: bool = False

    def __post_init__(self) -> None:
        if not _CAMERA_ID.fullmatch(self.camera):
            raise BadInputError(f"camera: {self.camera!r} is not an id such as gate-3")
        broker = parse_broker(self.broker)
        if (self.cert is None) != (self.key is None):
            raise BadInputError("cert and key: give both or neither")
        if not broker.tls:
            self._check_plaintext(broker)

    def _check_plaintext(self, broker: Broker) -> None:
        if self.ca is not None or self.cert is not None:
            raise BadInputError("broker: ca, cert and key need mqtts://")
        if _is_this_machine(broker.host):
            return
        if not self.allow_plaintext:
            raise BadInputError(
                "broker: mqtt:// is not encrypted; use mqtts://, or allow plaintext"
            )
        if self.password_file is not None:
            raise BadInputError("password_file: never sent over mqtt:// to another machine")


def parse_broker(url: str) -> Broker:
    """Raises BadInputError for anything but mqtt[s]://host[:port]."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadInputError(f"broker: {url!r}: {error}") from error
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in _PORTS or not host or port == 0 or extra or parts.password:
        # The text is not quoted: it may hold a password.
        raise BadInputError("broker: expected mqtts://host:port or mqtt://host:port")
    return Broker(host=host, port=port or _PORTS[parts.scheme], tls=parts.scheme == "mqtts")


def tls_context(settings: UplinkSettings) -> ssl.SSLContext | None:
    """TLS 1.2 or later with a checked host name; None for mqtt://.

    Raises BadInputError naming the file that cannot be read or does not fit.
    """
    if not parse_broker(settings.broker).tls:
        return None
    context = _trusting(settings.ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.cert is not None and settings.key is not None:
        _read(settings.cert)
        _read(settings.key)
        try:
            context.load_cert_chain(settings.cert, settings.key, password=_no_passphrase)
        except (ssl.SSLError, _PassphraseError) as error:
            raise BadInputError(f"{settings.cert}, {settings.key}: {_reason(error)}") from error
    return context


def password(settings: UplinkSettings) -> str | None:
    """Raises BadInputError naming the file."""
    if settings.password_file is None:
        return None
    lines = _read(settings.password_file).decode(errors="replace").splitlines()
    if not lines or not lines[0]:
        raise BadInputError(f"{settings.password_file}: its first line is empty")
    return lines[0]


def _trusting(ca: Path | None) -> ssl.SSLContext:
    if ca is not None:
        _read(ca)
    try:
        return ssl.create_default_context(cafile=ca)
    except ssl.SSLError as error:
        raise BadInputError(f"{ca}: {_reason(error)}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error


class _PassphraseError(Exception):
    reason = "the key asks for a passphrase, which nobody can type on a pole"


def _no_passphrase() -> bytes:
    raise _PassphraseError


def _reason(error: ssl.SSLError | _PassphraseError) -> str:
    known = {
        "KEY_VALUES_MISMATCH": "the key does not belong to the certificate",
        "NO_CERTIFICATE_OR_CRL_FOUND": "holds no certificate",
    }
    reason = error.reason or "not a PEM file that can be used"
    return known.get(reason, reason)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
