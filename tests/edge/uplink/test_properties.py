"""What MQTT 5 adds on real brokers, and that MQTT 3.1.1 lacks nothing that matters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edge.uplink.link import Link, Message, Received, Traffic
from edge.uplink.mqtt import dial
from edge.uplink.settings import UplinkSettings
from simulator.broker import start_broker
from simulator.fleet.brokers import opened
from tests.brokers import MOSQUITTO, wait_until

PREFIX = "passerby/v1/cam-1"
STATUS = Message(topic=f"{PREFIX}/status", payload=b'{"online":true}', retain=True)
WILL = Message(topic=f"{PREFIX}/status", payload=b'{"online":false}', retain=True)
EVENT = Message(topic=f"{PREFIX}/event/loitering", payload=b'{"v":1}')
HEALTH = Message(topic=f"{PREFIX}/health", payload=b'{"v":1}', qos=0, expiry_s=30)


@pytest.fixture(scope="module")
def mosquitto() -> Iterator[dict[bool, str]]:
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed")
    with opened("mosquitto") as url:
        yield {True: url, False: url}


@pytest.fixture(scope="module")
def embedded() -> Iterator[dict[bool, str]]:
    with start_broker() as broker:
        yield {True: broker.url, False: broker.url_v311}


@pytest.fixture(params=["mosquitto", "embedded"])
def urls(request) -> dict[bool, str]:
    """Where the broker speaks MQTT 5 (True) and 3.1.1 (False)."""
    urls: dict[bool, str] = request.getfixturevalue(request.param)
    return urls


class Observer:
    """A client of MQTT 5 that keeps whole messages, properties and all."""

    def __init__(self, url: str) -> None:
        self.messages: list[mqtt.MQTTMessage] = []
        self._subscribed = 0
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_message = lambda _c, _u, message: self.messages.append(message)
        self._client.on_subscribe = self._on_subscribe
        self._client.connect("127.0.0.1", int(url.rpartition(":")[2]))
        self._client.loop_start()
        self._client.subscribe(f"{PREFIX}/#", qos=1)
        wait_until(lambda: self._subscribed > 0, "a subscription")

    def ask(self, name: str, payload: bytes, *, retain: bool = False, **extra: object) -> None:
        properties = Properties(PacketTypes.PUBLISH)
        for key, value in extra.items():
            setattr(properties, key, value)
        sent = self._client.publish(f"{PREFIX}/{name}", payload, 1, retain, properties)
        sent.wait_for_publish(20)

    def at(self, name: str, payload: bytes | None = None) -> list[mqtt.MQTTMessage]:
        found = [message for message in self.messages if message.topic == f"{PREFIX}/{name}"]
        return [message for message in found if payload in (None, message.payload)]

    def waits_for(self, name: str, payload: bytes | None = None) -> mqtt.MQTTMessage:
        wait_until(lambda: self.at(name, payload) != [], f"a message at {name}")
        return self.at(name, payload)[-1]

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        del self._client

    def _on_subscribe(self, *_: object) -> None:
        self._subscribed += 1


def forget_session(url: str) -> None:
    """Connect once as the camera, and ask the broker to keep nothing of it."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "cam-1", protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", int(url.rpartition(":")[2]), clean_start=True)
    wait_until(lambda: client.loop(0.02) or client.is_connected(), "a connection")
    client.disconnect()
    client.loop(0.02)


@pytest.fixture
def observer(urls):
    forget_session(urls[True])
    observer = Observer(urls[True])
    yield observer
    for kept in ("status", "command/ping", "config/desired"):
        observer.ask(kept, b"", retain=True)
    observer.close()


@contextmanager
def connected(urls, *, v5: bool) -> Iterator[Link]:
    link = begin(urls, v5=v5)
    yield link
    link.close()


def begin(urls, *, v5: bool) -> Link:
    settings = UplinkSettings(camera="cam-1", broker=urls[v5])
    link = dial(settings, will=WILL, v5=v5, traffic=Traffic())
    wait_until(lambda: link.step(0.02) or link.is_up, "a connection")
    # What is acknowledged comes after the subscriptions, which were asked for before.
    tell(link, EVENT)
    return link


def tell(link: Link, message: Message) -> None:
    number = link.publish(message)
    if message.qos:
        wait_until(lambda: link.step(0.02) or number in link.acknowledged(), "an acknowledgement")


def told(link: Link, count: int) -> list[Received]:
    heard: list[Received] = []
    wait_until(lambda: link.step(0.02) or len(heard.__iadd__(link.received())) >= count, "messages")
    return heard


