"""Live cameras over real sockets and real captures; only the waiting is bounded, never timed."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from edge.capture.camera import CameraError
from edge.capture.live import LiveCamera
from edge.capture.opencv import open_ffmpeg
from edge.capture.sources import open_camera
from edge.capture.streams import CaptureFeed
from edge.clock import ManualClock, SystemClock
from tests.edge.capture.conftest import number_of
from tests.patience import PATIENCE_S, wait_until


class _Mjpeg(BaseHTTPRequestHandler):
    """Thirty pictures, then silence: the connection dies as a camera without power does."""

    def do_GET(self) -> None:
        self.server.visits += 1
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=edge")
        self.end_headers()
        picture = cv2.imencode(".jpg", np.full((48, 64, 3), 60, np.uint8))[1].tobytes()
        head = f"--edge\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        for _ in range(30):
            self.wfile.write(head.encode() + picture + b"\r\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def mjpeg_server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Mjpeg)
    server.visits = 0
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_network_camera_delivers_and_is_opened_again_when_it_dies():
    with mjpeg_server() as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        camera = open_camera(address, clock=SystemClock(), pace="live")
        frame = camera.read(PATIENCE_S)
        assert frame.pixels.shape == (48, 64, 3)
        assert camera.kind == "network"
        wait_until(lambda: camera.state == "lost", "the camera to be lost")
        wait_until(lambda: server.visits >= 2, "a second visit")
        assert camera.read(PATIENCE_S) is not None
        camera.close()


def test_a_server_that_accepts_and_hangs_does_not_hang_the_reader():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        camera = open_camera(f"http://127.0.0.1:{port}/", clock=SystemClock(), pace="live")
        hanging, _ = server.accept()
        assert camera.read(0.05) is None
        assert camera.state == "lost"
        hanging.close()
        camera.close()


def open_again_and_again(path, openings: list[int], clock=None) -> Callable[[], CaptureFeed]:
    """An opener whose second try finds nothing, as when a plug was pulled."""

    def opener() -> CaptureFeed:
        openings.append(1)
        capture = open_ffmpeg(str(path) if len(openings) != 2 else f"{path}.away")
        return CaptureFeed(capture, clock=clock or ManualClock())

    return opener


def test_a_reader_who_comes_late_gets_the_newest_frame_only(clip):
    openings: list[int] = []
    clock = ManualClock(mono_s=7.0, utc_s=1.8e9)
    opener = open_again_and_again(clip, openings, clock)
    camera = LiveCamera(opener, kind="usb", name="clip", first_pause_s=99)
    wait_until(
        lambda: openings and camera.state == "lost" and camera._newest is not None, "the last frame"
    )
    frame = camera.read(1.0)
    assert number_of(frame.pixels) == 39
    assert (frame.mono_s, frame.utc_s) == (7.0, 1.8e9)
    assert camera.read(0.01) is None
    assert camera.dropped == 39
    camera.close()


def test_a_camera_that_was_pulled_comes_back(clip):
    openings: list[int] = []
    camera = LiveCamera(
        open_again_and_again(clip, openings),
        kind="usb",
        name="clip",
        first_pause_s=0.01,
    )
    wait_until(lambda: len(openings) >= 4, "a fourth try")
    assert camera.read(PATIENCE_S) is not None
    camera.close()


def test_closing_twice_is_harmless_and_ends_the_thread(clip):
    before = threading.active_count()
    camera = LiveCamera(
        lambda: CaptureFeed(open_ffmpeg(str(clip)), clock=ManualClock()),
        kind="usb",
        name="clip",
        first_pause_s=99,
    )
    camera.close()
    camera.close()
    # A driver that is slow is not waited for long.
    wait_until(lambda: threading.active_count() <= before, "the end of its thread")


class _GreyThenBroken:
    """A driver that answers with one plane, then fails as OpenCV does."""

    def __init__(self) -> None:
        self.reads = 0
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802  as OpenCV spells it
        return True

    def read(self):
        self.reads += 1
        if self.reads > 1:
            raise cv2.error("bad ioctl")
        return True, np.zeros((4, 4), np.uint8)

    def release(self) -> None:
        self.released = True


def test_a_driver_that_fails_is_lost_and_tried_again(caplog):
    driver = _GreyThenBroken()
    camera = LiveCamera(
        lambda: CaptureFeed(driver, clock=ManualClock()),
        kind="usb",
        name="odd",
        first_pause_s=0.01,
    )
    wait_until(lambda: driver.reads >= 2, "a second read")
    camera.close()
    assert (camera.state, driver.released) == ("lost", True)
    assert "odd: lost (bad ioctl)" in caplog.text
    assert "odd: lost (expected (H, W, 3)" in caplog.text


def test_a_camera_that_can_never_work_says_so_to_who_reads():
    def opener() -> CaptureFeed:
        raise CameraError("odd: gives sound alone")

    camera = LiveCamera(opener, kind="usb", name="odd")
    for _ in range(2):
        with pytest.raises(CameraError, match="sound alone"):
            camera.read(PATIENCE_S)
    assert camera.state == "lost"
    camera.close()


def test_a_frame_that_nobody_read_is_let_go_of_when_the_camera_closes(clip):
    camera = LiveCamera(open_again_and_again(clip, []), kind="usb", name="clip", first_pause_s=99)
    wait_until(lambda: camera._newest is not None, "a frame")
    camera.close()
    assert camera.read(0.0) is None
