"""A TCP proxy before a broker, that can be told to fail in the ways networks do."""

import asyncio
import threading
from typing import Final, Self
from urllib.parse import urlsplit

from simulator.faults.tunnels import LOOPBACK, Mode, Tunnels, Weather

_PATIENCE_S: Final = 5.0


class Proxy:
    """Listens on loopback and passes every byte on, TLS or not, until it is told otherwise.

    May be told from any thread; has one of its own. upstream_host, upstream_port: the broker, which
    is looked for anew with each connection. port: where it listens; it never changes.
    """

    def __init__(self, upstream_host: str, upstream_port: int) -> None:
        self._tunnels = Tunnels(upstream_host, upstream_port)
        self.port = self._tunnels.port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self.ok()

    @property
    def mode(self) -> Mode:
        return self._tunnels.weather.mode

    def through(self, url: str) -> str:
        """The same URL at the proxy's place, which the broker's certificate must name too."""
        parts = urlsplit(url)
        host = "localhost" if parts.hostname == "localhost" else LOOPBACK
        return parts._replace(netloc=f"{host}:{self.port}").geturl()

    def change(self, weather: Weather) -> None:
        """Let the weather be this from now on."""
        changed = self._tunnels.change(weather)
        asyncio.run_coroutine_threadsafe(changed, self._loop).result(_PATIENCE_S)

    def ok(self) -> None:
        """Pass everything on at once."""
        self.change(Weather(mode="ok"))

    def slow(self, *, to_client_s: float = 0.0, to_broker_s: float = 0.0) -> None:
        """Pass everything on later by that much, in order."""
        self.change(Weather(mode="slow", to_client_s=to_client_s, to_broker_s=to_broker_s))

    def trickle(self) -> None:
        """Pass on a byte a second, either way."""
        self.change(Weather(mode="trickle"))

    def down(self) -> None:
        """Reset every connection and refuse new ones."""
        self.change(Weather(mode="down"))

    def half_open(self) -> None:
        """Keep connections, take new ones, and swallow what comes either way."""
        self.change(Weather(mode="half_open"))

    def hostile(self, *, seed: int = 0) -> None:
        """Reset every connection, and torment each new one (simulator.faults.hostile)."""
        self.change(Weather(mode="hostile", seed=seed))

    def close(self) -> None:
        """Reset every connection and give back port and thread. May be called twice."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._tunnels.close(), self._loop).result(_PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
