"""What a client and a broker say to each other: the control packets of MQTT, as values."""

from dataclasses import dataclass

from edge.uplink.link import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """expiry_s: how long the broker keeps the session of a client that is gone.

    keepalive_s: it speaks at least this often; 0 for never.
    """

    client_id: str
    clean_start: bool = True
    expiry_s: float = 0.0
    keepalive_s: float = 0.0
    will: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connack:
    """refused: why not, None for welcome."""

    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """number: names it in its Puback; 0 at QoS 0. again: it was sent before."""

    message: Message
    number: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Puback:
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    pattern: str
    qos: int


@dataclass(frozen=True, slots=True)
class Suback:
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Pong:
    pass


@dataclass(frozen=True, slots=True)
class Disconnect:
    pass


Packet = Connect | Connack | Publish | Puback | Subscribe | Suback | Ping | Pong | Disconnect
