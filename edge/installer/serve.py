"""The process that serves an installer: it begins with the window and ends with it."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography import x509

from edge.clock import SystemClock
from edge.contract import MAX_WINDOW_MINUTES
from edge.errors import NotNowError
from edge.installer import identity
from edge.installer.listening import Listening, listeners
from edge.installer.pages import Pages
from edge.installer.pin import Pin
from edge.installer.said import SOCKET
from edge.installer.view import View

log = logging.getLogger(__name__)

PORT: Final = 8443
# The end of the window is noticed this soon.
_LOOK_EVERY_S: Final = 0.25
# Vision closes it within a step; where it hangs, this process does not wait for it.
_CLOSING_S: Final = 5.0


def serve(
    folder: Path,
    keys: Path,
    *,
    address: str | None,
    port: int,
    stop: Callable[[], bool],
    ready: Callable[[], None],
) -> None:
    """Serve while the window is open, an hour at most.

    folder: of the window's socket. keys: of identity.make. address: None for all of this machine.
    Raises NotNowError where no window is open, OSError where the port is taken, BadInputError for
    keys that are none.
    """
    asyncio.run(_serve(folder / SOCKET, keys, address=address, port=port, stop=stop, ready=ready))


async def _serve(
    socket: Path,
    keys: Path,
    *,
    address: str | None,
    port: int,
    stop: Callable[[], bool],
    ready: Callable[[], None],
) -> None:
    view = View(socket)
    if not view.is_open:
        raise NotNowError(f"{socket.parent}: no maintenance window is open")
    clock = SystemClock()
    names = identity.names_of(_camera(keys))
    pages = Pages(view=view, pin=Pin(keys / identity.PIN), names=names, clock=clock)
    sockets = listeners(address, port)
    listening = Listening(pages.answer, tls=_tls(keys), sockets=sockets)
    for listener in sockets:
        log.warning("the maintenance window is served on %s port %d", *listener.getsockname()[:2])
    ready()
    end_s = clock.mono_s() + 60 * MAX_WINDOW_MINUTES
    while view.is_open and not stop() and clock.mono_s() < end_s and not pages.closed.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pages.closed.wait(), _LOOK_EVERY_S)
    await listening.close()
    await view.close()
    # Who starts this process looks for the socket: it must be gone, or this one is started anew.
    end_s = min(end_s, clock.mono_s() + _CLOSING_S)
    while pages.closed.is_set() and view.is_open and clock.mono_s() < end_s:
        await asyncio.sleep(_LOOK_EVERY_S)


def _camera(keys: Path) -> str:
    certificate = x509.load_pem_x509_certificate((keys / identity.CERTIFICATE).read_bytes())
    return str(certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


def _tls(keys: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Every browser since 2018 has it.
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(keys / identity.CERTIFICATE, keys / identity.KEY)
    return context
