"""A camera's first connection: asks with its claim for a certificate, and waits for the answer."""

import logging
import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from edge.claim import Reply, ask, claim_name, fingerprint, topic
from edge.errors import BadInputError, NotNowError
from edge.uplink.backoff import Backoff
from edge.uplink.settings import UplinkSettings, parse_broker, tls_context
from edge.whole_file import keep_whole

log = logging.getLogger(__name__)

_KEEPALIVE_S: Final = 60
_STEP_S: Final = 1.0


class Enrolment:
    """One connection with a claim. settings: cert and key are the claim's.

    own: the folder with the camera's key and request, where its certificate goes.
    Raises BadInputError for files that cannot be used, NotNowError where the broker is away.
    """

    def __init__(self, settings: UplinkSettings, own: Path) -> None:
        self._camera = settings.camera
        self._own = own
        self._key = _read_key(own / f"{settings.camera}.key").public_key()
        self._question = _question(settings, own)
        self._refused: str | None = None
        self._replies: list[bytes] = []
        broker = parse_broker(settings.broker)
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=claim_name(settings.camera),
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        context = tls_context(settings)
        if context is not None:
            client.tls_set_context(context)
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        self._client = client
        try:
            client.connect(broker.host, broker.port, _KEEPALIVE_S)
        except (OSError, ssl.SSLError) as error:
            raise NotNowError(f"{settings.broker}: {error}") from error

    @property
    def fingerprint(self) -> str:
        return fingerprint(self._key)

    def step(self, timeout_s: float) -> bool | None:
        """Whether we are let in, once that is said; then the certificate lies in the folder.

        An answer about another key is none. Raises NotNowError when the connection ends, OSError
        where the certificate cannot be written.
        """
        code = self._client.loop(timeout_s)
        if self._refused is not None:
            raise NotNowError(f"the broker refuses us: {self._refused}")
        while self._replies:
            if (said := self._take(self._replies.pop(0))) is not None:
                return said
        if code is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise NotNowError("the broker hung up")
        return None

    def close(self) -> None:
        self._client.disconnect()

    def _take(self, raw: bytes) -> bool | None:
        try:
            reply = msgspec.json.decode(raw, type=Reply)
        except msgspec.DecodeError:
            return None
        if reply.fingerprint != self.fingerprint:
            return None
        if reply.certificate is None:
            return False
        try:
            certificate = x509.load_pem_x509_certificate(reply.certificate.encode())
        except ValueError:
            return None
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        is_ours = [name.value for name in names] == [self._camera]
        if not is_ours or certificate.public_key() != self._key:
            return None
        keep_whole(self._own / f"{self._camera}.pem", reply.certificate.encode())
        return True

    def _on_connect(self, _c: Client, _u: object, _f: object, reason: ReasonCode, _p: Any) -> None:
        if reason.is_failure:
            self._refused = str(reason).lower()
            return
        self._client.subscribe(topic(self._camera, "answer"), qos=1)
        # Retained: the operator may come days later.
        self._client.publish(topic(self._camera, "request"), self._question, qos=1, retain=True)

    def _on_message(self, _c: Client, _u: object, message: MQTTMessage) -> None:
        self._replies.append(bytes(message.payload))


def run_enrolment(
    settings: UplinkSettings,
    own: Path,
    *,
    stop: Callable[[], bool],
    wait: Callable[[float], None],
    random: Callable[[], float],
) -> bool | None:
    """Ask until the operator has decided: whether we are let in, None when stopped before.

    Raises as Enrolment does for files; a broker that is away is waited for.
    """
    backoff = Backoff(random)
    while not stop():
        try:
            return _ask_once(Enrolment(settings, own), settings.camera, stop)
        except NotNowError as error:
            log.warning("%s", error)
            wait(backoff.next_s(held_s=0.0))
    return None


def _ask_once(enrolment: Enrolment, camera: str, stop: Callable[[], bool]) -> bool | None:
    log.info("%s asks for its certificate, with the key %s", camera, enrolment.fingerprint)
    with closing(enrolment):
        while not stop():
            if (said := enrolment.step(_STEP_S)) is not None:
                return said
    return None


def _question(settings: UplinkSettings, own: Path) -> bytes:
    if settings.key is None:
        raise BadInputError("key: of the claim, is missing")
    path = own / f"{settings.camera}.csr"
    try:
        csr = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    return ask(csr, _read_key(settings.key))


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise BadInputError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise BadInputError(f"{path}: not a private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadInputError(f"{path}: not an elliptic-curve key")
    return key
