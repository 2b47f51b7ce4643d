"""A bundle from a real server over TLS: whole in the end, whatever the server or the way does."""

import random
import resource
import ssl

import pytest

from edge.update.document import Order
from edge.uplink.fetch import FetchError, fetch
from tests.edge.update.updated import bundle
from tests.https_server import serving

CONTENT = random.Random(5).randbytes(300_000)


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server"), CONTENT) as server:
        yield server


@pytest.fixture
def server(shared_server):
    shared_server.faults.clear()
    shared_server.asked.clear()
    yield shared_server
    shared_server.content = CONTENT


def order(server, content=CONTENT) -> Order:
    wanted = bundle(content)
    return Order(url=server.url, size_bytes=wanted.size_bytes, sha256=wanted.sha256)


def get(server, part, **how) -> None:
    wanted = how.pop("order", order(server))
    how = {"context": server.trusting(), "stop": lambda: False, **how}
    fetch(wanted, part, **how)


@pytest.fixture
def part(tmp_path):
    return tmp_path / "part"


def test_it_comes_whole(server, part):
    get(server, part)
    assert part.read_bytes() == CONTENT
    assert server.asked == [None]


def test_a_cut_connection_goes_on_where_it_was(server, part):
    server.faults[:] = ["cut", "cut", "cut"]
    for _ in range(3):
        with pytest.raises(FetchError) as broken:
            get(server, part)
        assert broken.value.obstacle == "the connection broke"
    get(server, part)
    assert part.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=150000-", "bytes=225000-", "bytes=262500-"]


def test_a_server_without_ranges_is_heard_from_the_beginning(server, part):
    part.write_bytes(CONTENT[:1_000])
    server.faults[:] = ["no ranges"]
    get(server, part)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize("fault", ["more", "endless"])
def test_a_server_that_sends_too_much_is_not_heard_out(server, part, fault):
    server.faults[:] = [fault]
    get(server, part)
    assert part.read_bytes() == CONTENT


REFUSED = {
    "redirect": "the server refuses it",
    "gone": "the server refuses it",
    "larger": "it is of another size there",
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_not_there_or_of_another_size_is_not_fetched(server, part, fault):
    server.faults[:] = [fault]
    with pytest.raises(FetchError) as refused:
        get(server, part)
    assert refused.value.obstacle == REFUSED[fault]
    assert part.stat().st_size == 0
    assert len(server.asked) == 1


def test_another_range_than_was_asked_for_is_not_taken(server, part):
    part.write_bytes(CONTENT[:1_000])
    server.faults[:] = ["wrong range"]
    with pytest.raises(FetchError, match="another range"):
        get(server, part)
    assert part.read_bytes() == CONTENT[:1_000]


def test_a_server_that_stalls_is_left_and_what_came_is_kept(server, part):
    server.faults[:] = ["stall"]
    with pytest.raises(FetchError) as stalled:
        get(server, part, stall_s=0.2)
    assert stalled.value.obstacle == "the server sends too slowly"
    assert part.read_bytes() == CONTENT[: len(CONTENT) // 2]


def test_a_byte_at_a_time_is_slow_and_no_fault(server, part):
    server.content = CONTENT[:2_000]
    server.faults[:] = ["drip"]
    get(server, part, order=order(server, server.content))
    assert part.read_bytes() == server.content


def test_what_is_longer_than_the_whole_is_begun_anew(server, part):
    part.write_bytes(CONTENT + b"!")
    get(server, part)
    assert part.read_bytes() == CONTENT


def test_what_is_here_is_not_asked_for(server, part):
    part.write_bytes(CONTENT)
    get(server, part)
    assert server.asked == []


def test_a_stranger_s_certificate_is_named(server, part):
    with pytest.raises(FetchError) as refused:
        get(server, part, context=ssl.create_default_context())
    assert refused.value.obstacle == "certificate"


def test_a_certificate_for_another_host_is_named(server, part):
    named = order(server)
    elsewhere = Order(
        url=named.url.replace("localhost", "127.0.0.2"),
        size_bytes=named.size_bytes,
        sha256=named.sha256,
    )
    with pytest.raises(FetchError) as refused:
        get(server, part, order=elsewhere)
    assert refused.value.obstacle in ("certificate", "no connection")


@pytest.mark.parametrize(
    "url", ["https://localhost:1/x", "https://a..b/x", "https://localhost:99999/x"]
)
def test_nobody_at_the_address_is_no_connection(part, server, url):
    away = Order(url=url, size_bytes=1, sha256="0" * 64)
    with pytest.raises(FetchError) as refused:
        get(server, part, order=away)
    assert refused.value.obstacle == "no connection"


@pytest.fixture
def small_disk():
    """Files here end at 100,000 bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_named_and_it_goes_on_once_there_is_room(server, part, small_disk):
    with pytest.raises(FetchError) as stopped:
        get(server, part)
    assert stopped.value.obstacle == "no room on the disk"
    small_disk()
    get(server, part)
    assert part.read_bytes() == CONTENT
    assert server.asked[1].startswith("bytes=")
