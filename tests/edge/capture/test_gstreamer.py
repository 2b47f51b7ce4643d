"""GStreamer for real: its test picture, files, an RTSP server, and what goes wrong with them."""

import logging
import socket
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from edge.capture.camera import CameraError, EndOfRecording
from edge.capture.gst_pipeline import PACKAGES, Pipeline
from edge.capture.gstreamer import GstFeed
from edge.capture.live import LiveCamera
from edge.capture.sources import open_camera
from edge.clock import ManualClock, SystemClock
from tests.edge.capture import debian_gi
from tests.edge.capture.conftest import SIZE_PX, number_of, write_video
from tests.edge.capture.contract import LiveContract, RecordingContract, Rig, read
from tests.edge.capture.test_rtsp import RtspServer
from tests.patience import PATIENCE_S, wait_until

if not debian_gi.is_here():
    pytest.skip(debian_gi.WHY_NOT, allow_module_level=True)


@pytest.fixture(autouse=True, scope="module")
def _bindings(tmp_path_factory) -> None:
    debian_gi.reach(tmp_path_factory.mktemp("debian"))


def open_recording(path: Path, **options):
    return open_camera(f"gst:file:{path}", clock=ManualClock(), pace="recording", **options)


def open_live(source: str):
    return open_camera(source, clock=SystemClock())


class TestGStreamerFile(RecordingContract):
    @pytest.fixture
    def rig(self, clip) -> Rig:
        return Rig(open=lambda: open_recording(clip), size_px=SIZE_PX, planes=True)


class TestGStreamer(LiveContract):
    """What GStreamer plays and goes on for ever: a file that is opened again at its end."""

    @pytest.fixture
    def rig(self, tmp_path) -> Rig:
        clip, away = write_video(tmp_path / "clip.avi", frames=40), tmp_path / "away.avi"
        elements = ("filesrc", "decodebin", "videoconvert", "video/x-raw,format=NV12")

        def feed() -> GstFeed:
            properties = {"location": str(clip)}
            pipeline = Pipeline(elements, name="clip", drop=False, properties=properties)
            return GstFeed(pipeline, clock=SystemClock())

        return Rig(
            open=lambda: LiveCamera(feed, kind="usb", name="clip", first_pause_s=0.01),
            size_px=SIZE_PX,
            planes=True,
            unplug=lambda: clip.rename(away),
            plug=lambda: away.rename(clip),
        )


@pytest.mark.parametrize("width", [320, 322, 326])
def test_rows_that_are_wider_than_the_picture_are_read_right(width):
    camera = open_live(f"gst:test?size={width}x240&fps=30")
    frame = read(camera)
    camera.close()
    picture = frame.pixels
    assert picture.shape == (240, width, 3)
    # A white ball on black: a row that began elsewhere would shear it.
    bright = (picture[..., 0] > 128).any(axis=0).nonzero()[0]
    assert bright.max() - bright.min() < 60


def test_a_live_picture_says_how_old_it_is():
    camera, clock = open_live("gst:test?size=64x64&fps=30"), SystemClock()
    frames = [read(camera) for _ in range(5)]
    camera.close()
    assert all(0 <= clock.mono_s() - frame.mono_s < PATIENCE_S for frame in frames)
    assert all(frame.utc_s is not None for frame in frames)
    assert camera.kind == "simulator"


def test_a_file_is_played_whole_on_its_own_clock(clip):
    camera, frames = open_recording(clip), []
    with pytest.raises(EndOfRecording, match=r"clip\.avi: the recording has ended"):
        while True:
            frames.append(camera.read(1.0))
    camera.close()
    assert [number_of(frame.pixels) for frame in frames] == pytest.approx(list(range(40)), abs=1)
    assert [frame.mono_s for frame in frames] == pytest.approx([n / 10 for n in range(40)])


def test_a_file_begins_anew_where_it_is_asked_to(clip):
    camera = open_recording(clip, loop=True)
    frames = [camera.read(1.0) for _ in range(50)]
    camera.close()
    assert number_of(frames[45].pixels) == pytest.approx(5, abs=1)
    assert all(later.mono_s > earlier.mono_s for earlier, later in pairwise(frames))


def test_a_file_that_ends_in_the_middle_plays_what_is_there(tmp_path):
    whole = write_video(tmp_path / "whole.mkv", frames=40).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) // 2])
    camera, count = open_recording(tmp_path / "cut.mkv"), 0
    with pytest.raises(EndOfRecording):
        while camera.read(1.0) is not None:
            count += 1
    camera.close()
    assert 5 <= count <= 25


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("noise.mp4", bytes(range(256)) * 64),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"),
        ("session.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"),
    ],
)
def test_what_is_no_video_is_refused_by_name(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CameraError, match=name):
        open_recording(tmp_path / name)


