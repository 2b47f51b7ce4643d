"""What an installer's browser may ask: a page for everybody, and the rest for who gave the PIN."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from edge.clock import Clock
from edge.errors import DocumentError
from edge.installer.draft import draft
from edge.installer.http import Request, Response
from edge.installer.pin import Pin
from edge.installer.said import CLOSE, ENTERED, REFUSED
from edge.installer.session import Session
from edge.installer.view import View

log = logging.getLogger(__name__)

_PAGE: Final = Path(__file__).parent / "page"
_KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# A browser that hears nothing for so long asks again; well below what it takes for a dead line.
_PATIENCE_S: Final = 5.0

Act = Callable[[Request], Awaitable[Response]]


class _Entering(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pin: Annotated[str, Meta(pattern=r"^[0-9]{1,32}\Z")]


class Pages:
    """names: what a browser may call this camera beside the address that it came to.

    closed: whether nothing more is answered, once the window was closed from here.
    """

    def __init__(self, *, view: View, pin: Pin, names: tuple[str, ...], clock: Clock) -> None:
        self._view = view
        self._pin = pin
        self._names = names
        self._clock = clock
        self._session = Session()
        self._trying = asyncio.Lock()
        self._files = {f"/{path.name}": _file(path) for path in sorted(_PAGE.iterdir())}
        self._files["/"] = self._files["/index.html"]
        self._acts: dict[tuple[str, str], Act] = {
            ("GET", "/picture"): self._picture,
            ("POST", "/draft"): self._draft,
            ("POST", "/close"): self._close,
        }
        self.closed = asyncio.Event()

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        if not self._is_ours(request):
            return _refusal(HTTPStatus.MISDIRECTED_REQUEST, "not the address of this camera")
        path = request.path.partition("?")[0]
        if request.method == "GET" and path in self._files:
            return self._files[path]
        if request.method == "POST" and not _is_from_our_page(request):
            return _refusal(HTTPStatus.FORBIDDEN, "not from this camera's own page")
        if (request.method, path) == ("POST", "/enter"):
            return await self._enter(request)
        act = self._acts.get((request.method, path))
        if act is None:
            return Response(status=HTTPStatus.NOT_FOUND)
        if not self._session.admits(request.headers.get("cookie", ""), self._clock.mono_s()):
            return _refusal(HTTPStatus.UNAUTHORIZED, "the PIN is asked for")
        return await act(request)

    def _is_ours(self, request: Request) -> bool:
        """Whether it was sent to this camera, and not to a name that somebody points to it."""
        address = f"[{request.address}]" if ":" in request.address else request.address
        hosts = {f"{name}:{request.port}" for name in (address, *self._names)}
        return request.headers.get("host") in hosts

    async def _enter(self, request: Request) -> Response:
        try:
            tried = msgspec.json.decode(request.body, type=_Entering).pin
        except msgspec.DecodeError:
            return _refusal(HTTPStatus.BAD_REQUEST, "A PIN has digits alone")
        # One after the other: many at once must not be more tries.
        async with self._trying:
            if self.closed.is_set():
                return _refusal(HTTPStatus.LOCKED, "the window is closed")
            if not await asyncio.to_thread(self._pin.opens, tried):
                return await self._refuse()
            await self._view.say(ENTERED)
        cookie = self._session.begin(self._clock.mono_s())
        return Response(headers=(("set-cookie", cookie),))

    async def _refuse(self) -> Response:
        left = self._pin.left
        log.warning("a wrong PIN: %d more, and the window closes", left)
        await self._view.say(REFUSED)
        if left == 0:
            self.closed.set()
            return _refusal(HTTPStatus.LOCKED, "the window is closed")
        return _refusal(
            HTTPStatus.UNAUTHORIZED, f"Not the PIN: {left} more, then the window closes"
        )

    async def _picture(self, request: Request) -> Response:
        after = request.path.partition("?after=")[2]
        if not (after.isascii() and after.isdecimal() and len(after) < 10):
            return _refusal(HTTPStatus.BAD_REQUEST, "after: the number of a picture")
        found = await self._view.newer(int(after), patience_s=_PATIENCE_S)
        if found is None:
            return Response()
        number, message = found
        return Response(
            status=HTTPStatus.OK,
            body=message,
            kind="application/octet-stream",
            headers=(("x-number", str(number)),),
        )

    async def _draft(self, request: Request) -> Response:
        at_work = self._view.config
        if at_work is None:
            return _refusal(HTTPStatus.CONFLICT, "no picture has come yet")
        try:
            text = draft(request.body, at_work)
        except DocumentError as error:
            body = msgspec.json.encode({"faults": [str(fault) for fault in error.faults]})
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return Response(status=status, body=body, kind="application/json")
        return Response(status=HTTPStatus.OK, body=text.encode(), kind="application/yaml")

    async def _close(self, request: Request) -> Response:
        await self._view.say(CLOSE)
        self._session.end()
        self.closed.set()
        return Response()


def _is_from_our_page(request: Request) -> bool:
    """Other sites' pages cannot send JSON unasked, and say where they are from (Fetch, 3.2.5)."""
    headers = request.headers
    return (
        headers.get("origin") == f"https://{headers.get('host')}"
        and headers.get("content-type") == "application/json"
    )


def _file(path: Path) -> Response:
    return Response(status=HTTPStatus.OK, body=path.read_bytes(), kind=_KINDS[path.suffix])


def _refusal(status: HTTPStatus, reason: str) -> Response:
    return Response(status=status, body=reason.encode())
