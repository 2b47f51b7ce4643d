"""What systemd is told, over a real socket of the kind that it gives."""

import socket
from collections.abc import Iterator

import pytest

from edge.notify import Notify


@pytest.fixture
def manager(tmp_path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        yield manager


def heard(manager: socket.socket) -> list[bytes]:
    messages = []
    while True:
        try:
            messages.append(manager.recv(64))
        except BlockingIOError:
            return messages


def test_a_service_says_once_that_it_is_up_and_then_that_it_gets_on(manager):
    notify = Notify({"NOTIFY_SOCKET": manager.getsockname()})
    notify.ready()
    notify.alive()
    assert heard(manager) == [b"READY=1", b"WATCHDOG=1"]


def test_a_thousand_frames_are_not_a_thousand_messages(manager):
    notify = Notify({"NOTIFY_SOCKET": manager.getsockname()})
    for _ in range(1000):
        notify.alive()
    assert 1 <= len(heard(manager)) < 100


def test_an_abstract_name_is_understood():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        # Linux picks a free abstract name for an empty one.
        manager.bind("")
        name = manager.getsockname()
        Notify({"NOTIFY_SOCKET": "@" + name[1:].decode()}).ready()
        assert manager.recv(64) == b"READY=1"


def test_without_a_manager_nothing_is_said(caplog):
    Notify({}).ready()
    assert caplog.text == ""


def test_a_manager_that_is_gone_ends_nothing(tmp_path, caplog):
    Notify({"NOTIFY_SOCKET": str(tmp_path / "gone")}).alive()
    assert "does not hear WATCHDOG=1" in caplog.text
