"""What lies between the cameras and the broker: a line that can be cut, slowed or left hanging."""

from typing import Final

from edge.uplink.settings import parse_broker
from simulator.faults.proxy import Proxy
from simulator.web.asked import TroubleName

OF_THE_WIRE: Final[tuple[TroubleName, ...]] = (
    "broker_down",
    "broker_slow",
    "broker_half_open",
    "broker_hostile",
)
# Long enough to watch a publication on its way.
_SLOW_S: Final = 3.0


class Wire:
    """A proxy before the broker; none before one with TLS, whose certificate names its own place.

    url: where the cameras find the broker. known: the troubles that can be made; on: the one
    that lasts at present.
    """

    def __init__(self, broker_url: str) -> None:
        broker = parse_broker(broker_url)
        self._proxy = None if broker.tls else Proxy(broker.host, broker.port)
        self.url = broker_url if self._proxy is None else self._proxy.through(broker_url)
        self.known: tuple[TroubleName, ...] = () if self._proxy is None else OF_THE_WIRE
        self.on: tuple[TroubleName, ...] = ()

    def make(self, name: TroubleName, *, on: bool) -> None:
        """Begin or end one of OF_THE_WIRE; a new one takes the place of the one before."""
        if self._proxy is None or (not on and name not in self.on):
            return
        self.on = (name,) if on else ()
        match self.on:
            case ("broker_down",):
                self._proxy.down()
            case ("broker_slow",):
                self._proxy.slow(to_client_s=_SLOW_S, to_broker_s=_SLOW_S)
            case ("broker_half_open",):
                self._proxy.half_open()
            case ("broker_hostile",):
                self._proxy.hostile()
            case _:
                self._proxy.ok()

    def mend(self) -> None:
        """Let everything through."""
        for name in self.on:
            self.make(name, on=False)

    def close(self) -> None:
        if self._proxy is not None:
            self._proxy.close()
