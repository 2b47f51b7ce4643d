"""An MQTT broker in memory: sessions, retained messages, wills and QoS 1, in virtual time.

Where MQTT leaves a choice it does as Mosquitto 2 does: one copy for each filter that matches, QoS 0
is not kept for who is gone, wills are told when the broker itself is stopped.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from edge.clock import Clock
from edge.uplink.link import Message
from simulator.lab.packets import (
    Connack,
    Connect,
    Disconnect,
    Packet,
    Ping,
    Pong,
    Puback,
    Publish,
    Suback,
    Subscribe,
)
from simulator.lab.routing import Routing
from simulator.lab.session import Session
from simulator.lab.wire import Wire

# MQTT 5, 3.1.2.10: silence of one and a half keepalives ends a connection.
_PATIENCE: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the way to the broker is. delay_s: every answer comes later. stalled: as in Wire."""

    delay_s: float = 0.0
    stalled: bool = False


class Malice(Protocol):
    """What a hostile broker does to those who come from outside."""

    def welcomes(self, wire: Wire) -> bool:
        """Whether the broker goes on as it should with a client that has just said Connect."""
        ...

    def torment(self, sessions: tuple[Session, ...]) -> None:
        """Called several times a second with all outside sessions that are connected."""
        ...


class UnreachableError(Exception):
    """There is no broker at present."""


class MemoryBroker:
    """Clients reach() it and then speak over their Wire, Connect first."""

    def __init__(self, clock: Clock) -> None:
        self.malice: Malice | None = None
        self.running = True
        self._clock = clock
        self._routing = Routing()
        self._way = Way()
        self._outside: list[Wire] = []

    def reach(self, *, inside: bool = False) -> Wire:
        """Open a connection. Raises UnreachableError.

        inside: it begins beside the broker, where neither the way nor malice reaches.
        """
        if not self.running:
            raise UnreachableError
        seats: list[Session] = []

        def hear(packet: Packet) -> None:
            if isinstance(packet, Connect):
                seats.extend(self._connect(wire, packet, inside=inside))
            elif seats and seats[0].wire is wire:
                self._hear(seats[0], wire, packet)

        wire = Wire(self._clock.mono_s, to_broker=hear)
        if not inside and self._way.stalled:
            # Nobody answers: such a connection is never made, not even once the stall is over.
            wire.stall(True)
        elif not inside:
            self._outside.append(wire)
            self._apply_way()
        return wire

    def set_way(self, way: Way) -> None:
        """Change how the way is for all who come from outside."""
        self._way = way
        self._apply_way()

    def stop(self) -> None:
        """Stop as Mosquitto does when it is told to: wills are told, and kept sessions stay."""
        for session in self._routing.connected():
            self._tell_will(session)
        for session in self._routing.connected():
            self._release(session)
        for wire in self._outside:
            wire.hang_up()
            wire.stall(False)
        self._outside.clear()
        self.running = False

    def start(self) -> None:
        self.running = True

    def step(self) -> None:
        """Notice who has left or fallen silent, and forget sessions whose time is up."""
        now_s = self._clock.mono_s()
        for session in tuple(self._routing.sessions.values()):
            if session.wire is None:
                if now_s - session.gone_s > session.connect.expiry_s:
                    self._routing.forget(session)
            elif session.wire.is_gone or _is_silent(session, session.wire, now_s):
                self._tell_will(session)
                self._release(session)
        if self.malice is not None:
            self.malice.torment(
                tuple(s for s in self._routing.connected() if s.wire in self._outside)
            )

    def publish(self, message: Message) -> None:
        """Publish as somebody who sits beside the broker."""
        self._routing.publish(message)

    def retained(self, topic: str) -> bytes | None:
        """What is kept at a topic."""
        return self._routing.retained(topic)

    # -- inside

    def _hear(self, session: Session, wire: Wire, packet: Packet) -> None:
        match packet:
            case Publish(message=message, number=number):
                self._routing.publish(message)
                if message.qos:
                    wire.answer(Puback(number=number))
            case Puback(number=number):
                session.acknowledge(number)
            case Subscribe(pattern=pattern, qos=qos):
                wire.answer(Suback())
                self._routing.subscribe(session, pattern, qos)
            case Ping():
                wire.answer(Pong())
            case Disconnect():
                session.will = None
                self._release(session)

    def _connect(self, wire: Wire, packet: Connect, *, inside: bool) -> tuple[Session, ...]:
        if not inside and self.malice is not None and not self.malice.welcomes(wire):
            return ()
        sessions = self._routing.sessions
        old = sessions.get(packet.client_id)
        if old is not None and old.wire is not None:
            self._take_over(old, packet)
        if packet.clean_start or packet.client_id not in sessions:
            sessions[packet.client_id] = Session(packet.client_id)
        session = sessions[packet.client_id]
        session.wire, session.connect, session.will = wire, packet, packet.will
        wire.answer(Connack())
        session.resume()
        return (session,)

    def _take_over(self, old: Session, packet: Connect) -> None:
        """End the connection of a client id that somebody else comes with."""
        if packet.clean_start or old.connect.expiry_s == 0:
            self._tell_will(old)
        self._release(old)

    def _tell_will(self, session: Session) -> None:
        will, session.will = session.will, None
        if will is not None:
            self._routing.publish(will)

    def _release(self, session: Session) -> None:
        """End a session's connection; without an expiry the session ends with it."""
        wire, session.wire = session.wire, None
        session.gone_s = self._clock.mono_s()
        if wire is not None:
            wire.hang_up()
        if session.connect.expiry_s == 0:
            self._routing.forget(session)

    def _apply_way(self) -> None:
        for wire in self._outside:
            wire.delay_s = self._way.delay_s
            wire.stall(self._way.stalled)
        self._outside = [wire for wire in self._outside if not wire.is_dead]


def _is_silent(session: Session, wire: Wire, now_s: float) -> bool:
    keepalive_s = session.connect.keepalive_s
    return keepalive_s > 0 and now_s - wire.heard_s > _PATIENCE * keepalive_s
