"""A command and its one answer, over a real broker."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.contract import Answer, Command
from edge.errors import DocumentError
from edge.fleet.ask import VALID_S, questions
from edge.fleet.wire import Wire
from edge.fleet.wishes import TOPICS, obey
from edge.governance.signing import Keys, open_signed, public_text
from edge.uplink.link import Message, Traffic
from edge.uplink.mqtt import dial
from edge.uplink.settings import UplinkSettings
from simulator.fleet.brokers import opened
from tests.brokers import MOSQUITTO
from tests.patience import wait_until

KEY = Ed25519PrivateKey.generate()
TRUSTED = Keys.of([public_text(KEY.public_key())])
NOW_S = 1_800_000_000.9


def read(raw: bytes, *, camera="cam-1", utc_s=NOW_S) -> Command:
    signed = open_signed(raw, purpose="command", keys=TRUSTED, names=[camera], utc_s=utc_s)
    return msgspec.json.decode(signed.body, type=Command)


def test_each_camera_is_asked_for_itself_and_with_an_id_of_its_own():
    asked = questions(["cam-1", "cam-2"], "pause", utc_s=NOW_S, minutes=5)
    first, second = (read(one.sealed(KEY), camera=one.camera) for one in asked)
    assert (first.name, first.t, first.minutes) == ("pause", int(NOW_S), 5)
    assert first.id != second.id
    with pytest.raises(DocumentError, match="audience"):
        read(asked[0].sealed(KEY), camera="cam-2")


def test_a_command_is_worth_nothing_after_a_minute():
    (question,) = questions(["cam-1"], "ping", utc_s=NOW_S)
    with pytest.raises(DocumentError, match="expires"):
        read(question.sealed(KEY), utc_s=NOW_S + VALID_S)


@pytest.fixture
def url():
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed")
    with opened("mosquitto") as url:
        yield url


@pytest.fixture
def camera(url):
    """The connection of cam-1, subscribed to all that it can be told."""
    will = Message(topic="passerby/v1/cam-1/status", payload=b"gone")
    settings = UplinkSettings(camera="cam-1", broker=url)
    camera = dial(settings, will=will, v5=True, traffic=Traffic())
    wait_until(lambda: camera.step(0.02) or camera.is_up, "a connection")
    number = camera.publish(will)
    wait_until(lambda: camera.step(0.02) or number in camera.acknowledged(), "subscriptions")
    yield camera
    camera.close()


def heard(camera, wire):
    (one,) = wait_until(
        lambda: wire.step(0.02) or camera.step(0.02) or camera.received(), "a command"
    )
    return one


def test_an_answer_finds_who_asked(url, camera):
    wire = Wire(UplinkSettings(camera="operator", broker=url))
    (question,) = questions(["cam-1"], "ping", utc_s=NOW_S)
    wire.ask(question, question.sealed(KEY))
    asked = heard(camera, wire)
    command = read(asked.payload)
    assert asked.response_topic == "passerby/v1/cam-1/response/ping"
    assert asked.correlation == command.id.encode()
    answer = Answer(id=command.id, name="ping", t=None, state="done")
    camera.publish(
        Message(
            topic=asked.response_topic,
            payload=msgspec.json.encode(answer),
            correlation=asked.correlation,
        )
    )
    answers = wire.known.answers
    wait_until(lambda: camera.step(0.02) or wire.step(0.02) or answers, "an answer")
    assert answers == {("cam-1", command.id): answer}
    wire.close()


@pytest.mark.parametrize(("wish", "minutes"), [("ON", 30), ("OFF", 0)])
def test_the_shutter_in_home_assistant_is_a_signed_pause(url, camera, wish, minutes):
    wire = Wire(UplinkSettings(camera="operator", broker=url), also=TOPICS)
    for topic in ("passerby/wish/cam-1/pause", "passerby/wish/../pause"):
        for payload in ("MAYBE", wish) if "cam-1" in topic else (wish,):
            wire.tell(topic, payload.encode(), retain=False)
    wait_until(lambda: wire.step(0.02) or len(wire.others) == 3, "the wishes")
    (line,) = obey(wire, KEY, minutes=30, utc_s=NOW_S)
    assert line.startswith("cam-1: ")
    command = read(heard(camera, wire).payload)
    assert (command.name, command.minutes) == ("pause", minutes)
    wire.close()
