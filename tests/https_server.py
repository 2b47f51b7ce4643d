"""A server of one file over TLS, with a certificate of its own and the faults that servers have."""

import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from tests.brokers import certificates

Fault = Literal[
    "cut",
    "more",
    "endless",
    "stall",
    "redirect",
    "gone",
    "no ranges",
    "wrong range",
    "larger",
    "drip",
]


class Server(ThreadingHTTPServer):
    """faults: one for each request, in turn; afterwards it serves well. asked: ranges so far."""

    daemon_threads = True

    def __init__(self, folder: Path, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        certificates.make_all(folder, ["cam-1"], ["localhost", "127.0.0.1"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "broker.pem", folder / "broker.key")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.authority = folder / "ca.pem"
        self.content = content
        self.faults: list[Fault] = []
        self.asked: list[str | None] = []
        self.go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.server_port}/models.zip"

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority)

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up is what is tested."""


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        server = self.server
        fault = server.faults.pop(0) if server.faults else None
        asked = self.headers["Range"]
        server.asked.append(asked)
        if fault in ("redirect", "gone"):
            self.send_response(302 if fault == "redirect" else 404)
            self.send_header("Location", server.url + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        found = None if fault == "no ranges" else re.match(r"bytes=(\d+)-", asked or "")
        start = int(found[1]) if found else 0
        self._head(start, is_part=found is not None, fault=fault)
        self._body(start, fault)

    def _head(self, start: int, *, is_part: bool, fault: Fault | None) -> None:
        whole = len(self.server.content) + (7 if fault == "larger" else 0)
        said = start + 1 if fault == "wrong range" else start
        self.send_response(206 if is_part else 200)
        if is_part:
            self.send_header("Content-Range", f"bytes {said}-{whole - 1}/{whole}")
        if fault in ("more", "endless"):
            # Without a length: to the end of the connection.
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(whole - start))
        self.end_headers()

    def _body(self, start: int, fault: Fault | None) -> None:
        rest = self.server.content[start:]
        if fault in ("cut", "stall"):
            self.wfile.write(rest[: len(rest) // 2])
            self.wfile.flush()
            if fault == "stall":
                self.server.go_on.wait(60.0)
            self.connection.close()
            self.close_connection = True
        elif fault == "drip":
            for at in range(len(rest)):
                self.wfile.write(rest[at : at + 1])
        elif fault == "endless":
            while not self.server.go_on.is_set():
                self.wfile.write(rest)
        else:
            self.wfile.write(rest + (b"and more" if fault == "more" else b""))

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving(folder: Path, content: bytes) -> Iterator[Server]:
    """Serve a file until the block ends. folder: for certificates."""
    with Server(folder, content) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
