"""What waits in memory for a door: bounded, counts last to go, and late events say so."""

import msgspec
import pytest

from edge.door.door import LATE_S, Door
from edge.door.waiting import _MOST, Waiting
from edge.privacy.event import Event
from tests.edge.samples import count, event


@pytest.fixture
def door(tmp_path):
    with Door(tmp_path / "door.sqlite") as door:
        yield door


def parcels(door):
    return door.parcels(after=0, limit=10_000)


def test_too_much_costs_the_oldest_events_and_no_count(door):
    waiting = Waiting()
    waiting.add([count()], now_s=0.0)
    waiting.add([event(n) for n in range(_MOST + 4)], now_s=1.0)
    assert waiting.overflowed == 5
    waiting.pass_on(door, now_s=1.0)
    suffixes = [parcel.suffix for parcel in parcels(door)]
    assert (len(suffixes), suffixes.count("count/gate")) == (_MOST, 1)
    first = msgspec.json.decode(parcels(door)[0].payload, type=Event)
    assert first.id == event(5).id


def test_counts_alone_are_bounded_too(door):
    waiting = Waiting()
    waiting.add([count()] * (_MOST + 3), now_s=0.0)
    assert waiting.overflowed == 3


def test_an_event_that_waited_in_memory_is_told_as_late_with_its_own_time(door):
    waiting = Waiting()
    waiting.add([event(1, t=1_770_000_000)], now_s=0.0)
    waiting.add([event(2)], now_s=LATE_S)
    waiting.pass_on(door, now_s=LATE_S + 0.1)
    told = [msgspec.json.decode(parcel.payload, type=Event) for parcel in parcels(door)]
    assert [one.replayed for one in told] == [True, False]
    assert told[0].t == 1_770_000_000


def test_what_a_door_took_is_not_handed_over_again(door):
    waiting = Waiting()
    waiting.add([event(1), count()], now_s=0.0)
    waiting.pass_on(door, now_s=0.0)
    waiting.pass_on(door, now_s=0.0)
    assert door.depth() == 2
