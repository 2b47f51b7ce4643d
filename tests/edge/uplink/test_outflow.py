"""Parcels leave the door in order, and stay in it until the broker will not forget them."""

import pytest

from edge.clock import ManualClock
from edge.contract import topic
from edge.door.door import Door
from edge.uplink.link import WINDOW
from edge.uplink.outflow import HELD_S, Outflow
from tests.edge.samples import event, event_id


class Wire:
    """A link that keeps what is sent, and acknowledges what it is told to."""

    def __init__(self):
        self.sent = []

    def room(self):
        return WINDOW

    def publish(self, message):
        self.sent.append(message)
        return len(self.sent)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def door(tmp_path, clock):
    with Door(tmp_path / "door.sqlite", mono_s=clock.mono_s) as door:
        yield door


def outflow(door, clock):
    return Outflow(door, clock, camera="cam-1")


def rows(door):
    return len(door.parcels(after=0, limit=10_000))


def told(wire):
    assert {message.topic for message in wire.sent} == {topic("cam-1", "event/loitering")}
    return [
        n for message in wire.sent for n in range(500) if event_id(n).encode() in message.payload
    ]


def test_what_is_acknowledged_waits_no_more_but_stays_for_a_while(door, clock):
    door.put([event(n) for n in range(3)])
    wire, flow = Wire(), outflow(door, clock)
    flow.send(wire)
    flow.settle((1, 2, 3))
    assert (door.depth(), rows(door)) == (0, 3)
    clock.advance(2 * HELD_S)
    flow.settle(())
    assert rows(door) == 0


def test_it_goes_on_behind_what_the_broker_knows(door, clock):
    door.put([event(n) for n in range(3)])
    flow = outflow(door, clock)
    flow.send(Wire())
    flow.settle((1, 2, 3))
    again = Wire()
    Outflow(door, clock, camera="cam-1", after=1).send(again)
    assert told(again) == [1, 2]


def test_what_the_broker_knew_before_is_held_until_it_has_saved_it(door, clock):
    door.put([event(n) for n in range(3)])
    flow = outflow(door, clock)
    flow.send(Wire())
    flow.settle((1, 2, 3))
    clock.advance(2 * HELD_S)
    flow = Outflow(door, clock, camera="cam-1", after=3)
    flow.settle(())
    assert rows(door) == 3
    clock.advance(2 * HELD_S)
    flow.settle(())
    assert rows(door) == 0


def test_what_is_told_again_much_later_says_so(door, clock):
    door.put([event(1)])
    flow, wire = outflow(door, clock), Wire()
    flow.send(wire)
    flow.settle((1,))
    clock.advance(HELD_S / 2)
    again = Wire()
    outflow(door, clock).send(again)
    marks = [b'"replayed":true' in message.payload for message in (*wire.sent, *again.sent)]
    assert marks == [False, True]


def test_what_is_overtaken_is_not_taken_for_acknowledged(door, clock):
    door.put([event(n) for n in range(3)])
    flow = outflow(door, clock)
    flow.send(Wire())
    flow.settle((2, 3))
    flow.note()
    assert door.depth() == 3
    flow.settle((1,))
    assert door.depth() == 0


def test_a_backlog_is_held_to_its_first_row_and_then_forgotten_at_once(door, clock):
    wire, flow = Wire(), outflow(door, clock)
    for start in range(0, 1_200, 50):
        door.put([event(n) for n in range(start, start + 50)])
        flow.wake()
        flow.send(wire)
        flow.settle(tuple(range(start + 1, start + 51)))
    assert (door.depth(), rows(door)) == (0, 1_200)
    clock.advance(2 * HELD_S)
    flow.settle(())
    assert rows(door) == 0


def test_a_full_outbox_gives_up_what_is_acknowledged_before_it_drops_anything(tmp_path, clock):
    with Door(tmp_path / "small.sqlite", mono_s=clock.mono_s, max_outbox_bytes=100_000) as door:
        door.put([event(n) for n in range(200)])
        last = door.parcels(after=0, limit=200)[-1].row
        door.sent(last)
        door.put([event(n) for n in range(200, 400)])
        assert (door.dropped(), door.depth()) == ((0, 0), 200)
