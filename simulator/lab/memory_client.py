"""A plain MQTT client over a broker in memory: it acknowledges, and tells what it got."""

from collections.abc import Callable

from edge.uplink.link import Message
from simulator.lab.memory_broker import MemoryBroker
from simulator.lab.packets import Connect, Disconnect, Puback, Publish, Subscribe
from simulator.lab.wire import Wire


class MemoryClient:
    """One client id beside the broker. on_message: gets each message as it is taken."""

    def __init__(
        self,
        broker: MemoryBroker,
        client_id: str,
        *,
        on_message: Callable[[Message], None],
        clean_start: bool = True,
        expiry_s: float = 0.0,
        will: Message | None = None,
    ) -> None:
        self._broker = broker
        self._on_message = on_message
        self._connect = Connect(
            client_id=client_id, clean_start=clean_start, expiry_s=expiry_s, will=will
        )
        self._wire: Wire | None = None
        self._number = 0

    @property
    def is_connected(self) -> bool:
        return self._wire is not None and not self._wire.is_over

    def connect(self) -> None:
        """Raises UnreachableError."""
        self._wire = self._broker.reach(inside=True)
        self._wire.say(self._connect)

    def step(self) -> None:
        """Take what has come."""
        if self._wire is None or not self._wire.has_come():
            return
        for packet in self._wire.take():
            if isinstance(packet, Publish):
                self._take(packet, self._wire)

    def subscribe(self, pattern: str, *, qos: int = 1) -> None:
        if self._wire is not None:
            self._wire.say(Subscribe(pattern=pattern, qos=qos))

    def publish(self, message: Message) -> None:
        self._number += 1
        if self._wire is not None:
            self._wire.say(Publish(message=message, number=self._number))

    def disconnect(self) -> None:
        """Say goodbye: the broker forgets the will."""
        if self._wire is not None:
            self._wire.say(Disconnect())
        self.drop()

    def drop(self) -> None:
        """End without a goodbye."""
        if self._wire is not None:
            self._wire.leave()
        self._wire = None

    def _take(self, packet: Publish, wire: Wire) -> None:
        if packet.number:
            wire.say(Puback(number=packet.number))
        self._on_message(packet.message)
