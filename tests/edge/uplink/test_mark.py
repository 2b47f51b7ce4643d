"""After a break a camera tells what its broker no longer knows, and nothing else."""

import msgspec
import pytest

from edge.clock import ManualClock
from edge.contract import Mark, topic
from edge.door.door import Door
from edge.uplink.link import Received
from edge.uplink.mark import Marker
from tests.edge.samples import event


class Wire:
    def __init__(self):
        self.sent = []

    def publish(self, message):
        self.sent.append(message)
        return len(self.sent)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def door(tmp_path, clock):
    """All of its ten rows were acknowledged once."""
    with Door(tmp_path / "door.sqlite", mono_s=clock.mono_s) as door:
        door.put([event(n) for n in range(10)])
        door.sent(10)
        yield door


@pytest.fixture
def marker(door, clock):
    return Marker(door, clock, camera="cam-1", session=door.session)


def mark(door, row, **changes):
    values = {"session": door.session, "row": row, **changes}
    return Received(suffix="mark", payload=msgspec.json.encode(Mark(**values)))


def marked(wire):
    return [msgspec.json.decode(one.payload, type=Mark).row for one in wire.sent if one.retain]


def test_it_asks_once_and_nothing_is_known_before_the_answer(marker):
    wire = Wire()
    marker.ask(wire)
    marker.ask(wire)
    (question,) = wire.sent
    assert (question.topic, question.qos, question.retain) == (topic("cam-1", "mark"), 0, False)
    assert marker.note((), acknowledged=False) is None


@pytest.mark.parametrize(
    ("retained", "row"), [([4], 4), ([], 0), ([400], 10)], ids=["older", "none", "beyond"]
)
def test_what_is_retained_says_where_to_go_on(door, marker, retained, row):
    arrived = [mark(door, n) for n in retained]
    assert marker.note(arrived, acknowledged=True) is None
    assert marker.note([mark(door, None)], acknowledged=True) == row


def test_a_mark_of_another_numbering_says_nothing(door, marker):
    arrived = [mark(door, 4, session="00000000"), mark(door, None)]
    assert marker.note(arrived, acknowledged=True) == 0


def test_what_is_no_mark_says_nothing(door, marker):
    arrived = [Received(suffix="mark", payload=raw) for raw in (b"x", b"{}", b"[]")]
    assert marker.note([*arrived, mark(door, None)], acknowledged=True) == 0


def test_a_broker_that_does_not_answer_is_believed_at_its_word(marker, clock):
    clock.advance(60.0)
    assert marker.note((), acknowledged=False) is None
    assert marker.note((), acknowledged=True) is None
    clock.advance(6.0)
    assert marker.note((), acknowledged=True) == 10


def test_it_moves_on_by_rows_or_by_time_and_at_a_goodbye(marker, clock):
    wire = Wire()
    for row in (0, 99, 100, 199):
        marker.move(wire, row)
    assert marked(wire) == [100]
    clock.advance(31.0)
    marker.move(wire, 199)
    marker.move(wire, 200)
    marker.move(wire, 200, now=True)
    assert marked(wire) == [100, 199, 200]
