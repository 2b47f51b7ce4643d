"""Serves the page and its live connection to browsers of this machine, and to nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from simulator.web.asked import Asked, NotAskedError, read_asked
from simulator.web.desk import Desk, Viewer
from simulator.web.told import Told

_PAGE: Final = Path(__file__).parent / "page"
_POLICY: Final = (
    "default-src 'self'; connect-src 'self' ws://{0}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
_WRONG_DATA: Final = 1003
_POLICY_VIOLATION: Final = 1008
_TRY_AGAIN: Final = 1013

Grant = Callable[[Asked], Awaitable[Told | None]]


def page_app(*, desk: Desk, grant: Grant, port: int) -> ASGIApp:
    """Make the application. grant: carries out what a page asks for, and answers it alone."""
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    async def live(socket: WebSocket) -> None:
        await _live(socket, desk=desk, grant=grant)

    routes = [
        Route("/", _index),
        Route("/{name:str}", _file),
        WebSocketRoute("/live", live),
    ]
    return OnlyThisMachine(Starlette(routes=routes), hosts=hosts)


class OnlyThisMachine:
    """Refuses requests that another site's page or a rebound name could have sent.

    The Host must be this server's own, and a live connection must come from its own page.
    Every answer forbids caching, foreign resources and framing.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self._app(scope, receive, self._guarded(scope, send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await PlainTextResponse("not this machine's own page", 403)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return False
        return scope["type"] == "http" or headers.get("origin") in {
            f"http://{host}" for host in self._hosts
        }

    def _guarded(self, scope: Scope, send: Send) -> Send:
        if scope["type"] != "http":
            return send

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["cache-control"] = "no-store"
                headers["content-security-policy"] = _POLICY.format(Headers(scope=scope)["host"])
                headers["referrer-policy"] = "no-referrer"
                headers["x-content-type-options"] = "nosniff"
            await send(message)

        return guarded


async def _index(_: Request) -> FileResponse:
    return FileResponse(_PAGE / "index.html")


async def _file(request: Request) -> FileResponse | PlainTextResponse:
    path = _PAGE / request.path_params["name"]
    if path.parent != _PAGE or not path.is_file():
        return PlainTextResponse("there is no such file", 404)
    return FileResponse(path)


async def _live(socket: WebSocket, *, desk: Desk, grant: Grant) -> None:
    await socket.accept()
    viewer = desk.enter()
    tasks = [
        asyncio.create_task(_send(socket, viewer)),
        asyncio.create_task(_receive(socket, grant=grant, viewer=viewer)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        desk.leave(viewer)
        for task in tasks:
            task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    if viewer.overrun and socket.application_state is WebSocketState.CONNECTED:
        await socket.close(_TRY_AGAIN)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, WebSocketDisconnect):
            raise end


async def _send(socket: WebSocket, viewer: Viewer) -> None:
    """Tell a page everything, and show it the newest moment whenever it has room for one."""
    while not viewer.overrun:
        await viewer.news.wait()
        viewer.news.clear()
        while viewer.unread:
            await socket.send_text(msgspec.json.encode(viewer.unread.popleft()).decode())
        bodies, viewer.bodies = viewer.bodies, None
        if bodies is not None:
            await socket.send_text(msgspec.json.encode(bodies).decode())
        picture, viewer.picture = viewer.picture, None
        if picture is not None:
            await socket.send_bytes(picture)


async def _receive(socket: WebSocket, *, grant: Grant, viewer: Viewer) -> None:
    while True:
        try:
            asked = read_asked(await socket.receive_text())
        except WebSocketDisconnect:
            return
        except (NotAskedError, KeyError):  # KeyError: bytes where text belongs
            await socket.close(_WRONG_DATA)
            return
        answer = await grant(asked)
        if answer is not None:
            viewer.tell(answer)
