import logging
import time

import pytest

from edge.capture.camera import CameraError
from edge.capture.sources import open_camera
from edge.capture.streams import public_name
from edge.clock import ManualClock


def open_source(source, pace="live"):
    return open_camera(source, clock=ManualClock(), pace=pace)


def test_an_unknown_kind_is_told_what_is_known():
    with pytest.raises(
        CameraError, match="gopher: no such kind of source, known are file, picamera"
    ):
        open_source("gopher://example.org/1")


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Install a distribution that adds the scheme `still`, and one whose code is missing."""
    metadata = tmp_path / "still-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: still\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(
        "[passerby.cameras]\nstill = still_plugin:open_camera\ngone = no_such_plugin:open_camera\n"
    )
    (tmp_path / "still_plugin.py").write_text(
        "def open_camera(rest, *, clock, pace):\n    return rest, clock.mono_s(), pace\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


def test_a_plugin_gets_the_rest_the_clock_and_the_pace(plugin):
    camera = open_camera("still:life?seed=1", clock=ManualClock(mono_s=5.0), pace="recording")
    assert camera == ("life?seed=1", 5.0, "recording")


def test_an_unknown_kind_is_told_of_the_plugins_too(plugin):
    with pytest.raises(CameraError, match=r"known are .*still"):
        open_source("gopher:1")


def test_a_broken_plugin_is_named(plugin):
    with pytest.raises(CameraError, match="gone: the plugin no_such_plugin:open_camera is broken"):
        open_source("gone:1")


def test_a_file_whose_name_looks_like_a_scheme_is_still_a_file(clip, monkeypatch):
    clip.rename(clip.with_name("gopher:1.avi"))
    monkeypatch.chdir(clip.parent)
    assert open_source("gopher:1.avi").kind == "file"
    assert open_source("file:gopher:1.avi").kind == "file"


@pytest.mark.parametrize("source", ["usb:one", "usb:", "usb:-1", "/dev/video", "/dev/video0/x"])
def test_a_usb_camera_has_a_number(source):
    with pytest.raises(CameraError, match="expected usb:N or /dev/videoN"):
        open_source(source)


def test_a_usb_camera_that_is_away_is_lost_not_fatal():
    camera = open_source("usb:97")
    assert camera.read(0.05) is None
    assert (camera.kind, camera.state) == ("usb", "lost")
    camera.close()


@pytest.mark.parametrize(
    "source", ["usb:0", "/dev/video0", "rtsp://127.0.0.1/", "http://127.0.0.1/"]
)
def test_a_live_camera_cannot_be_replayed(source):
    with pytest.raises(CameraError, match="cannot be replayed"):
        open_source(source, pace="recording")


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://anna:s3cret@127.0.0.1:9/stream",
        "http://127.0.0.1:9/s3cret/video?user=anna&pwd=s3cret",
        "rtsp://127.0.0.1:9/user=anna&password=s3cret&channel=1",
        "rtsp://anna:s3cr@t@127.0.0.1:9",
    ],
)
def test_only_the_host_of_a_network_camera_is_named(address):
    assert public_name(address).partition("://")[2] == "127.0.0.1:9"


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://anna:s3/cret@127.0.0.1/",
        "rtsp://anna:1#s3cret@127.0.0.1/",
        "rtsp://anna:s3cret@127.0.0.1:port/",
        "http://anna:s3cret@/",
        "http:s3cret",
        "http://[s3cret/",
    ],
)
def test_an_address_that_cannot_be_taken_apart_is_refused_without_showing_it(address):
    with pytest.raises(CameraError) as caught:
        open_source(address)
    assert "s3cret" not in str(caught.value)
    assert "anna" not in str(caught.value)


def test_nothing_that_a_lost_network_camera_writes_holds_its_password(caplog, capfd):
    with caplog.at_level(logging.WARNING):
        camera = open_source("rtsp://anna:s3cret@127.0.0.1:9/s3cret")
        deadline_s = time.monotonic() + 5
        while not caplog.records and time.monotonic() < deadline_s:
            assert camera.read(0.02) is None
        camera.close()
    assert "rtsp://127.0.0.1:9: lost" in caplog.text
    written = caplog.text + "".join(capfd.readouterr())
    assert "s3cret" not in written
    assert "anna" not in written
