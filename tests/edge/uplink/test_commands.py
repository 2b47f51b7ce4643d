"""A command on its whole way: broker, uplink, door, and the answer back where it is awaited."""

import queue
import ssl
import time
import uuid

import msgspec
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edge.clock import SystemClock
from edge.commanding.acts import acts
from edge.commanding.commanding import Commands
from edge.commanding.pause import Pause
from edge.contract import Answer, Command, topic
from edge.desired.memory import Memory
from edge.door.door import Door
from edge.governance.authority import Authority
from edge.governance.signing import seal
from tests.brokers import Mosquitto
from tests.edge.samples import vision_health
from tests.keys import CAMERA, KEYS
from tests.patience import wait_until
from tests.uplink_process import start_uplink

ANSWERS = topic(CAMERA, "response/#")
STATUS = topic(CAMERA, "status")


@pytest.fixture
def broker(tmp_path):
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Mosquitto(folder, [CAMERA])
    yield broker
    broker.stop()


class Desk:
    """An operator who asks over MQTT 5."""

    def __init__(self, broker):
        self.answers = queue.Queue()
        self._subscribed = []
        folder = broker.certificates
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        context.load_cert_chain(folder / "operator.pem", folder / "operator.key")
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.tls_set_context(context)
        self.statuses = queue.Queue()
        self._client.message_callback_add(STATUS, lambda _c, _u, one: self.statuses.put(one))
        self._client.on_message = lambda _c, _u, message: self.answers.put(message)
        self._client.on_subscribe = lambda *_: self._subscribed.append(True)
        self._client.connect("127.0.0.1", broker.operator_port)
        self._client.loop_start()
        self._client.subscribe([(ANSWERS, 1), (STATUS, 1)])
        wait_until(lambda: self._subscribed, "a subscription")

    def ask(self, raw, *, to=None):
        extra = Properties(PacketTypes.PUBLISH)
        extra.MessageExpiryInterval = 60
        if to is not None:
            extra.ResponseTopic = topic(CAMERA, to)
            extra.CorrelationData = b"desk-7"
        self._client.publish(topic(CAMERA, "command/ping"), raw, qos=1, properties=extra)

    def close(self):
        self._client.disconnect()
        self._client.loop_stop()


def answered(commands, desk, count):
    commands.obey()
    return desk.answers.qsize() >= count


def test_a_command_sent_twice_is_answered_once_where_it_is_awaited(broker, tmp_path):
    path, clock = tmp_path / "door.sqlite", SystemClock()
    uplink = start_uplink(broker.settings(CAMERA), path, tmp_path / "uplink.log")
    desk = Desk(broker)
    with Door(path) as door:
        # It subscribes before it says that it is there.
        wait_until(desk.statuses.qsize, "a camera that listens")
        commands = Commands(
            door=door,
            authority=Authority(trust=KEYS.trust(CAMERA), kept=Memory(tmp_path).policy),
            clock=clock,
            acts=acts(
                door=door,
                pause=Pause(None, clock, boot="a"),
                health=vision_health,
                models=lambda: (True, True),
                clips=tuple,
            ),
        )
        asked = [Command(id=str(uuid.uuid4()), name="ping", t=int(time.time())) for _ in range(2)]
        first, last = (
            seal(
                msgspec.json.encode(one).decode(),
                purpose="command",
                audience=[CAMERA],
                by=[KEYS.operator],
            )
            for one in asked
        )
        try:
            desk.ask(first, to="response/desk/7")
            desk.ask(first, to="response/desk/7")
            desk.ask(last)
            wait_until(lambda: answered(commands, desk, 2), "answers")
        finally:
            uplink.terminate()
            uplink.wait()
            desk.close()
    told = [desk.answers.get_nowait() for _ in range(desk.answers.qsize())]
    assert [message.topic for message in told] == [
        topic(CAMERA, "response/desk/7"),
        topic(CAMERA, "response/ping"),
    ]
    answers = [msgspec.json.decode(message.payload, type=Answer) for message in told]
    assert [answer.id for answer in answers] == [command.id for command in asked]
    assert told[0].properties.CorrelationData == b"desk-7"
