"""From nothing to a socket that stands, without ever waiting: thousands are made side by side."""

import os
import select
import socket
import ssl
from dataclasses import dataclass
from typing import Any, Final

from edge.uplink.link import CONNECT_TIMEOUT_S, KEEPALIVE_S, LinkError
from edge.uplink.settings import Broker

# From linux/in.h: the port is chosen with the whole connection in view, not with half of it.
_IP_BIND_ADDRESS_NO_PORT: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address of the broker that has answered. address: as socket.connect takes it."""

    host: str
    port: int
    family: socket.AddressFamily
    address: Any


def find(broker: Broker) -> Place:
    """The first address of the broker that accepts a connection. Raises LinkError."""
    try:
        with socket.create_connection((broker.host, broker.port), CONNECT_TIMEOUT_S) as probe:
            return Place(
                host=broker.host,
                port=broker.port,
                family=socket.AddressFamily(probe.family),
                address=probe.getpeername(),
            )
    except (OSError, UnicodeError) as error:
        raise LinkError(getattr(error, "strerror", None) or str(error)) from error


class Dial:
    """One connection in the making. socket: to be watched, and to be closed by whoever gives up.

    source: local address to come from, None for whichever fits.
    """

    __slots__ = ("_connected", "_host", "_tls", "socket")

    def __init__(self, place: Place, *, source: str | None, tls: ssl.SSLContext | None) -> None:
        self._host = place.host
        self._tls = tls
        self._connected = False
        self.socket = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            self._open(place, source)
        except OSError as error:
            self.socket.close()
            raise LinkError(error.strerror or str(error)) from error

    def advance(self) -> int:
        """Go on as far as possible. Returns the epoll flags to wait for; 0 once it stands.

        Raises LinkError.
        """
        if not self._connected:
            code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise LinkError(os.strerror(code))
            self._connected = True
            self._wrap()
        return _shake_hands(self.socket) if isinstance(self.socket, ssl.SSLSocket) else 0

    def _open(self, place: Place, source: str | None) -> None:
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, KEEPALIVE_S * 1000)
        if source is not None:
            self.socket.setsockopt(socket.IPPROTO_IP, _IP_BIND_ADDRESS_NO_PORT, 1)
            self.socket.bind((source, 0))
        try:
            self.socket.connect(place.address)
        except BlockingIOError:
            return

    def _wrap(self) -> None:
        if self._tls is not None:
            self.socket = self._tls.wrap_socket(
                self.socket, server_hostname=self._host, do_handshake_on_connect=False
            )


def _shake_hands(wire: ssl.SSLSocket) -> int:
    """Returns the flags to wait for, 0 when done. Raises LinkError."""
    try:
        wire.do_handshake()
    except ssl.SSLWantReadError:
        return select.EPOLLIN
    except ssl.SSLWantWriteError:
        return select.EPOLLOUT
    except ssl.SSLCertVerificationError as error:
        raise LinkError(f"the broker's certificate: {error.verify_message}") from error
    except ssl.SSLError as error:
        raise LinkError(f"TLS: {error.reason}") from error
    except OSError as error:
        raise LinkError(error.strerror or str(error)) from error
    return 0
