"""The desk's own ear at the broker: every byte it hears, and a way to send a configuration."""

import asyncio
from collections.abc import Callable, Iterator

import paho.mqtt.publish as publish
import pytest
from paho.mqtt.enums import MQTTProtocolVersion

from edge.contract import topic
from edge.governance.signing import open_signed
from edge.uplink.settings import parse_broker
from simulator.broker import Broker, start_broker
from simulator.web.desk import Desk, Viewer
from simulator.web.tap import Tap
from simulator.web.told import Message, Parts, Scenes
from tests.keys import KEYS
from tests.patience import PATIENCE_S, wait_until

CAMERA = "demo-1"


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with start_broker() as running:
        yield running


def say(
    broker: Broker, suffix: str, payload: bytes, *, retain: bool = False, camera: str = CAMERA
) -> None:
    address = parse_broker(broker.url)
    publish.single(
        topic(camera, suffix), payload, 1, retain, address.host, address.port,
        protocol=MQTTProtocolVersion.MQTTv5,
    )  # fmt: skip


def heard(viewer: Viewer, suffix: str) -> list[Message]:
    return [m for m in viewer.unread if isinstance(m, Message) and m.topic == suffix]


def is_connected(viewer: Viewer) -> bool:
    return any(isinstance(told, Parts) and told.broker == "ok" for told in viewer.unread)


def listen(broker: Broker, act: Callable[[Tap], None], *, until: str) -> Message:
    """Connect a desk, act, and return the first message under a topic."""
    return heard(attend(broker, act, until=until), until)[0]


def attend(broker: Broker, act: Callable[[Tap], None], *, until: str) -> Viewer:
    """Connect a desk, act, and return a page that has heard a message under a topic."""

    async def main() -> Viewer:
        desk = Desk(scenes=Scenes(cards=()))
        viewer = desk.enter()
        tap = Tap(url=broker.url, camera=CAMERA, desk=desk, keys=KEYS)
        async with asyncio.timeout(PATIENCE_S):
            while not is_connected(viewer):
                await asyncio.sleep(0.01)
            await asyncio.to_thread(act, tap)
            while not heard(viewer, until):
                await asyncio.sleep(0.01)
        tap.close()
        return viewer

    return asyncio.run(main())


def test_topic_and_payload_are_counted_to_the_byte(broker):
    message = listen(broker, lambda _: say(broker, "health", "grün".encode()), until="health")
    assert message.text == "grün"
    assert message.size_bytes == len("passerby/v1/demo-1/health") + 5
    assert not message.stored


def test_a_payload_that_is_no_text_keeps_its_bytes(broker):
    message = listen(broker, lambda _: say(broker, "health", b"\xff\x00"), until="health")
    assert message.raw == b"\xff\x00"
    assert message.text == "\ufffd\x00"


def test_what_the_broker_had_kept_is_marked(broker):
    say(broker, "status", b"{}", retain=True)
    assert listen(broker, lambda _: None, until="status").stored


def test_a_configuration_travels_in_an_envelope_signed_exactly_as_written(broker):
    text = "# mine\nversion: [broken"
    message = listen(broker, lambda tap: tap.publish_config(text) or None, until="config/desired")
    operators = KEYS.trust(CAMERA).operators.as_keys()
    raw = message.text.encode()
    opened = open_signed(raw, purpose="config", keys=operators, names=[CAMERA], utc_s=None)
    assert opened.body == text.encode()


def test_after_turning_to_another_camera_only_that_one_is_heard(broker):
    def act(tap: Tap) -> None:
        tap.turn_to("demo-2")
        say(broker, "statement", b"late")
        # Kept: it may be there before the broker has taken in who listens to what.
        say(broker, "statement", b"mine", camera="demo-2", retain=True)

    assert listen(broker, act, until="statement").text == "mine"


def test_a_desk_that_leaves_takes_the_desired_configuration_along(broker):
    attend(broker, lambda tap: tap.publish_config("version: 7") or None, until="config/desired")

    def is_gone() -> bool:
        viewer = attend(broker, lambda _: say(broker, "health", b"{}"), until="health")
        return heard(viewer, "config/desired") == []

    # The next desk may be there before the broker has taken in the last words of the one before.
    wait_until(is_gone, "a broker that keeps nothing")


def test_without_a_broker_nothing_is_promised():
    with start_broker() as closed:
        url = closed.url

    async def main() -> bool:
        tap = Tap(url=url, camera=CAMERA, desk=Desk(scenes=Scenes(cards=())), keys=KEYS)
        sent = tap.publish_config("version: 1")
        tap.close()
        return sent

    assert asyncio.run(main()) is False
