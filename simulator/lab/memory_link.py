"""The uplink's connection over a broker in memory, with the patience it has over a network."""

from collections.abc import Callable

from edge.contract import topic
from edge.uplink.link import (
    KEEPALIVE_S,
    WANTED,
    WINDOW,
    Dial,
    LinkError,
    Message,
    Patience,
    Received,
    Traffic,
    received,
)
from edge.uplink.settings import UplinkSettings
from simulator.lab.memory_broker import MemoryBroker, UnreachableError
from simulator.lab.packets import (
    Connack,
    Connect,
    Disconnect,
    Packet,
    Ping,
    Pong,
    Puback,
    Publish,
    Subscribe,
)
from simulator.lab.wire import Wire


def dialling(
    broker: MemoryBroker, mono_s: Callable[[], float], *, on_dial: Callable[[Wire], None]
) -> Dial:
    """Make the way in which an uplink reaches a broker in memory. on_dial: gets each wire."""

    def dial(settings: UplinkSettings, *, will: Message, v5: bool, traffic: Traffic) -> MemoryLink:
        try:
            wire = broker.reach()
        except UnreachableError as error:
            raise LinkError("Connection refused") from error
        on_dial(wire)
        return MemoryLink(wire, mono_s, camera=settings.camera, will=will, traffic=traffic)

    return dial


class MemoryLink:
    """A Link that waits for nobody: time is moved by whoever steps it."""

    def __init__(
        self,
        wire: Wire,
        mono_s: Callable[[], float],
        *,
        camera: str,
        will: Message,
        traffic: Traffic,
    ) -> None:
        self.is_up = False
        self.answered = False
        self._wire = wire
        self._mono_s = mono_s
        self._camera = camera
        self._traffic = traffic
        self._patience = Patience(mono_s)
        self._reason = "the broker hung up without an answer"
        self._number = 0
        self._acknowledged: list[int] = []
        self._received: list[Received] = []
        self._said_s = self._heard_s = mono_s()
        self._pinged = False
        self._say(Connect(client_id=camera, keepalive_s=KEEPALIVE_S, will=will))

    def step(self, timeout_s: float) -> None:
        """Take what has come. Raises LinkError."""
        for packet in self._wire.take():
            self._heard_s = self._mono_s()
            self._hear(packet)
        if self._wire.is_over:
            raise LinkError(self._reason)
        self._keep_alive()
        self._patience.check(is_up=self.is_up)

    def room(self) -> int:
        return max(0, WINDOW - self._patience.owed) if self.is_up else 0

    def publish(self, message: Message) -> int:
        self._number += 1
        self._traffic.count(message)
        if message.qos > 0:
            self._patience.expect(self._number)
        self._say(Publish(message=message, number=self._number))
        return self._number

    def acknowledged(self) -> tuple[int, ...]:
        done, self._acknowledged = tuple(self._acknowledged), []
        return done

    def received(self) -> tuple[Received, ...]:
        arrived, self._received = tuple(self._received), []
        return arrived

    def close(self) -> None:
        self._say(Disconnect())
        self.drop()

    def drop(self) -> None:
        self.is_up = False
        self._wire.leave()

    def _hear(self, packet: Packet) -> None:
        match packet:
            case Connack():
                self._begin(packet)
            case Puback(number=number):
                if self._patience.came(number):
                    self._acknowledged.append(number)
            case Pong():
                self._pinged = False
            case Publish(message=message, number=number):
                if message.qos > 0:
                    self._say(Puback(number=number))
                told = received(self._camera, message)
                if told is not None:
                    self._received.append(told)

    def _begin(self, answer: Connack) -> None:
        self.answered = True
        if answer.refused is not None:
            self._reason = f"the broker refused: {answer.refused}"
            self._wire.hang_up()
            return
        self.is_up = True
        self._reason = "the broker hung up"
        for suffix in WANTED:
            self._say(Subscribe(pattern=topic(self._camera, suffix), qos=1))

    def _keep_alive(self) -> None:
        """Ask whether the broker is there after a keepalive of silence either way, as paho does."""
        now_s = self._mono_s()
        if not self.is_up or now_s - min(self._said_s, self._heard_s) < KEEPALIVE_S:
            return
        if self._pinged:
            raise LinkError("keep alive timeout")
        self._say(Ping())
        self._said_s = self._heard_s = now_s
        self._pinged = True

    def _say(self, packet: Packet) -> None:
        self._said_s = self._mono_s()
        self._wire.say(packet)
