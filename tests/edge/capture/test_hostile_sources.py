"""Cameras and recordings that try to make us open what nobody asked for."""

import base64
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from edge.capture.camera import CameraError
from edge.capture.opencv import RECORDING, STREAM, open_ffmpeg
from edge.capture.sources import open_camera
from edge.clock import SystemClock
from tests.patience import PATIENCE_S, wait_until

LIMITS = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 5000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 5000]
KEY = base64.b64encode(b"anna:s3cret").decode()


class _Camera(BaseHTTPRequestHandler):
    """Answers as the table `pages` of its server says: path to (status, header, body)."""

    def do_GET(self) -> None:
        self.server.visited.append(self.path)
        status, (name, value), body = self.server.pages.get(self.path, (404, ("X", ""), b""))
        if self.path == "/locked" and self.headers.get("Authorization") != f"Basic {KEY}":
            status, (name, value), body = 401, ("WWW-Authenticate", 'Basic realm="camera"'), b""
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """An HTTP camera with pictures at /locked (for anna) and /pictures.ts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Camera)
    picture = cv2.imencode(".jpg", np.full((48, 64, 3), 60, np.uint8))[1].tobytes()
    mjpeg = ("Content-Type", "multipart/x-mixed-replace; boundary=edge")
    pictures = (200, mjpeg, (b"--edge\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n") * 9)
    server.pages = {"/locked": pictures, "/pictures.ts": pictures}
    server.visited = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(server: ThreadingHTTPServer, path: str, user: str = "") -> str:
    return f"http://{user}127.0.0.1:{server.server_port}{path}"


def gives_pictures(target: str, options: str) -> bool:
    capture = open_ffmpeg(target, LIMITS, options=options)
    given = capture.isOpened() and capture.read()[0]
    capture.release()
    return given


def hls(segment: str) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{segment}\n#EXT-X-ENDLIST\n".encode()


def concat(target: str) -> bytes:
    return f"ffconcat version 1.0\nfile {target}\n".encode()


def test_an_http_camera_is_given_user_and_password_and_no_log_is(server, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        camera = open_camera(address_of(server, "/locked", "anna:s3cret@"), clock=SystemClock())
        frame = camera.read(PATIENCE_S)
        wait_until(lambda: camera.state == "lost", "the pictures to end")
        camera.close()
    assert frame.pixels.shape == (48, 64, 3)
    written = caplog.text + "".join(capfd.readouterr())
    assert "s3cret" not in written
    assert "anna" not in written


@pytest.mark.parametrize("playlist", [hls, concat])
def test_a_camera_cannot_make_us_read_our_own_files(server, clip, playlist):
    server.pages["/list.m3u8"] = (200, ("X", ""), playlist(f"file://{clip}"))
    target = address_of(server, "/list.m3u8")
    assert not gives_pictures(target, STREAM)
    if playlist is concat:
        # It is no mistake in the playlist that stops it.
        assert gives_pictures(target, "protocol_whitelist;file,http,tcp|safe;0")


@pytest.mark.parametrize("playlist", [hls, concat])
def test_a_camera_cannot_make_us_visit_others(server, playlist):
    server.pages["/list.m3u8"] = (200, ("X", ""), playlist(address_of(server, "/pictures.ts")))
    assert not gives_pictures(address_of(server, "/list.m3u8"), STREAM)
    assert server.visited == ["/list.m3u8"]


def test_a_redirect_is_not_followed(server, clip):
    others = [address_of(server, "/pictures.ts"), f"file://{clip}"]
    for number, other in enumerate(others):
        server.pages[f"/{number}"] = (302, ("Location", other), b"")
        assert not gives_pictures(address_of(server, f"/{number}"), STREAM)
    assert server.visited == ["/0", "/1"]


def test_a_camera_address_cannot_be_a_file(clip):
    assert not gives_pictures(str(clip), STREAM)


@pytest.mark.parametrize("playlist", [hls, concat])
def test_a_recording_cannot_make_us_open_an_address(server, tmp_path, playlist):
    # A control character, for a mere text is refused before FFmpeg sees it.
    recording = tmp_path / "recording.m3u8"
    recording.write_bytes(playlist(address_of(server, "/pictures.ts")) + b"#\0\n")
    with pytest.raises(CameraError, match="not a video that can be read"):
        open_camera(str(recording), clock=SystemClock())
    assert not gives_pictures(str(recording), RECORDING)
    gives_pictures(str(recording), "protocol_whitelist;file,http,tcp|safe;0|allowed_extensions;ALL")
    assert server.visited[:1] == ["/pictures.ts"]
