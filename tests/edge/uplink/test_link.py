"""What the uplink asks of any connection: patience, and a way to make one."""

import pytest

from edge.clock import ManualClock
from edge.door.door import Door
from edge.uplink.link import (
    ANSWER_TIMEOUT_S,
    CONNECT_TIMEOUT_S,
    LinkError,
    Message,
    Patience,
    Received,
)
from edge.uplink.settings import UplinkSettings
from edge.uplink.uplink import Uplink
from tests.edge.samples import event


class Echo:
    """A link to a broker that acknowledges at once, and brings what is sent to oneself."""

    is_up = True
    answered = True

    def __init__(self, will):
        self.sent = []
        self.will = will
        self._acknowledged = []
        self._received = []

    def step(self, timeout_s):
        pass

    def room(self):
        return 50

    def publish(self, message: Message):
        self.sent.append(message)
        if message.topic.endswith("/mark"):
            self._received.append(Received(suffix="mark", payload=message.payload))
        self._acknowledged.append(len(self.sent))
        return len(self.sent)

    def acknowledged(self):
        done, self._acknowledged = tuple(self._acknowledged), []
        return done

    def received(self):
        found, self._received = tuple(self._received), []
        return found

    def close(self):
        self.is_up = False

    def drop(self):
        self.is_up = False


@pytest.fixture
def door(tmp_path):
    with Door(tmp_path / "door.sqlite") as door:
        yield door


def test_an_uplink_speaks_over_whatever_link_it_is_given(door):
    links = []

    def dial(settings, *, will, v5, traffic):
        links.append(Echo(will))
        return links[-1]

    door.put([event(n) for n in range(3)])
    settings = UplinkSettings(camera="cam-1", broker="mqtt://localhost")
    uplink = Uplink(settings, door, ManualClock(), random=lambda: 0.0, dial=dial)
    for _ in range(3):
        uplink.step(0.0)
    uplink.close()
    (link,) = links
    assert link.will.topic == "passerby/v1/cam-1/status"
    topics = [message.topic.removeprefix("passerby/v1/cam-1/") for message in link.sent]
    assert topics == ["mark", "status", "health", *["event/loitering"] * 3, "status", "mark"]
    assert door.depth() == 0


def test_an_uplink_that_waits_for_its_next_attempt_waits_as_it_is_told(door):
    waited = []

    def dial(settings, *, will, v5, traffic):
        raise LinkError("nobody there")

    settings = UplinkSettings(camera="cam-1", broker="mqtt://localhost")
    uplink = Uplink(
        settings, door, ManualClock(), random=lambda: 0.0, dial=dial, wait=waited.append
    )
    for _ in range(3):
        uplink.step(0.2)
    assert waited == [0.2, 0.2]


def test_a_broker_that_does_not_welcome_us_in_time_is_given_up():
    clock = ManualClock()
    patience = Patience(clock.mono_s)
    clock.advance(CONNECT_TIMEOUT_S)
    patience.check(is_up=False)
    clock.advance(0.1)
    patience.check(is_up=True)
    with pytest.raises(LinkError, match="does not answer"):
        patience.check(is_up=False)


def test_a_broker_that_leaves_one_message_unacknowledged_is_given_up():
    clock = ManualClock()
    patience = Patience(clock.mono_s)
    patience.expect(1)
    clock.advance(1.0)
    patience.expect(2)
    assert patience.owed == 2
    assert patience.came(1)
    assert not patience.came(1)
    clock.advance(ANSWER_TIMEOUT_S)
    patience.check(is_up=True)
    clock.advance(0.1)
    with pytest.raises(LinkError, match="does not acknowledge"):
        patience.check(is_up=True)