@pytest.mark.parametrize("v5", [True, False], ids=["MQTT 5", "MQTT 3.1.1"])
def test_payloads_are_the_same_with_and_without_properties(urls, observer, v5):
    with connected(urls, v5=v5) as link:
        for message in (STATUS, HEALTH, EVENT):
            tell(link, message)
    assert observer.waits_for("status").payload == STATUS.payload
    assert observer.waits_for("health").payload == HEALTH.payload
    assert observer.waits_for("event/loitering").payload == EVENT.payload


def test_what_is_retained_says_what_it_is(urls, observer):
    with connected(urls, v5=True) as link:
        tell(link, STATUS)
        extra = observer.waits_for("status").properties
    assert extra.ContentType == "application/json"
    assert extra.UserProperty == [("schema", "passerby/v1")]


def test_an_event_carries_nothing_beside_its_payload(urls, observer):
    with connected(urls, v5=True) as link:
        tell(link, EVENT)
    extra = observer.waits_for("event/loitering").properties
    assert [hasattr(extra, name) for name in ("ContentType", "UserProperty")] == [False, False]


def test_what_is_only_worth_something_now_says_until_when(urls, observer):
    with connected(urls, v5=True) as link:
        tell(link, HEALTH)
        extra = observer.waits_for("health").properties
    assert 0 < extra.MessageExpiryInterval <= 30


def test_a_question_says_where_its_answer_goes_and_which_it_is(urls, observer):
    with connected(urls, v5=True) as link:
        response_topic = f"{PREFIX}/response/ping"
        observer.ask("command/ping", b"?", ResponseTopic=response_topic, CorrelationData=b"\0\x07")
        (question,) = told(link, 1)
        assert question == Received(
            suffix="command/ping",
            payload=b"?",
            response_topic=response_topic,
            correlation=b"\0\x07",
        )
        answer = Message(
            topic=response_topic, payload=b"!", correlation=question.correlation, expiry_s=60
        )
        tell(link, answer)
        extra = observer.waits_for("response/ping").properties
    assert extra.CorrelationData == b"\0\x07"
    assert extra.ContentType == "application/json"


@pytest.mark.parametrize("urls", ["mosquitto"], indirect=True)
def test_in_3_1_1_a_question_arrives_without_its_properties(urls, observer):
    # Not on the embedded broker: rumqttd 0.20 panics where properties would reach 3.1.1.
    with connected(urls, v5=False) as link:
        observer.ask("command/ping", b"?", CorrelationData=b"7")
        assert told(link, 1) == [Received(suffix="command/ping", payload=b"?")]


@pytest.mark.parametrize("v5", [True, False], ids=["MQTT 5", "MQTT 3.1.1"])
def test_a_command_that_somebody_retained_is_not_a_command(urls, observer, v5):
    observer.ask("command/ping", b"old", retain=True)
    observer.ask("config/desired", b"wanted", retain=True)
    with connected(urls, v5=v5) as link:
        observer.ask("command/ping", b"new")
        heard = told(link, 2)
    assert {(one.suffix, one.payload) for one in heard} == {
        ("config/desired", b"wanted"),
        ("command/ping", b"new"),
    }


def test_a_command_sent_while_the_connection_is_made_again_still_arrives(urls, observer):
    begin(urls, v5=True).drop()
    observer.ask("command/ping", b"meanwhile")
    with connected(urls, v5=True) as link:
        assert [one.payload for one in told(link, 1)] == [b"meanwhile"]


def test_in_3_1_1_a_connection_begins_with_nothing(urls, observer):
    begin(urls, v5=False).drop()
    observer.ask("command/ping", b"meanwhile")
    with connected(urls, v5=False) as link:
        observer.ask("command/ping", b"now")
        assert [one.payload for one in told(link, 1)] == [b"now"]


def test_a_camera_that_is_back_at_once_was_never_gone(urls, observer):
    begin(urls, v5=True).drop()
    with connected(urls, v5=True) as link:
        tell(link, replace(STATUS, payload=b"back"))
        observer.waits_for("status", b"back")
    assert observer.at("status", WILL.payload) == []


@pytest.mark.parametrize("urls", ["mosquitto"], indirect=True)
def test_a_camera_that_stays_away_is_told_of(urls, observer):
    begin(urls, v5=True).drop()
    observer.waits_for("status", WILL.payload)


def test_a_goodbye_leaves_no_will(urls, observer):
    with connected(urls, v5=True):
        pass
    observer.ask("event/marker", b"after")
    observer.waits_for("event/marker")
    assert observer.at("status", WILL.payload) == []
