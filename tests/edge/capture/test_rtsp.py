"""A real RTSP server over real sockets: GStreamer's, in a process that can be killed and frozen."""

import logging
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.capture.camera import Camera
from edge.capture.live import SILENCE_S, LiveCamera
from edge.capture.sources import open_camera
from edge.clock import SystemClock
from tests import rtsp_server
from tests.patience import PATIENCE_S, wait_until

# The bindings of GStreamer belong to the system's Python, not to ours.
PYTHON = "/usr/bin/python3"
PACKAGES = "python3-gi and gir1.2-gst-rtsp-server-1.0"


class RtspServer:
    """Can be stopped, frozen and started again on the same port."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self.port = "0"
        self.start()

    def start(self) -> None:
        command = [PYTHON, rtsp_server.__file__, "--port", self.port, *self._options]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], PATIENCE_S)[0], "no word of its port"
        self.port = self._process.stdout.readline().strip()
        if not self.port:
            status = self._process.wait(PATIENCE_S)
            self._process.stdout.close()
            assert status == rtsp_server.MISSING
            pytest.skip(f"{PACKAGES} are not installed")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE_S)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def address(self, *, user: str = "", path: str = "street") -> str:
        return f"rtsp://{user}127.0.0.1:{self.port}/{path}"


@pytest.fixture
def serve() -> Iterator[Callable[..., RtspServer]]:
    if sys.platform != "linux" or not Path(PYTHON).exists():
        pytest.skip(f"{PACKAGES} need Debian's {PYTHON}")
    servers: list[RtspServer] = []

    def start(*options: str) -> RtspServer:
        servers.append(RtspServer(*options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def watch() -> Iterator[Callable[[str], Camera]]:
    cameras: list[Camera] = []

    def start(address: str) -> Camera:
        cameras.append(open_camera(address, clock=SystemClock()))
        return cameras[-1]

    yield start
    for camera in cameras:
        camera.close()


def age_s(pixels) -> float:
    """How long ago the server made a picture, right while that is under eight seconds."""
    made_ticks = (float(pixels[180:].mean()) - 10) / 5
    # A tick is shown rounded down and a grey is encoded inexactly: a new picture may seem unborn.
    ticks = (time.monotonic() / rtsp_server.TICK_S - made_ticks + 2) % rtsp_server.TICKS - 2
    return ticks * rtsp_server.TICK_S


@pytest.mark.parametrize("codec", ["h264", "jpeg"])
def test_frames_arrive_with_their_size_and_their_colours(serve, watch, codec):
    frame = watch(serve("--codec", codec).address()).read(PATIENCE_S)
    assert (frame.width, frame.height) == (rtsp_server.WIDTH_PX, rtsp_server.HEIGHT_PX)
    for x_px, rgb in zip((50, 160, 270), rtsp_server.BARS_RGB, strict=True):
        assert frame.pixels[60, x_px].tolist() == pytest.approx(rgb[::-1], abs=25)


@pytest.mark.parametrize("user", ["", "anna:wr0ng@"])
def test_a_camera_that_asks_for_a_password_is_lost_without_it(serve, watch, caplog, user):
    server = serve("--password", "s3cret")
    camera = watch(server.address(user=user))
    wait_until(lambda: "lost" in caplog.text, "the camera to be lost")
    assert camera.read(0.05) is None
    assert "wr0ng" not in caplog.text


def test_user_and_password_are_given_when_the_server_asks(serve, watch, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        frame = watch(serve("--password", "s3cret").address(user="anna:s3cret@")).read(PATIENCE_S)
    assert frame is not None
    written = caplog.text + "".join(capfd.readouterr())
    assert "delivers 320 x 240 px" in written
    assert "s3cret" not in written
    assert "anna" not in written


def test_a_wrong_path_is_tried_again_and_told_once(serve, caplog, capfd):
    address = serve().address(user="anna:s3cret@", path="elsewhere")
    camera = open_camera(address, clock=SystemClock())
    assert isinstance(camera, LiveCamera)
    opened: list[int] = []
    again = camera._open_feed
    camera._open_feed = lambda: (opened.append(1), again())[1]
    # The first may have gone by before they are counted.
    wait_until(lambda: len(opened) >= 2, "a second try")
    camera.close()
    written = caplog.text + "".join(capfd.readouterr())
    assert written.count("lost") == 1
    assert "s3cret" not in written


def test_pictures_come_by_tcp_or_not_at_all(serve, watch, caplog):
    camera = watch(serve("--codec", "jpeg", "--only-udp").address())
    wait_until(lambda: "lost" in caplog.text, "the camera to be lost")
    assert camera.read(0.05) is None


def test_a_server_that_dies_is_lost_and_taken_up_again(serve, watch):
    server = serve()
    camera = watch(server.address())
    assert camera.read(PATIENCE_S) is not None
    server.stop()
    wait_until(lambda: camera.state == "lost", "the camera to be lost")
    server.start()
    wait_until(lambda: camera.state == "ok", "the camera to be back")


def test_a_server_that_freezes_is_noticed_and_taken_up_again(serve, watch):
    server = serve()
    camera = watch(server.address())
    assert camera.read(PATIENCE_S) is not None
    server.signal(signal.SIGSTOP)
    ages_s: list[float] = []
    while camera.state == "ok":
        frame = camera.read(0.1)
        ages_s += [] if frame is None else [age_s(frame.pixels)]
    server.signal(signal.SIGCONT)
    # What the decoder still held is as old as the silence: it must not be handed out as new.
    assert max(ages_s, default=0.0) < SILENCE_S - rtsp_server.TICK_S
    wait_until(lambda: camera.state == "ok", "the camera to be back")


def test_a_slow_reader_is_shown_what_happened_while_it_was_away(serve, watch):
    camera = watch(serve().address())
    assert camera.read(PATIENCE_S) is not None
    wait_until(lambda: age_s(camera.read(PATIENCE_S).pixels) < 1, "the first frames to be through")
    left_s, dropped = time.monotonic(), camera.dropped
    wait_until(lambda: camera.dropped > dropped + 2 * rtsp_server.FPS, "two seconds of pictures")
    assert age_s(camera.read(PATIENCE_S).pixels) < time.monotonic() - left_s - 1


@pytest.mark.parametrize("state", ["delivering", "frozen", "dead"])
def test_closing_ends_in_each_state(serve, watch, state):
    server = serve()
    camera = watch(server.address())
    assert camera.read(PATIENCE_S) is not None
    if state == "frozen":
        server.signal(signal.SIGSTOP)
    if state == "dead":
        server.stop()
        wait_until(lambda: camera.state == "lost", "the camera to be lost")
    camera.close()
    server.stop()
    wait_until(lambda: not camera._thread.is_alive(), "its thread to end")
