"""The page's server answers this machine's own page, and refuses what another site could send."""

import http.client
import queue
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from simulator.web.asked import Asked, Check, Choose, Make, Publish, Write
from simulator.web.desk import Desk
from simulator.web.server import page_app
from simulator.web.told import Checked, Refused, Scenes
from tests.patience import PATIENCE_S, wait_until

MAX_WISH_BYTES = 10_000
REFUSED = Publish(text="no broker")


@dataclass
class Site:
    port: int
    asked: "queue.Queue[Asked]" = field(default_factory=queue.Queue)

    def get(self, path: str, *, host: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def live(self, *, origin: str = "", name: str = "127.0.0.1") -> ClientConnection:
        origin = origin or f"http://{name}:{self.port}"
        return connect(
            f"ws://{name}:{self.port}/live",
            additional_headers={"Origin": origin},
            open_timeout=PATIENCE_S,
        )


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    listener = socket.create_server(("127.0.0.1", 0))
    site = Site(listener.getsockname()[1])

    async def grant(asked: Asked) -> Checked | Refused | None:
        site.asked.put(asked)
        return Refused(wish="publish", reason="no broker") if asked == REFUSED else None

    app = page_app(desk=Desk(scenes=Scenes(cards=())), grant=grant, port=site.port)
    config = uvicorn.Config(
        app, lifespan="off", ws="websockets-sansio", ws_max_size=MAX_WISH_BYTES, log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    wait_until(lambda: server.started, "the server")
    yield site
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/app.js", "text/javascript"), ("/style.css", "text/css")],
)
def test_the_page_is_served_uncached_and_may_load_nothing_foreign(site, path, kind):
    answer = site.get(path)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")


@pytest.mark.parametrize("path", ["/nothing.js", "/..%2fserver.py", "/%2e%2e/server.py"])
def test_only_files_of_the_page_are_served(site, path):
    assert site.get(path).status == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "127.0.0.1"])
def test_a_rebound_name_gets_nothing(site, host):
    assert site.get("/", host=host).status == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_its_own_page_may_connect(site, name):
    with site.live(name=name) as page:
        assert '"scenes"' in page.recv(PATIENCE_S)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_may_not_connect(site, origin):
    with pytest.raises(InvalidStatus), site.live(origin=origin):
        pass


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ('{"ask": "publish", "text": "version: [broken"}', Publish(text="version: [broken")),
        ('{"ask": "check", "number": 3, "text": "a: 1"}', Check(number=3, text="a: 1")),
        ('{"ask": "write", "number": 4, "document": {}}', Write(number=4, document={})),
        ('{"ask": "choose", "key": "street"}', Choose(key="street")),
        ('{"ask": "trouble", "name": "covered", "on": true}', Make(name="covered", on=True)),
    ],
)
def test_a_wish_is_passed_on_as_it_is(site, said, asked):
    with site.live() as page:
        page.send(said)
        assert site.asked.get(timeout=PATIENCE_S) == asked


def test_an_answer_is_for_the_page_that_asked(site):
    with site.live() as other, site.live() as page:
        page.send('{"ask": "publish", "text": "no broker"}')
        while '"refused"' not in str(page.recv(PATIENCE_S)):
            pass
        other.send('{"ask": "choose", "key": "the end"}')
        assert not any('"refused"' in str(said) for said in _waiting(other))
    while site.asked.get(timeout=PATIENCE_S) != Choose(key="the end"):
        pass


def _waiting(page: ClientConnection) -> Iterator[str | bytes]:
    try:
        while True:
            yield page.recv(0.2)
    except TimeoutError:
        return


@pytest.mark.parametrize(
    "wish",
    [
        "{}",
        "[]",
        "not json",
        b"\x00",
        '{"publish": "version: 1"}',
        '{"ask": "publish", "text": 1}',
        '{"ask": "publish", "text": "a", "more": 1}',
        '{"ask": "publish"}',
        '{"ask": "check", "text": "a: 1"}',
        '{"ask": "check", "number": "3", "text": "a: 1"}',
        '{"ask": "write", "number": 1, "document": []}',
        '{"ask": "choose", "key": null}',
        '{"ask": "trouble", "name": "flood", "on": true}',
        '{"ask": "trouble", "name": "covered", "on": 1}',
        '{"ask": "shut_down"}',
    ],
)
def test_anything_else_ends_the_connection(site, wish):
    with site.live() as page, pytest.raises(ConnectionClosed) as closed:
        page.send(wish)
        while True:
            page.recv(PATIENCE_S)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003


def test_an_oversized_wish_ends_the_connection(site):
    with site.live() as page, pytest.raises(ConnectionClosed) as closed:
        page.send("x" * (MAX_WISH_BYTES + 1))
        while True:
            page.recv(PATIENCE_S)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
