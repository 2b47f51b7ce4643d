"""Tells systemd that a service is up and still gets on: sd_notify(3), without its library."""

import logging
import os
import socket
import time
from collections.abc import Mapping
from math import inf
from typing import Final

log = logging.getLogger(__name__)

# Far below what any unit asks for, and far above what frames would cost in messages.
_ALIVE_EVERY_S: Final = 1.0


class Notify:
    """Speaks to the socket that NOTIFY_SOCKET names, and to nobody where there is none.

    A manager that does not listen is no reason to stop: it restarts who falls silent.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        name = environ.get("NOTIFY_SOCKET", "")
        # Linux: an at sign stands for the zero byte that begins an abstract name.
        self._address = "\0" + name[1:] if name.startswith("@") else name
        self._next_s = -inf

    def ready(self) -> None:
        """The service is up: what waits for it may start."""
        self._send(b"READY=1")

    def alive(self) -> None:
        """It got on just now. Said too seldom, WatchdogSec= of the unit ends and restarts it."""
        now_s = time.monotonic()
        if now_s >= self._next_s:
            self._next_s = now_s + _ALIVE_EVERY_S
            self._send(b"WATCHDOG=1")

    def _send(self, message: bytes) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                # One that is busy must not hold up a frame.
                manager.setblocking(False)
                manager.sendto(message, self._address)
        except OSError as error:
            log.warning("systemd does not hear %s: %s", message.decode(), error.strerror)
