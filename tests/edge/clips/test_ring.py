"""The last seconds, from a picture on that can be shown without the ones before."""

from edge.clips.packet import Packet
from edge.clips.ring import Ring


def filled(ring: Ring, *, seconds: float, key_every: int = 20, size: int = 10) -> Ring:
    for number in range(round(seconds * 10)):
        ring.add(Packet(data=bytes(size), mono_s=number / 10, key=number % key_every == 0))
    return ring


def times(packets: tuple[Packet, ...]) -> list[float]:
    return [packet.mono_s for packet in packets]


def test_it_gives_back_what_was_asked_for_from_a_key_picture_on():
    packets = filled(Ring(before_s=5.0), seconds=60.0).since(54.9)
    assert packets[0].key
    assert 52.9 < packets[0].mono_s <= 54.9
    assert times(packets) == [t / 10 for t in range(round(packets[0].mono_s * 10), 600)]


def test_it_holds_no_more_than_it_must():
    ring = filled(Ring(before_s=5.0), seconds=60.0)
    assert ring.bytes <= 10 * (5.0 + 2 * 2.0) * 10


def test_what_it_has_less_of_it_gives_whole():
    assert times(filled(Ring(before_s=5.0), seconds=1.0).since(-10.0)) == [
        t / 10 for t in range(10)
    ]


def test_it_begins_with_a_key_picture():
    ring = Ring(before_s=5.0)
    ring.add(Packet(data=b"later", mono_s=1.0, key=False))
    assert ring.since(0.0) == ()
    assert ring.bytes == 0


def test_its_memory_is_bounded():
    ring = Ring(before_s=30.0, max_bytes=1000)
    for number in range(600):
        ring.add(Packet(data=bytes(40), mono_s=number / 10, key=number % 10 == 0))
        assert ring.bytes <= 1000
    assert ring.since(0.0)[0].key


def test_one_run_that_is_too_large_alone_is_dropped():
    ring = Ring(before_s=30.0, max_bytes=1000)
    for number in range(100):
        ring.add(Packet(data=bytes(40), mono_s=number / 10, key=number == 0))
        assert ring.bytes <= 1000


def test_an_empty_one_gives_nothing():
    ring = filled(Ring(before_s=5.0), seconds=5.0)
    ring.clear()
    assert (ring.since(0.0), ring.bytes) == ((), 0)
