"""The uplink fetches what vision has ordered, beside everything else, also over its own death."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from edge.clock import ManualClock
from edge.update.document import Order, Trouble
from edge.uplink.fetcher import Fetcher
from edge.whole_file import keep_whole
from tests.edge.update.updated import bundle
from tests.https_server import Server, serving
from tests.patience import started, wait_until

CONTENT = random.Random(6).randbytes(200_000)


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "server", CONTENT) as server:
        yield server


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "updates"
    path.mkdir()
    return path


class Fetching:
    """A fetcher under a clock that is moved by hand."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.clock = ManualClock()
        self.folder = folder
        self.fetcher = Fetcher(folder, self.clock, context=server.trusting, random=lambda: 1.0)

    def turn(self, seconds: float = 5.0) -> None:
        """As the uplink does several times a second: look, and let what was begun end."""
        self.fetcher.step()
        wait_until(lambda: not self.is_busy(), "the fetch")
        self.fetcher.step()
        self.clock.advance(seconds)

    def is_busy(self) -> bool:
        thread = self.fetcher._thread
        return thread is not None and thread.is_alive()

    def trouble(self) -> str | None:
        path = self.folder / "trouble.json"
        if not path.exists():
            return None
        return msgspec.json.decode(path.read_bytes(), type=Trouble).obstacle


def ordered(folder: Path, server: Server, content: bytes = CONTENT) -> Path:
    """Order it as vision does. Returns where it will lie."""
    wanted = bundle(content)
    order = Order(url=server.url, size_bytes=wanted.size_bytes, sha256=wanted.sha256)
    keep_whole(folder / "order.json", msgspec.json.encode(order))
    return folder / order.part


def test_nothing_is_fetched_that_was_not_ordered(folder, server):
    fetching = Fetching(folder, server)
    (folder / "order.json").write_bytes(b'{"url":"http://elsewhere/x"}')
    fetching.turn()
    assert server.asked == []
    assert {path.name for path in folder.iterdir()} == {"order.json"}


def test_what_is_ordered_comes_and_older_pieces_go(folder, server):
    (folder / f"{'0' * 64}.part").write_bytes(b"of another one")
    part = ordered(folder, server)
    fetching = Fetching(folder, server)
    fetching.turn()
    assert part.read_bytes() == CONTENT
    fetching.turn()
    assert len(server.asked) == 1
    assert {path.name for path in folder.iterdir()} == {"order.json", part.name}


def test_it_is_tried_again_ever_later_and_says_what_is_in_the_way(folder, server):
    server.faults[:] = ["gone", "cut"]
    part = ordered(folder, server)
    fetching = Fetching(folder, server)
    fetching.turn()
    assert fetching.trouble() == "the server refuses it"
    fetching.turn()
    assert len(server.asked) == 1
    fetching.turn()
    assert fetching.trouble() == "the connection broke"
    for _ in range(5):
        fetching.turn()
    assert part.read_bytes() == CONTENT
    assert fetching.trouble() is None


def test_an_order_that_is_taken_back_ends_what_it_had_begun(folder, server):
    server.faults[:] = ["stall"]
    part = ordered(folder, server)
    fetching = Fetching(folder, server)
    fetching.fetcher.step()
    wait_until(lambda: part.exists() and part.stat().st_size > 0, "half of it")
    (folder / "order.json").unlink()
    fetching.clock.advance(5.0)
    fetching.fetcher.step()
    server.go_on.set()
    fetching.turn()
    assert fetching.trouble() is None
    assert len(server.asked) == 1


def test_a_killed_uplink_goes_on_where_it_was(folder, server):
    server.faults[:] = ["stall"]
    part = ordered(folder, server)
    words = [
        sys.executable,
        "-m",
        "edge",
        "uplink",
        "--camera=cam-1",
        "--broker=mqtts://127.0.0.1:1",
    ]
    words += [f"--ca={server.authority}", f"--door={folder.parent / 'door.sqlite'}"]
    with started(words, stderr=subprocess.DEVNULL) as uplink:
        wait_until(lambda: part.exists() and part.stat().st_size >= 100_000, "half of it")
        uplink.send_signal(signal.SIGKILL)
    with started(words, stderr=subprocess.DEVNULL):
        wait_until(lambda: part.stat().st_size == len(CONTENT), "all of it")
    assert part.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=100000-"]
