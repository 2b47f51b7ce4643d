"""Which message goes to whom, and what is kept for those who come later."""

from dataclasses import replace

from edge.uplink.link import Message
from simulator.lab.session import Session
from simulator.lab.topics import matches


class Routing:
    """All sessions of a broker, connected or not, and its retained messages."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self._retained: dict[str, Message] = {}

    def publish(self, message: Message) -> None:
        """Take in one message, whoever sent it."""
        if message.retain:
            self._retain(message)
        live = replace(message, retain=False)
        for session in tuple(self.sessions.values()):
            for qos in session.asked(message.topic):
                session.deliver(live, qos=min(qos, message.qos))

    def subscribe(self, session: Session, pattern: str, qos: int) -> None:
        """Add a subscription, and send what is kept for it."""
        session.subscribe(pattern, qos)
        for topic, kept in tuple(self._retained.items()):
            if matches(pattern, topic):
                session.deliver(kept, qos=min(qos, kept.qos))

    def retained(self, topic: str) -> bytes | None:
        """What is kept at a topic."""
        kept = self._retained.get(topic)
        return None if kept is None else kept.payload

    def connected(self) -> tuple[Session, ...]:
        return tuple(session for session in self.sessions.values() if session.wire is not None)

    def forget(self, session: Session) -> None:
        """End a session, unless its client has a new one."""
        if self.sessions.get(session.client_id) is session:
            del self.sessions[session.client_id]

    def _retain(self, message: Message) -> None:
        self._retained.pop(message.topic, None)
        if message.payload:
            self._retained[message.topic] = message
