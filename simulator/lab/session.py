"""What a broker knows of one client, connected or not."""

from dataclasses import replace
from typing import Final

from edge.uplink.link import Message
from simulator.lab.packets import Connect, Publish
from simulator.lab.topics import matches
from simulator.lab.wire import Wire

_NUMBERS: Final = 65_535


class Session:
    """Subscriptions, and what the client still has to acknowledge, in order.

    wire: None while it is gone; gone_s: since when.
    """

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        self.wire: Wire | None = None
        self.connect = Connect(client_id=client_id)
        self.will: Message | None = None
        self.gone_s = 0.0
        self._subscriptions: dict[str, int] = {}
        self._waiting: dict[int, Publish] = {}
        self._sent: set[int] = set()
        self._number = 0

    @property
    def waiting(self) -> int:
        """How many messages the client has not acknowledged."""
        return len(self._waiting)

    def subscribe(self, pattern: str, qos: int) -> None:
        self._subscriptions[pattern] = qos

    def asked(self, topic: str) -> tuple[int, ...]:
        """At which QoS it has asked for a topic: one for each filter that takes it in."""
        return tuple(qos for name, qos in self._subscriptions.items() if matches(name, topic))

    def deliver(self, message: Message, *, qos: int) -> None:
        """Send at a QoS, or keep for later what must not be lost."""
        given = replace(message, qos=qos)
        if qos == 0:
            if self.wire is not None:
                self.wire.answer(Publish(message=given))
            return
        self._number = self._number % _NUMBERS + 1
        self._waiting[self._number] = Publish(message=given, number=self._number)
        self._send(self._number)

    def acknowledge(self, number: int) -> None:
        self._waiting.pop(number, None)
        self._sent.discard(number)

    def resume(self) -> None:
        """Send again what is not acknowledged, in order."""
        for number in tuple(self._waiting):
            self._send(number)

    def _send(self, number: int) -> None:
        if self.wire is None:
            return
        packet = self._waiting[number]
        again = number in self._sent
        self._sent.add(number)
        self.wire.answer(Publish(message=packet.message, number=number, again=again))
