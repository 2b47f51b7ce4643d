"""One direction of a connection through a proxy: chunks come in, wait, and go out in order."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

CHUNK_BYTES: Final = 16_384
# Between two bytes of a way that trickles.
_TRICKLE_S: Final = 1.0
# What one direction holds back at most: 1 MiB, then its sender has to wait.
_MAX_CHUNKS: Final = 64


def as_it_is(chunk: bytes) -> tuple[bytes, bool]:
    return chunk, False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe:
    """delay_s: of a chunk that comes now. swallows: whether nothing may go out now. trickles:
    whether a byte a second may.

    change: a chunk to what goes out in its place, and whether to hang up after it.
    """

    reader: StreamReader
    writer: StreamWriter
    delay_s: Callable[[], float]
    swallows: Callable[[], bool]
    trickles: Callable[[], bool]
    change: Callable[[bytes], tuple[bytes, bool]] = as_it_is

    async def run(self) -> None:
        """Carry until the reader's end, and pass that on too. Raises OSErrors in a group."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_MAX_CHUNKS)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._fill(waiting))
            both.create_task(self._pour(waiting))

    async def _fill(self, waiting: asyncio.Queue[tuple[float, bytes]]) -> None:
        chunk = b"not the end"
        while chunk:
            chunk = await self.reader.read(CHUNK_BYTES)
            await waiting.put((_now_s() + self.delay_s(), chunk))

    async def _pour(self, waiting: asyncio.Queue[tuple[float, bytes]]) -> None:
        while True:
            due_s, chunk = await waiting.get()
            await asyncio.sleep(due_s - _now_s())
            if not self.swallows():
                await self._send(chunk)
            if not chunk:
                return

    async def _send(self, chunk: bytes) -> None:
        if not chunk:
            self.writer.write_eof()
            return
        changed, hang_up = self.change(chunk)
        while changed and self.trickles():
            self.writer.write(changed[:1])
            changed = changed[1:]
            await asyncio.sleep(_TRICKLE_S)
        self.writer.write(changed)
        await self.writer.drain()
        if hang_up:
            raise ConnectionAbortedError("hung up on purpose")


def _now_s() -> float:
    return asyncio.get_running_loop().time()
