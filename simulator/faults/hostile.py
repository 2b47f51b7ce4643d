"""What a hostile broker does to a connection, as far as somebody in the middle can do it."""

from typing import Final, Literal, get_args

import msgspec
import numpy as np

from edge.contract import MAX_ENVELOPE_BYTES, Envelope, topic

Malice = Literal["refuse", "garbage", "cut", "forge"]

_CONNECT: Final = 0x10
_PUBLISH: Final = 0x30
_MQTT_5: Final = 5
_MAX_GARBAGE_BYTES: Final = 4_096
# Within the broker's first answers, a few bytes each.
_MAX_CUT_BYTES: Final = 60
_MAX_FORGED_BYTES: Final = 2_000


class Tormentor:
    """Torments one connection. Each kind of malice takes its turn; lengths are by chance.

    refuse: hang up at once. garbage: random bytes in place of an answer. cut: hang up within the
    first answers. forge: configurations that nobody sent and no camera may take, then hang up;
    without them where the bytes are not plain MQTT.
    """

    def __init__(self, *, seed: int, number: int) -> None:
        self._chance = np.random.default_rng((seed, number))
        self.malice: Malice = get_args(Malice)[number % len(get_args(Malice))]
        most_bytes = _MAX_CUT_BYTES if self.malice == "cut" else _MAX_FORGED_BYTES
        self._left_bytes = int(self._chance.integers(1, most_bytes))
        self._first_words: bytes | None = None
        self._answered = False

    def question(self, chunk: bytes) -> tuple[bytes, bool]:
        """Turn what the client says into what the broker gets: the same."""
        if self._first_words is None:
            self._first_words = chunk
        return chunk, False

    def answer(self, chunk: bytes) -> tuple[bytes, bool]:
        """Turn an answer of the broker into what the client gets; True: hang up after it."""
        if self.malice == "garbage":
            return self._chance.bytes(int(self._chance.integers(1, _MAX_GARBAGE_BYTES))), True
        kept = chunk[: self._left_bytes]
        self._left_bytes -= len(kept)
        is_first, self._answered = not self._answered, True
        if self.malice == "forge" and is_first and kept == chunk:
            kept += forgeries(self._first_words or b"")
        return kept, self._left_bytes == 0


def forgeries(first_words: bytes) -> bytes:
    """Configurations for the client that said first_words: unsigned, no envelope, too large.

    Empty where these are not a whole CONNECT of MQTT 3.1.1 or 5.
    """
    try:
        client, is_v5 = _client_of(first_words)
    except (IndexError, UnicodeDecodeError):
        return b""
    name = topic(client, "config/desired")
    wrong = (
        msgspec.json.encode(Envelope(body="version: 900", audience=(client,))),
        b'{"v": 1, "body"',
        b"x" * (MAX_ENVELOPE_BYTES + 1),
    )
    return b"".join(_publish(name, payload, is_v5=is_v5) for payload in wrong)


def _client_of(packet: bytes) -> tuple[str, bool]:
    """Client id, and whether it speaks MQTT 5. Raises IndexError for anything but a CONNECT."""
    _, at = _varint(packet, 1)
    if packet[0] != _CONNECT or packet[at : at + 6] != b"\x00\x04MQTT":
        raise IndexError("not a CONNECT")
    is_v5 = packet[at + 6] == _MQTT_5
    at += 10  # protocol, its version, flags, keepalive
    if is_v5:
        properties_bytes, at = _varint(packet, at)
        at += properties_bytes
    length = packet[at] * 256 + packet[at + 1]
    return packet[at + 2 : at + 2 + length].decode(), is_v5


def _publish(name: str, payload: bytes, *, is_v5: bool) -> bytes:
    """PUBLISH at QoS 0, without properties (MQTT 5, section 3.3)."""
    body = len(name).to_bytes(2) + name.encode() + (b"\x00" if is_v5 else b"") + payload
    return bytes([_PUBLISH]) + _varint_bytes(len(body)) + body


def _varint(packet: bytes, at: int) -> tuple[int, int]:
    """Variable byte integer (MQTT 5, section 1.5.5) and the place behind it."""
    value = shift = 0
    while True:
        value |= (packet[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if packet[at - 1] < 0x80:
            return value, at


def _varint_bytes(value: int) -> bytes:
    found = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        found.append(low | (0x80 if value else 0))
        if not value:
            return bytes(found)
