"""The camera's masked pictures, as they come from its socket, and the little that is said back."""

import asyncio
import contextlib
import struct
from pathlib import Path
from typing import Any, Final

import msgspec

from edge.errors import NotNowError

# A header holds the configuration; a picture of 4K takes some 3 MB.
_MAX_HEAD_BYTES: Final = 1 << 20
_MAX_PICTURE_BYTES: Final = 1 << 24
# Nobody has asked for so long: nothing needs to be encoded any more.
_IDLE_S: Final = 5.0


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted here of a picture's header (edge/preview.py)."""

    config: dict[str, Any]


class View:
    """Connected only while somebody asks for pictures. path: of the socket."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._head = self._picture = b""
        self._number = 0
        self._changed = asyncio.Condition()
        self._asked_s = 0.0
        self._following: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the window is: its socket is there for as long."""
        return self._path.is_socket()

    @property
    def config(self) -> dict[str, Any] | None:
        """The configuration at work in plain values, None until a picture has come."""
        if not self._head:
            return None
        return msgspec.json.decode(self._head, type=_Head).config

    async def newer(self, than: int, *, patience_s: float) -> tuple[int, bytes] | None:
        """The newest picture with its number, None where none newer comes in time.

        4 bytes of length, a JSON header, a JPEG: as `edge/preview.py` writes the first two.
        """
        self._asked_s = asyncio.get_running_loop().time()
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._follow())
        async with self._changed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience_s):
                    await self._changed.wait_for(lambda: self._number > than)
            if self._number <= than:
                return None
            return self._number, struct.pack(">I", len(self._head)) + self._head + self._picture

    async def say(self, word: bytes) -> None:
        """Tell vision. Raises NotNowError where the window is closed."""
        try:
            _, writer = await asyncio.open_unix_connection(self._path)
        except OSError as error:
            raise NotNowError(f"{self._path}: {error.strerror}") from error
        writer.write(word)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def close(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])

    async def _follow(self) -> None:
        """Take pictures until nobody wants them, or the window is closed."""
        try:
            reader, writer = await asyncio.open_unix_connection(self._path)
        except OSError:
            return
        loop = asyncio.get_running_loop()
        try:
            while loop.time() < self._asked_s + _IDLE_S:
                head = await _part(reader, _MAX_HEAD_BYTES)
                picture = await _part(reader, _MAX_PICTURE_BYTES)
                async with self._changed:
                    self._head, self._picture = head, picture
                    self._number += 1
                    self._changed.notify_all()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort()


async def _part(reader: asyncio.StreamReader, limit_bytes: int) -> bytes:
    """Raises IncompleteReadError for the end, and for what no camera sends."""
    (length,) = struct.unpack(">I", await reader.readexactly(4))
    if length > limit_bytes:
        raise asyncio.IncompleteReadError(b"", length)
    return await reader.readexactly(length)
