"""A stage over the broker in memory."""

from edge.clock import ManualClock
from edge.uplink.link import Message
from simulator.lab.memory_broker import MemoryBroker
from simulator.lab.memory_client import MemoryClient
from tests.simulator.lab.scripts import Ask, Come, Got, Leave, Restart, Step, Tell


class MemoryStage:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.broker = MemoryBroker(self.clock)
        self._clients: dict[str, MemoryClient] = {}
        self._got: dict[str, list[Got]] = {}

    def do(self, step: Step) -> None:
        self.clock.advance(0.1)
        self._do(step)
        self.broker.step()
        for client in self._clients.values():
            client.step()

    def got(self) -> dict[str, list[Got]]:
        return self._got

    def _do(self, step: Step) -> None:
        match step:
            case Come():
                self._come(step)
            case Ask(who=who, pattern=pattern, qos=qos):
                self._clients[who].subscribe(pattern, qos=qos)
            case Tell():
                message = Message(
                    topic=step.topic, payload=step.payload, qos=step.qos, retain=step.retain
                )
                self._clients[step.who].publish(message)
            case Leave(who=who, goodbye=goodbye):
                client = self._clients.pop(who)
                client.disconnect() if goodbye else client.drop()
            case Restart():
                self.broker.stop()
                for client in self._clients.values():
                    client.step()
                self._clients.clear()
                self.broker.start()

    def _come(self, step: Come) -> None:
        got = self._got.setdefault(step.who, [])
        will = None
        if step.will is not None:
            topic, payload, qos, retain = step.will
            will = Message(topic=topic, payload=payload, qos=qos, retain=retain)
        client = MemoryClient(
            self.broker,
            step.who,
            on_message=lambda m: got.append((m.topic, m.payload, m.retain)),
            clean_start=not step.kept,
            expiry_s=3600.0 if step.kept else 0.0,
            will=will,
        )
        client.connect()
        self._clients[step.who] = client
