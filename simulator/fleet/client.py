"""paho, told of a socket that stands, and telling plain functions what has come."""

import socket
from functools import cache
from typing import Any, Final, Protocol

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

_MAX_PACKET_BYTES: Final = 2**20


class Listener(Protocol):
    """Is told what the broker has answered. Not to send anything while it is."""

    acknowledged: list[int]
    received: list[tuple[str, bytes, bool]]

    def connected(self, reason: ReasonCode) -> None: ...

    def subscribed(self, reasons: list[ReasonCode]) -> None: ...

    def refused(self, reason: ReasonCode) -> None: ...


# What paho makes for every client, for threads and for filters of messages: there is one thread
# here and no filter, so that one of each serves all. It saves a fifth of a client.
_SHAREABLE: Final = (
    "_in_callback_mutex",
    "_callback_mutex",
    "_msgtime_mutex",
    "_out_message_mutex",
    "_in_message_mutex",
    "_reconnect_delay_mutex",
    "_mid_generate_mutex",
    "_on_message_filtered",
)


class StandingClient(Client):
    """paho over a socket that stands already: its own connect would block all the others.

    standing: to be set before connect(). kept_s: how long the broker keeps the session.
    """

    standing: socket.socket
    kept_s: int

    def _create_socket(self) -> socket.socket:
        standing = self.standing
        del self.standing
        return standing


def client_of(name: str, user: str, listener: Listener) -> StandingClient:
    client = StandingClient(
        CallbackAPIVersion.VERSION2,
        client_id=name,
        protocol=MQTTProtocolVersion.MQTTv5,
        reconnect_on_failure=False,
        userdata=listener,
    )
    client.username_pw_set(user)
    # Its own window is no use (it is ignored on reconnect, and it holds messages back): off.
    client.max_inflight_messages_set(0)
    vars(client).update(_shared())
    # Plain functions, shared by all: a bound method would be one more object a connection.
    client.on_connect = _on_connect
    client.on_subscribe = _on_subscribe
    client.on_publish = _on_publish
    client.on_message = _on_message
    return client


@cache
def _shared() -> dict[str, Any]:
    made = vars(Client(CallbackAPIVersion.VERSION2))
    return {name: made[name] for name in _SHAREABLE if name in made}


@cache
def terms(kept_s: int) -> Properties:
    # Shared by all: every one of them holds tables of 4 KiB.
    found = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    found.MaximumPacketSize = _MAX_PACKET_BYTES
    if kept_s:
        found.SessionExpiryInterval = kept_s
    return found


def _on_connect(_c: Client, link: Listener, _f: Any, reason: ReasonCode, _p: Any) -> None:
    link.connected(reason)


def _on_subscribe(_c: Client, link: Listener, _m: int, reasons: list[ReasonCode], _p: Any) -> None:
    link.subscribed(reasons)


def _on_publish(_c: Client, link: Listener, mid: int, reason: ReasonCode, _p: Any) -> None:
    if reason.is_failure:
        link.refused(reason)
    else:
        link.acknowledged.append(mid)


def _on_message(_c: Client, link: Listener, message: MQTTMessage) -> None:
    link.received.append((message.topic, bytes(message.payload), message.retain))
