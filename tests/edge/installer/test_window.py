"""When the window is open, who opened it, and what the log hears of it."""

import os
import socket
import stat

import pytest

from edge.clock import ManualClock
from edge.contract import MAX_ENVELOPE_BYTES, MAX_WINDOW_MINUTES
from edge.desired.memory import Memory
from edge.governance.authority import Authority
from edge.governance.policy import Policy
from edge.governance.signing import key_id, seal
from edge.installer.opening import opening
from edge.installer.pin import MAX_WRONG
from edge.installer.said import CLOSE, ENTERED, REFUSED, SOCKET
from edge.installer.window import BUTTON, BUTTON_MINUTES, STICK, Window
from tests.keys import CAMERA, KEYS, STRANGERS

NOW_UTC_S = 1_800_000_000


class Camera:
    """A window with a clock that stands still; a fresh one over the same folder is a restart."""

    def __init__(self, folder, *, utc_s=NOW_UTC_S):
        self.path, self.asked = folder / "window" / SOCKET, folder / "asked"
        for room in (self.path.parent, self.asked):
            room.mkdir(exist_ok=True)
        self.clock = ManualClock(mono_s=100.0, utc_s=utc_s)
        self.authority = Authority(trust=KEYS.trust(CAMERA), kept=Memory(folder).policy)
        self.window = Window(
            self.path.parent, asked=self.asked, authority=self.authority, clock=self.clock
        )

    def govern(self, **clauses):
        raw = KEYS.policy(Policy(**clauses), audience=[CAMERA])
        return self.authority.take(raw, NOW_UTC_S)

    def turn(self):
        return [entry.state for entry in self.window.turn()]

    def say(self, words):
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self.path))
            server.sendall(words)

    def put_stick(self, keys=KEYS, *, audience=(CAMERA,), expires=NOW_UTC_S + 60, minutes=20):
        raw = opening(
            audience, minutes=minutes, utc_s=NOW_UTC_S, expires=expires, key=keys.operator
        )
        (self.asked / STICK).write_bytes(raw)


@pytest.fixture
def camera(tmp_path):
    camera = Camera(tmp_path)
    yield camera
    camera.window.close()


def test_there_is_no_socket_until_the_window_opens_and_none_once_it_has_closed(camera):
    assert not camera.path.exists()
    assert camera.window.open(30, by="button")
    assert camera.path.is_socket()
    camera.clock.advance(30 * 60)
    assert camera.turn() == ["opened", "closed"]
    assert not camera.path.exists()
    assert camera.window.screen is None


def test_its_socket_is_for_this_user_and_one_group(camera):
    camera.window.open(30, by="button")
    assert stat.S_IMODE(camera.path.stat().st_mode) == 0o660


def test_no_window_is_longer_than_an_hour(camera):
    camera.window.open(24 * 60, by="button")
    assert camera.window.left_s == 60 * MAX_WINDOW_MINUTES


def test_opened_again_it_begins_anew_and_is_the_same_socket(camera):
    camera.window.open(30, by="button")
    screen = camera.window.screen
    camera.clock.advance(20 * 60)
    camera.window.open(30, by="button")
    assert camera.window.screen is screen
    assert camera.window.left_s == 30 * 60


def test_no_minutes_close_it(camera):
    camera.window.open(30, by="button")
    assert camera.window.open(0, by="button")
    assert camera.turn() == ["opened", "closed"]
    assert not camera.path.exists()


def test_what_a_crash_left_open_is_closed_at_the_next_start(tmp_path):
    path = Camera(tmp_path).path
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
    assert path.is_socket()
    assert Camera(tmp_path).window.left_s == 0.0
    assert not path.exists()


def test_an_operator_opens_it_from_afar_where_a_policy_permits_it_and_for_as_long(camera):
    assert not camera.window.open(30, by="command")
    assert camera.govern(version=1, window_from_afar=True).state == "applied"
    assert camera.window.open(30, by="command")
    assert camera.turn() == ["opened"]
    assert camera.govern(version=2).state == "applied"
    assert camera.turn() == ["closed"]


def test_without_any_policy_whoever_is_at_the_camera_opens_it_and_an_operator_may_close_it(camera):
    assert camera.window.open(30, by="button")
    assert camera.window.open(0, by="command")
    assert camera.turn() == ["opened", "closed"]


