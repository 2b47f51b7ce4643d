"""What the owner of a hostile broker does to a camera that trusts it with nothing."""

from typing import Final

import msgspec
import numpy as np

from edge.clock import Clock
from edge.contract import MAX_ENVELOPE_BYTES, Envelope, topic
from edge.uplink.link import Message
from simulator.keyring import WIDEST, Keyring
from simulator.lab.boot import CAMERA, KEYS
from simulator.lab.packets import Connack, Puback, Publish
from simulator.lab.session import Session
from simulator.lab.wire import Wire

# Somebody's keys, but nobody's whom the camera heeds.
_STRANGERS: Final = Keyring.of(b"strangers")


def _forged(text: str) -> bytes:
    return _STRANGERS.config(text, audience=[CAMERA])


# Configurations that no camera may take: no envelopes, or signed by nobody, by strangers, for
# another camera, for another purpose, or before they were changed.
WRONG_CONFIGS: Final = (
    b"\x00\xff\xfe not text",
    b'{"v": 1, "body"',
    b'{"v": 1, "body": "version: 9", "signatures": [], "extra": 1}',
    b'{"v": 2, "body": "version: 9"}',
    b"[" * 20_000,
    b"x" * (MAX_ENVELOPE_BYTES + 1),
    msgspec.json.encode(Envelope(body="version: 900", audience=(CAMERA,))),
    KEYS.config("version: 900", audience=["another"]),
    KEYS.config("version: 900", audience=[]),
    KEYS.config("version: 900", audience=[CAMERA]).replace(b"900", b"901"),
    KEYS.policy(WIDEST, audience=[CAMERA]),
    *map(
        _forged,
        (
            "",
            "version: -1",
            "version: 900",
            "version: 900\nrules: [{rule: everything}]",
            "version: 900\nprivacy: {mask: none}",
            "version: 900\nzones: &a {b: *a}",
            "{" * 5_000,
        ),
    ),
)
_REFUSALS: Final = ("not authorized", "server busy", "bad user name or password")
_TORMENTS_A_S: Final = 0.4
_HANG_UPS_A_S: Final = 0.05
_WELCOMES: Final = 0.5


class Tormentor:
    """Refuses, stays silent, hangs up, and says what nobody asked for.

    It acknowledges what it takes: a broker that acknowledges and forgets is beyond any client.
    """

    def __init__(self, *, camera: str, clock: Clock, chance: np.random.Generator) -> None:
        self._desired = topic(camera, "config/desired")
        self._clock = clock
        self._chance = chance
        self._last_s = clock.mono_s()

    def welcomes(self, wire: Wire) -> bool:
        how = self._chance.random()
        if how < _WELCOMES:
            return True
        if how < _WELCOMES + 0.2:
            reason = _REFUSALS[int(self._chance.integers(len(_REFUSALS)))]
            wire.answer(Connack(refused=reason))
        if how < _WELCOMES + 0.4:
            wire.hang_up()
        return False

    def torment(self, sessions: tuple[Session, ...]) -> None:
        elapsed_s = self._clock.mono_s() - self._last_s
        self._last_s = self._clock.mono_s()
        for session in sessions:
            if session.wire is not None:
                self._torment(session.wire, elapsed_s)

    def _torment(self, wire: Wire, elapsed_s: float) -> None:
        if self._chance.random() < _HANG_UPS_A_S * elapsed_s:
            wire.hang_up()
        elif self._chance.random() < _TORMENTS_A_S * elapsed_s:
            payload = WRONG_CONFIGS[int(self._chance.integers(len(WRONG_CONFIGS)))]
            qos = int(self._chance.integers(2))
            number = int(self._chance.integers(1, 65_536)) * qos
            wire.answer(
                Publish(
                    message=Message(topic=self._desired, payload=payload, qos=qos), number=number
                )
            )
            wire.answer(Puback(number=int(self._chance.integers(1, 65_536)) + 1_000_000))
