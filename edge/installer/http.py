"""HTTP/1.1 for a few browsers at once: h11 parses, and everything has an end.

The standard library's server is by its own documentation not for production. uvicorn expects a
proxy before it: it has no limit for how long a request, an answer or a handshake may take, and none
for bodies. h11 is strict and pure Python; the loop around it is what stands here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import h11

# A draft is as large as a configuration at most (edge/yaml_text.py).
MAX_BODY_BYTES: Final = 65_536
_MAX_HEAD_BYTES: Final = 16_384
_READ_BYTES: Final = 65_536
# From its first byte to its last, over a poor radio link; the next one may be waited for as long.
_REQUEST_S: Final = 15.0
# So long may a browser take to accept an answer: a picture of 1 MB at 70 kB/s.
_ANSWER_S: Final = 15.0

# Nothing from elsewhere, nothing kept, nowhere in a frame. No HSTS: it would take from browsers the
# way past their warning, which a camera's own certificate always gives.
_GUARD: Final = (
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "object-src 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """path: with its query. address: of ours that it came to. headers: names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    address: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    status: int = 204
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())


App = Callable[[Request], Awaitable[Response]]


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, app: App) -> None:
    """One connection, from its first request to its end. Raises OSError, TimeoutError."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_MAX_HEAD_BYTES)
    address, port, *_ = writer.get_extra_info("sockname")
    while True:
        try:
            async with asyncio.timeout(_REQUEST_S):
                request = await _request(connection, reader, address=address, port=port)
        except h11.RemoteProtocolError as error:
            request = None
            if connection.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                refusal = Response(status=error.error_status_hint)
                await _send(connection, writer, refusal, is_last=True)
        if request is None:
            return
        await _send(connection, writer, await app(request), is_last=False)
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return
        connection.start_next_cycle()


async def _request(
    connection: h11.Connection, reader: asyncio.StreamReader, *, address: str, port: int
) -> Request | None:
    """The next one, None where none comes any more. Raises h11.RemoteProtocolError."""
    head: h11.Request | None = None
    body = b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_READ_BYTES))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MAX_BODY_BYTES:
                raise h11.RemoteProtocolError("too large", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return Request(
                method=head.method.decode("ascii"),
                path=head.target.decode("ascii"),
                headers={
                    name.decode("ascii"): value.decode("latin-1") for name, value in head.headers
                },
                body=body,
                address=address,
                port=port,
            )
        else:
            return None


async def _send(
    connection: h11.Connection, writer: asyncio.StreamWriter, response: Response, *, is_last: bool
) -> None:
    headers = [
        *_GUARD,
        *response.headers,
        *([("connection", "close")] if is_last else []),
        ("content-length", str(len(response.body))),
        *([("content-type", response.kind)] if response.body else []),
    ]
    if response.status == 204:
        headers.remove(("content-length", "0"))
    head = h11.Response(status_code=response.status, headers=headers, reason=b"")
    raw = connection.send(head) or b""
    if response.body:
        raw += connection.send(h11.Data(data=response.body)) or b""
    raw += connection.send(h11.EndOfMessage()) or b""
    writer.write(raw)
    async with asyncio.timeout(_ANSWER_S):
        await writer.drain()
