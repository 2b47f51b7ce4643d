"""TLS connections, a limited number at once from the first byte of their handshake on.

asyncio's own server begins a handshake with whoever connects, at 0.3 MB each.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Sequence
from typing import Final

from edge.installer.http import App, converse

log = logging.getLogger(__name__)

# A browser opens six; a phone and a laptop may both be there. Others wait in the kernel.
MAX_CONNECTIONS: Final = 24
_WAITING: Final = 16
_HANDSHAKE_S: Final = 10.0
# What was asked before the end is answered in it.
_PARTING_S: Final = 0.5


class Listening:
    """Serves an app to whoever connects, until it is closed. sockets: as `listeners` makes them."""

    def __init__(self, app: App, *, tls: ssl.SSLContext, sockets: Sequence[socket.socket]) -> None:
        self._app = app
        self._tls = tls
        self._sockets = sockets
        self._room = asyncio.Semaphore(MAX_CONNECTIONS)
        self._talks: set[asyncio.Task[None]] = set()
        self._accepting = [asyncio.create_task(self._accept(one)) for one in sockets]

    async def close(self) -> None:
        """Listen no more, and end who is connected; what is being answered now is answered."""
        for accepting in self._accepting:
            accepting.cancel()
        await asyncio.wait(self._accepting)
        for listener in self._sockets:
            listener.close()
        if self._talks:
            await asyncio.wait(self._talks, timeout=_PARTING_S)
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._room.acquire()
            try:
                connection, _ = await loop.sock_accept(listener)
            except ConnectionAbortedError:
                self._room.release()
                continue
            talk = asyncio.create_task(self._talk(connection))
            self._talks.add(talk)
            talk.add_done_callback(self._end)

    async def _talk(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        # Who is gone, or as good as gone, or speaks no TLS, is no error of ours.
        with contextlib.suppress(TimeoutError, OSError):
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, connection, ssl=self._tls, ssl_handshake_timeout=_HANDSHAKE_S
            )
            try:
                writer = asyncio.StreamWriter(transport, protocol, reader, loop)
                await converse(reader, writer, self._app)
            finally:
                transport.abort()

    def _end(self, talk: "asyncio.Task[None]") -> None:
        self._room.release()
        self._talks.discard(talk)
        error = None if talk.cancelled() else talk.exception()
        if error is not None:
            log.error("a request failed", exc_info=error)


def listeners(address: str | None, port: int) -> list[socket.socket]:
    """address: None for all of this machine. Raises OSError where it cannot be had."""
    if address is not None:
        return [_listener(address, port)]
    found = [_listener("0.0.0.0", port)]  # noqa: S104  the unit says who can reach it
    # Not every network has it.
    with contextlib.suppress(OSError):
        found.append(_listener("::", port))
    return found


def _listener(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, port), family=family, backlog=_WAITING)
    listener.setblocking(False)
    return listener