def test_a_playlist_in_disguise_leads_nowhere(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        # Not a text by its first bytes, yet GStreamer takes it for a playlist.
        line = f"#EXTM3U\n#\x7f\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#\x00\n"
        (tmp_path / "list.m3u8").write_bytes(line.encode())
        with pytest.raises(CameraError, match=r"list\.m3u8"):
            open_recording(tmp_path / "list.m3u8")
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_missing_element_is_named_with_its_package():
    with pytest.raises(
        CameraError, match="gst:csi:0: GStreamer has no nvarguscamerasrc: install nvidia-l4t-gst"
    ):
        open_live("gst:csi:0")


def test_every_element_that_is_named_has_a_package_here():
    from gi.repository import Gst

    elsewhere = {name for name, package in PACKAGES.items() if "nvidia" in package}
    assert {name for name in PACKAGES if Gst.ElementFactory.find(name) is None} == elsewhere


def test_a_device_that_is_not_there_is_lost_and_the_bus_says_why(caplog):
    camera = open_live("gst:v4l2:97")
    wait_until(lambda: "lost" in caplog.text, "the loss")
    assert "gst:v4l2:97: lost (Cannot identify device '/dev/video97'.)" in caplog.text
    assert camera.kind == "usb"
    camera.close()


@pytest.mark.parametrize(
    ("source", "match"),
    [
        ("gst:", "expected gst:file:PATH or gst: and csi, v4l2, test"),
        ("gst:lens", "expected gst:file:PATH"),
        ("gst:test ! filesink location=x", "expected gst:file:PATH"),
        ("gst:test?size=3x3", "gst:test:0: size: expected WIDTHxHEIGHT of 64 to 4608 px"),
        ("gst:test?size=65x65", "an even width and height"),
        ("gst:test?fps=0", "fps: expected 1 to 120 frames a second, got '0'"),
        ("gst:test?gain=2", "gain: unknown, known are size, fps"),
        ("gst:test?fps=5&fps=6", "fps: stands twice"),
    ],
)
def test_what_cannot_be_asked_for_is_named(source, match):
    with pytest.raises(CameraError, match=match):
        open_live(source)


@pytest.mark.parametrize("source", ["gst:test", "rtsp+gst://127.0.0.1/"])
def test_what_is_live_cannot_be_replayed(source):
    with pytest.raises(CameraError, match="cannot be replayed"):
        open_camera(source, clock=ManualClock(), pace="recording")


@pytest.fixture
def serve():
    servers: list[RtspServer] = []

    def start(*options: str) -> RtspServer:
        servers.append(RtspServer(*options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_a_network_camera_is_decoded_with_its_password_and_never_shows_it(serve, caplog):
    server = serve("--password", "s3cret")
    with caplog.at_level(logging.DEBUG):
        camera = open_live(server.address(user="anna:s3cret@").replace("rtsp:", "rtsp+gst:"))
        frame = read(camera)
        server.stop()
        wait_until(lambda: camera.state == "lost", "the loss")
    camera.close()
    assert (frame.width, frame.height, camera.kind) == (320, 240, "network")
    assert "s3cret" not in caplog.text
    assert "anna" not in caplog.text


def send_elsewhere(server: socket.socket, there: str) -> None:
    """Answer one camera's visitor after the other with a redirect, until the server is shut."""
    while True:
        try:
            peer, _ = server.accept()
        except OSError:
            return
        with peer:
            number = peer.recv(4096).partition(b"CSeq: ")[2].partition(b"\r\n")[0].decode()
            answer = f"RTSP/1.0 302 Found\r\nCSeq: {number}\r\nLocation: {there}\r\n\r\n"
            peer.sendall(answer.encode())


def test_nothing_is_said_where_a_network_camera_sends_us(caplog):
    with (
        socket.create_server(("127.0.0.1", 0)) as camera_server,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        there = f"rtsp://127.0.0.1:{other.getsockname()[1]}/street"
        thread = threading.Thread(target=send_elsewhere, args=(camera_server, there))
        thread.start()
        camera = open_live(f"rtsp+gst://127.0.0.1:{camera_server.getsockname()[1]}/street")
        wait_until(lambda: "it sends us elsewhere" in caplog.text, "the loss")
        camera.close()
        camera_server.shutdown(socket.SHUT_RDWR)
        thread.join()
        visitor, _ = other.accept()
        with visitor:
            assert visitor.recv(1) == b""
