"""The demo while it runs: a camera, its watchers and the page's server, stopped in one order."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Never

import uvicorn

from edge.yaml_text import MAX_DOCUMENT_BYTES
from simulator.broker import LOOPBACK, Broker
from simulator.web.desk import Desk
from simulator.web.pictures import follow_pictures
from simulator.web.server import page_app
from simulator.web.tap import Tap

CAMERA: Final = "demo-1"
_PORTS_TO_TRY: Final = 20
_CAMERA_GRACE_S: Final = 2.0
_PAGE_GRACE_S: Final = 2
_WATCH_EVERY_S: Final = 0.25
# A page may send a configuration that is too large, so that the camera can say so.
_MAX_WISH_BYTES: Final = 8 * MAX_DOCUMENT_BYTES


class DemoError(Exception):
    """Something that was asked for cannot be had; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to show.

    broker_url: where camera and desk meet; broker: its process to watch, None if not ours.
    state: an empty folder for the camera. port: the first to try. for_s: None until a signal.
    """

    source: str
    config: Path
    broker_url: str
    broker: Broker | None
    state: Path
    port: int
    browser: bool
    for_s: float | None


async def run_demo(plan: Plan) -> None:
    """Show the plan until SIGINT, SIGTERM, SIGHUP or its time; leave no process behind.

    Raises DemoError when no port is free.
    """
    stop = _stop_on_signals()
    listener = _listen(plan.port)
    desk = Desk(first_text=plan.config.read_text("utf-8"))
    tap = Tap(url=plan.broker_url, camera=CAMERA, desk=desk)
    camera = await _start_camera(plan)
    server = _server(desk, tap, listener)
    _announce(plan, listener)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    others = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(follow_pictures(plan.state / "preview.sock", desk)),
        asyncio.create_task(_watch(desk, camera=camera, broker=plan.broker)),
    ]
    try:
        await _first_end([serving, *others], at_most_s=plan.for_s)
    finally:
        server.should_exit = True
        for task in others:
            task.cancel()
        await asyncio.gather(serving, _end(camera), *others, return_exceptions=True)
        tap.close()


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


async def _start_camera(plan: Plan) -> asyncio.subprocess.Process:
    argv = [sys.executable, "-m", "edge", "run", "--loop", "--preview"]
    argv.append(f"--stop-with-parent={os.getpid()}")
    argv += ["--camera", CAMERA, "--source", plan.source, "--config", str(plan.config)]
    argv += ["--broker", plan.broker_url, "--state", str(plan.state)]
    # A session of its own: Ctrl-C reaches the demo alone, which then ends all in order.
    return await asyncio.create_subprocess_exec(*argv, start_new_session=True)


class _Server(uvicorn.Server):
    """uvicorn without its own signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(desk: Desk, tap: Tap, listener: socket.socket) -> _Server:
    port = listener.getsockname()[1]
    return _Server(
        uvicorn.Config(
            page_app(desk=desk, publish=tap.publish_config, port=port),
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


async def _watch(desk: Desk, *, camera: asyncio.subprocess.Process, broker: Broker | None) -> Never:
    """Tell the pages what became of the processes, and of the bytes."""
    while True:
        if camera.returncode is not None:
            desk.set_parts(camera=f"its process ended with code {camera.returncode}")
        if broker is not None and not broker.alive:
            desk.set_parts(broker="its process has ended")
        desk.tell_bytes()
        await asyncio.sleep(_WATCH_EVERY_S)


async def _end(camera: asyncio.subprocess.Process) -> None:
    """End the camera: its last words first, then whatever is left of its session."""
    with contextlib.suppress(ProcessLookupError):
        camera.terminate()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(camera.wait(), _CAMERA_GRACE_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(camera.pid, signal.SIGKILL)
    await camera.wait()
