"""Looks at the masked pictures of a running camera, and notes which were masked whole."""

import os
import socket
import threading
from pathlib import Path
from typing import Final

import msgspec

from simulator.lab.record import Shown

_LENGTH_BYTES: Final = 4
_RETRY_S: Final = 0.1
_PATIENCE_S: Final = 5.0


class _Header(msgspec.Struct, frozen=True):
    """What we want of a picture's header (edge/preview.py)."""

    mono_s: float
    whole: bool
    seen_bytes: int


class Viewer:
    """Follows a preview's socket in a thread, also when it goes and comes back.

    A picture that comes while we are not ready is not shown to us, and a picture's raw_bytes then
    count for that one too; of several that one look lets go the first has them all.
    start_mono_s: when the scene began.
    """

    def __init__(self, path: Path, *, start_mono_s: float) -> None:
        self._path = path
        self._start_mono_s = start_mono_s
        self._shown: list[Shown] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="viewer", daemon=True)
        self._thread.start()

    @property
    def shown(self) -> tuple[Shown, ...]:
        return tuple(self._shown)

    def close(self) -> None:
        self._ended.set()
        self._thread.join(_PATIENCE_S)

    def _follow(self) -> None:
        while not self._ended.wait(_RETRY_S):
            with socket.socket(socket.AF_UNIX) as wire:
                try:
                    _connect(wire, self._path)
                    self._look(wire)
                except OSError:
                    continue  # vision is down, or was

    def _look(self, wire: socket.socket) -> None:
        """Note pictures until the end. Raises OSError."""
        wire.settimeout(_RETRY_S)
        parts = _Parts(wire, self._ended)
        seen_bytes = 0
        while (head := parts.next()) is not None and parts.next() is not None:
            header = msgspec.json.decode(head, type=_Header)
            shown = Shown(
                t_s=header.mono_s - self._start_mono_s,
                whole=header.whole,
                raw_bytes=header.seen_bytes - seen_bytes,
            )
            seen_bytes = header.seen_bytes
            self._shown.append(shown)


class _Parts:
    """What a preview sends: parts, each behind its length of 4 bytes."""

    def __init__(self, wire: socket.socket, ended: threading.Event) -> None:
        self._wire = wire
        self._ended = ended
        self._come = bytearray()

    def next(self) -> bytes | None:
        """The next part, None at the end. Raises OSError."""
        length = self._take(_LENGTH_BYTES)
        return None if length is None else self._take(int.from_bytes(length))

    def _take(self, count: int) -> bytes | None:
        while len(self._come) < count:
            try:
                chunk = self._wire.recv(2**18)
            except TimeoutError:
                chunk = None
            if chunk == b"" or self._ended.is_set():
                return None
            self._come += chunk or b""
        taken = bytes(self._come[:count])
        del self._come[:count]
        return taken


def _connect(wire: socket.socket, path: Path) -> None:
    """Connect by way of the folder: a name seen through another namespace may be too long."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        wire.connect(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)
