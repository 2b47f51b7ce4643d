"""The demo while it runs: a camera, its watchers and the page's server, stopped in one order."""

import asyncio
import contextlib
import os
import signal
import socket
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Never

import uvicorn

from edge.yaml_text import MAX_DOCUMENT_BYTES
from simulator.broker import LOOPBACK, Broker
from simulator.keyring import Keyring
from simulator.web.desk import Desk
from simulator.web.scenes import Repertoire, Scene
from simulator.web.server import page_app
from simulator.web.stage import Stage
from simulator.web.tap import Tap
from simulator.web.told import Scenes
from simulator.web.wire import Wire
from simulator.web.wishes import Wishes

# Until the first camera is there.
NOBODY: Final = "demo-0"
_PORTS_TO_TRY: Final = 20
_PAGE_GRACE_S: Final = 2
_WATCH_EVERY_S: Final = 0.25
# A page may send a configuration that is too large, so that the camera can say so.
_MAX_WISH_BYTES: Final = 8 * MAX_DOCUMENT_BYTES


class DemoError(Exception):
    """Something that was asked for cannot be had; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to show.

    repertoire: the scenes; first: the one to begin with. broker_url: where camera and desk meet;
    broker: its process to watch, None if not ours. folder: empty, for the cameras. port: the
    first to try. for_s: None until a signal.
    """

    repertoire: Repertoire
    first: Scene
    broker_url: str
    broker: Broker | None
    folder: Path
    port: int
    browser: bool
    for_s: float | None


async def run_demo(plan: Plan) -> None:
    """Show the plan until SIGINT, SIGTERM, SIGHUP or its time; leave no process behind.

    Raises DemoError when no port is free.
    """
    stop = _stop_on_signals()
    listener = _listen(plan.port)
    desk = Desk(scenes=Scenes(cards=plan.repertoire.cards))
    keys = Keyring.fresh()
    tap = Tap(url=plan.broker_url, camera=NOBODY, desk=desk, keys=keys)
    wire = Wire(plan.broker_url)
    stage = Stage(desk=desk, tap=tap, wire=wire, folder=plan.folder, keys=keys)
    wishes = Wishes(desk=desk, tap=tap, stage=stage, repertoire=plan.repertoire)
    server = _server(desk, wishes, listener)
    await stage.put_on(plan.first)
    _announce(plan, listener)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    others = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(_watch(desk, stage=stage, broker=plan.broker)),
    ]
    try:
        await _first_end([serving, *others], at_most_s=plan.for_s)
    finally:
        server.should_exit = True
        for task in others:
            task.cancel()
        await asyncio.gather(serving, stage.close(), *others, return_exceptions=True)
        tap.close()
        wire.close()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # SIGHUP: the terminal was closed; the camera has a session of its own and would go on.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return stop


def _listen(first: int) -> socket.socket:
    for port in range(first, first + _PORTS_TO_TRY):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            listener.listen()
        except OSError:
            listener.close()
        else:
            return listener
    raise DemoError(f"--port: {first} to {first + _PORTS_TO_TRY - 1} cannot be had")


class _Server(uvicorn.Server):
    """uvicorn without its own signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(desk: Desk, wishes: Wishes, listener: socket.socket) -> _Server:
    port = listener.getsockname()[1]
    return _Server(
        uvicorn.Config(
            page_app(desk=desk, grant=wishes.grant, port=port),
            log_level="warning",
            lifespan="off",
            ws="websockets-sansio",
            ws_max_size=_MAX_WISH_BYTES,
            server_header=False,
            timeout_graceful_shutdown=_PAGE_GRACE_S,
        )
    )


def _announce(plan: Plan, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    page = f"http://{LOOPBACK}:{port}/"
    if port != plan.port:
        print(f"Port {plan.port} is taken.", flush=True)
    print(f"Passerby demo: {page} (Ctrl-C stops it)", flush=True)
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if has_screen and plan.browser:
        webbrowser.open(page)


async def _first_end(tasks: list[asyncio.Task[Any]], *, at_most_s: float | None) -> None:
    """Wait until one task ends or the time is up. Raises what the task has raised."""
    done, _ = await asyncio.wait(tasks, timeout=at_most_s, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _watch(desk: Desk, *, stage: Stage, broker: Broker | None) -> Never:
    """Tell the pages what became of the processes, and of the bytes."""
    while True:
        stage.look()
        if broker is not None and not broker.alive:
            desk.set_parts(broker="its process has ended")
        desk.tell_bytes()
        await asyncio.sleep(_WATCH_EVERY_S)
