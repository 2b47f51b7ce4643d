"""Connections through a proxy on one event loop, and what the weather does to them."""

import asyncio
import contextlib
import socket
import struct
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass
from typing import Final, Literal

from simulator.faults.hostile import Tormentor
from simulator.faults.pipe import CHUNK_BYTES, Pipe, as_it_is

Mode = Literal["ok", "slow", "trickle", "down", "half_open", "hostile"]

LOOPBACK: Final = "127.0.0.1"
# SO_LINGER on, for no time: closing resets the connection.
_RESET: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What happens to connections. Delays in seconds; seed: of what is hostile."""

    mode: Mode
    to_client_s: float = 0.0
    to_broker_s: float = 0.0
    seed: int = 0


class Tunnels:
    """All connections of one proxy. port: held from the beginning, also while nobody listens."""

    def __init__(self, upstream_host: str, upstream_port: int) -> None:
        self._upstream = upstream_host, upstream_port
        self._held = _bound(0)
        self.port: int = self._held.getsockname()[1]
        self.weather = Weather(mode="down")
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._tormented = 0

    async def change(self, weather: Weather) -> None:
        """Let the weather change. A connection that has lost bytes is reset, not continued."""
        before, self.weather = self.weather.mode, weather
        if weather.mode == "down":
            await self._stop_listening()
        elif self._server is None:
            self._server = await asyncio.start_server(
                self._take, sock=self._held, limit=CHUNK_BYTES
            )
        if weather.mode in ("down", "hostile") or before in ("half_open", "hostile"):
            await self._reset_all()

    async def close(self) -> None:
        await self.change(Weather(mode="down"))
        self._held.close()

    async def _stop_listening(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        # asyncio drops, and does not close, what it accepts while its server closes: take no more,
        # and give what was accepted its turn.
        for listener in server.sockets:
            asyncio.get_running_loop().remove_reader(listener.fileno())
        await asyncio.sleep(0)
        server.close()
        # A port that is bound and does not listen refuses, and nobody else can take it.
        self._held = _bound(self.port)

    async def _reset_all(self) -> None:
        ended = tuple(self._under_way)
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)

    def _take(self, reader: StreamReader, writer: StreamWriter) -> None:
        # A task of our own: Python 3.11 logs an error for one of its own that was cancelled. Noted
        # from the beginning, so that _reset_all() finds one that has not yet had its turn.
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._under_way.add(task)
        task.add_done_callback(self._end)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await self._carry(reader, writer)
        except* OSError:
            pass  # either end hung up: so does the other
        finally:
            await _reset(writer)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            context = {"message": "a connection through the proxy failed", "exception": error}
            task.get_loop().call_exception_handler(context)

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self.weather.mode == "half_open":
            while await reader.read(CHUNK_BYTES):
                pass
            return
        tormentor = self._next_tormentor()
        # Down: one that came in just before.
        if self.weather.mode == "down" or (tormentor and tormentor.malice == "refuse"):
            return
        from_broker, to_broker = await asyncio.open_connection(*self._upstream, limit=CHUNK_BYTES)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._to_broker(reader, to_broker, tormentor).run())
                both.create_task(self._to_client(from_broker, writer, tormentor).run())
        finally:
            await _reset(to_broker)

    def _next_tormentor(self) -> Tormentor | None:
        if self.weather.mode != "hostile":
            return None
        self._tormented += 1
        return Tormentor(seed=self.weather.seed, number=self._tormented - 1)

    def _to_broker(
        self, reader: StreamReader, writer: StreamWriter, tormentor: Tormentor | None
    ) -> Pipe:
        return Pipe(
            reader=reader,
            writer=writer,
            delay_s=lambda: self.weather.to_broker_s,
            swallows=self._swallows,
            trickles=self._trickles,
            change=as_it_is if tormentor is None else tormentor.question,
        )

    def _to_client(
        self, reader: StreamReader, writer: StreamWriter, tormentor: Tormentor | None
    ) -> Pipe:
        return Pipe(
            reader=reader,
            writer=writer,
            delay_s=lambda: self.weather.to_client_s,
            swallows=self._swallows,
            trickles=self._trickles,
            change=as_it_is if tormentor is None else tormentor.answer,
        )

    def _swallows(self) -> bool:
        return self.weather.mode == "half_open"

    def _trickles(self) -> bool:
        return self.weather.mode == "trickle"


def _bound(port: int) -> socket.socket:
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((LOOPBACK, port))
    return held


async def _reset(writer: StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
    # The socket is closed in the loop's next round.
    await asyncio.sleep(0)
