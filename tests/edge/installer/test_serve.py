"""The page over real HTTPS: who is let in, what he gets, and when nothing listens."""

import json
import socket
import ssl
import struct
import subprocess
import sys

import cv2
import numpy as np
import pytest

from edge.config import parse_config
from edge.installer.listening import MAX_CONNECTIONS
from edge.installer.pin import MAX_WRONG
from edge.privacy.mask import mask_whole
from tests.edge.installer.hour import installers_hour, listens, street
from tests.keys import CAMERA
from tests.patience import wait_until

PLACES = {"zones": {"gate": {"polygon": [[0, 0], [1, 0], [1, 1]]}}, "lines": {}, "areas": {}}
CLOSED_TO_STRANGERS = [("GET", "/picture?after=0"), ("POST", "/draft"), ("POST", "/close")]


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    with installers_hour(tmp_path_factory.mktemp("hour")) as hour:
        yield hour


@pytest.fixture
def installer(hour):
    """Whom the camera has let in."""
    with hour.browser() as browser:
        assert browser.enter(hour.pin) == 204
        yield browser


@pytest.fixture
def stranger(hour):
    with hour.browser() as browser:
        yield browser


def header_of(message):
    (length,) = struct.unpack(">I", message[:4])
    return json.loads(message[4 : 4 + length]), message[4 + length :]


def test_the_certificate_is_the_one_on_the_label(hour, stranger):
    shown = stranger.fingerprint.upper()
    assert shown in hour.label.replace(":", "").replace(" ", "").replace("\n", "").upper()


def test_nothing_but_tls_1_3_is_spoken(hour):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", hour.port)) as plain,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(plain)


@pytest.mark.parametrize(("method", "path"), CLOSED_TO_STRANGERS)
def test_a_stranger_gets_the_page_and_nothing_of_the_camera(stranger, method, path):
    assert stranger.ask("GET", "/")[0] == 200
    status, body, _ = stranger.ask(method, path, PLACES if method == "POST" else None)
    assert (status, body) == (401, b"the PIN is asked for")


@pytest.mark.parametrize("path", ["/nothing", "/../pages.py", "/page/page.js", "/%2e%2e/pin.json"])
def test_no_other_file_can_be_had(stranger, path):
    status, body, _ = stranger.ask("GET", path)
    assert (status, body) == (404, b"")


def test_an_installer_gets_the_masked_picture_as_the_socket_has_it(installer):
    status, message, headers = installer.ask("GET", "/picture?after=0")
    header, jpeg = header_of(message)
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert (status, header["state"], header["whole"]) == (200, "ok", False)
    assert picture.shape == (header["height"], header["width"], 3)
    assert 0 < header["left_s"] <= 1800
    number = int(headers["x-number"])
    _, _, headers = installer.ask("GET", f"/picture?after={number}")
    assert int(headers["x-number"]) > number


def test_a_picture_that_is_masked_whole_says_so(hour, installer):
    hour.vision.state = "the camera is paused"
    hour.vision.make = lambda: mask_whole(_raw(), "paused")

    def is_whole():
        header, _ = header_of(installer.ask("GET", "/picture?after=0")[1])
        return header["whole"] and header["state"] == "the camera is paused"

    wait_until(is_whole, "a picture that is masked whole")
    hour.vision.state, hour.vision.make = "ok", street


def test_what_was_drawn_comes_back_as_a_configuration(installer):
    installer.ask("GET", "/picture?after=0")
    status, text, _ = installer.ask("POST", "/draft", {**PLACES, "lines": {}})
    assert status == 200
    assert parse_config(text).zones["gate"].polygon == ((0, 0), (1, 0), (1, 1))


def test_what_the_camera_would_refuse_is_named(installer):
    installer.ask("GET", "/picture?after=0")
    status, body, _ = installer.ask("POST", "/draft", {**PLACES, "zones": {}})
    assert status == 422
    assert "there is no zone 'gate'" in json.loads(body)["faults"][0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_no_other_site_can_make_an_installers_browser_ask(installer, headers):
    assert installer.ask("POST", "/close", {}, **headers)[0] == 403


@pytest.mark.parametrize("host", ["evil.example:8443", "127.0.0.1", "localhost", ""])
def test_a_name_that_somebody_points_here_gets_nothing(stranger, host):
    assert stranger.ask("GET", "/", Host=host)[0] == 421


def test_it_answers_to_its_own_names(hour, stranger):
    assert stranger.ask("GET", "/", Host=f"{CAMERA}.local:{hour.port}")[0] == 200


def test_every_answer_forbids_copies_frames_and_what_is_from_elsewhere(stranger):
    for path in ("/", "/page.js", "/nothing", "/picture?after=0"):
        _, _, headers = stranger.ask("GET", path)
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["server"] is None


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000,
    ],
)
def test_what_is_no_http_is_refused_and_the_next_one_served(hour, stranger, raw):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", hour.port)) as plain,
        context.wrap_socket(plain) as tls,
    ):
        tls.sendall(raw)
        assert tls.recv(12).startswith(b"HTTP/1.1 4")
    assert stranger.ask("GET", "/")[0] == 200


def test_those_who_only_connect_make_room_when_they_go(hour, stranger):
    held = [socket.create_connection(("127.0.0.1", hour.port)) for _ in range(MAX_CONNECTIONS + 1)]
    for one in held:
        one.close()
    assert stranger.ask("GET", "/")[0] == 200


def test_a_body_larger_than_any_draft_is_refused(installer):
    assert installer.ask("POST", "/draft", "x" * 70_000)[0] == 413


def test_who_gives_the_pin_later_ends_the_session_before(hour, installer):
    with hour.browser() as later:
        assert later.enter(hour.pin) == 204
        assert installer.ask("GET", "/picture?after=0")[0] == 401
        assert later.ask("GET", "/picture?after=0")[0] == 200


def test_wrong_pins_close_the_window_and_nothing_listens_any_more(tmp_path):
    with installers_hour(tmp_path) as hour, hour.browser() as browser:
        told = [browser.enter(hour.wrong) for _ in range(MAX_WRONG)]
        assert told == [401] * (MAX_WRONG - 1) + [423]
        assert hour.process.wait() == 0
        assert not listens(hour.port)
    assert hour.vision.logged() == ["opened", *["refused"] * MAX_WRONG, "locked"]


def test_it_ends_with_the_window_and_the_log_has_all_of_it(tmp_path):
    with installers_hour(tmp_path) as hour, hour.browser() as browser:
        assert browser.enter(hour.pin) == 204
        assert listens(hour.port)
        hour.vision.window._end_s = 0.0
        assert hour.process.wait() == 0
        assert not listens(hour.port)
    assert hour.vision.logged() == ["opened", "entered", "closed"]


def test_while_no_window_is_open_nothing_listens(tmp_path):
    with installers_hour(tmp_path, opened=False) as hour:
        assert hour.process.wait() == 1
        assert not listens(hour.port)


def test_the_keys_are_made_once_and_the_label_told_once(tmp_path):
    words = [sys.executable, "-m", "edge", "installer", "make", "gate-3", "--keys", str(tmp_path)]
    first = subprocess.run(words, capture_output=True, text=True, check=True)
    assert first.stdout.startswith("camera       gate-3\nPIN ")
    again = subprocess.run(words, capture_output=True, text=True)
    assert (again.returncode, again.stdout) == (2, "")
    assert "there are keys already" in again.stderr


def _raw():
    from edge.perception.frame import Frame

    return Frame(np.full((360, 640, 3), 200, np.uint8), mono_s=2.0)