def test_where_no_socket_can_be_made_it_stays_closed(camera):
    camera.path.parent.rmdir()
    assert not camera.window.open(30, by="button")
    assert camera.turn() == []
    camera.path.parent.mkdir()


def test_the_button_opens_it_once_for_each_time_it_is_held(camera):
    (camera.asked / BUTTON).touch()
    (entry,) = camera.window.turn()
    assert (entry.state, entry.by, entry.keys) == ("opened", "button", ())
    assert camera.window.left_s == 60 * BUTTON_MINUTES
    camera.window.open(0, by="button")
    camera.turn()
    assert camera.turn() == []
    assert not camera.path.exists()


def test_a_stick_with_the_operators_signature_opens_it_and_the_log_has_the_key(camera):
    camera.put_stick(minutes=20)
    (entry,) = camera.window.turn()
    assert (entry.state, entry.by) == ("opened", "stick")
    assert entry.keys == (key_id(KEYS.operator.public_key()),)
    assert camera.window.left_s == 20 * 60


@pytest.mark.parametrize(
    "wrong",
    [{"keys": STRANGERS}, {"audience": ("cam-2",)}, {"expires": NOW_UTC_S}],
    ids=["a stranger's signature", "for another camera", "too late"],
)
def test_a_stick_that_was_not_signed_for_here_and_now_opens_nothing(camera, wrong):
    camera.put_stick(**wrong)
    assert camera.turn() == []
    assert not camera.path.exists()
    assert not (camera.asked / STICK).exists()


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff" * 9, b"x" * (MAX_ENVELOPE_BYTES + 1)])
def test_a_stick_with_anything_else_on_it_opens_nothing(camera, raw):
    (camera.asked / STICK).write_bytes(raw)
    assert camera.turn() == []


def test_no_other_signed_command_opens_it(camera):
    body = '{"id":"00000000-0000-4000-8000-000000000001","name":"pause","t":1,"minutes":5}'
    raw = seal(body, purpose="command", audience=[CAMERA], by=[KEYS.operator])
    (camera.asked / STICK).write_bytes(raw)
    assert camera.turn() == []


def test_a_pipe_or_a_link_where_the_stick_should_be_neither_stops_vision_nor_is_read(
    camera, tmp_path
):
    os.mkfifo(camera.asked / BUTTON)
    camera.put_stick()
    (camera.asked / STICK).rename(tmp_path / "elsewhere")
    (camera.asked / STICK).symlink_to(tmp_path / "elsewhere")
    assert "opened" not in [e.state for e in camera.window.turn() if e.by == "stick"]
    assert (tmp_path / "elsewhere").exists()


def test_what_the_serving_process_says_of_who_came_is_in_the_log(camera):
    camera.window.open(30, by="button")
    camera.say(REFUSED + ENTERED)
    assert camera.turn() == ["opened", "refused", "entered"]


def test_an_installer_who_is_done_closes_it(camera):
    camera.window.open(30, by="button")
    camera.say(CLOSE)
    assert camera.turn() == ["opened", "closed"]
    assert not camera.path.exists()


def test_wrong_pins_close_it_however_often_the_serving_process_begins_anew(camera):
    camera.window.open(30, by="button")
    camera.turn()
    for _ in range(MAX_WRONG - 1):
        camera.say(REFUSED)
        assert camera.turn() == ["refused"]
    camera.say(REFUSED)
    assert camera.turn() == ["refused", "locked"]
    assert not camera.path.exists()


def test_wrong_pins_close_it_also_where_vision_is_so_slow_that_it_hears_of_all_at_once(camera):
    camera.window.open(30, by="button")
    with socket.socket(socket.AF_UNIX) as looking:
        looking.connect(str(camera.path))
        for _ in range(MAX_WRONG):
            camera.say(REFUSED)
        assert camera.turn() == ["opened", *["refused"] * MAX_WRONG, "locked"]


def test_words_that_nobody_knows_say_nothing(camera):
    camera.window.open(30, by="button")
    camera.say(b"o\x00\xff !")
    assert camera.turn() == ["opened"]
