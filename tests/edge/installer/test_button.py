"""A button that is held, as the kernel tells it."""

import subprocess
import sys

import pytest

from edge.installer.button import EVENT, HOLD_S, KEY_SETUP, presses
from edge.installer.window import BUTTON

SPACE = 57


def event(at_s, value, *, key=KEY_SETUP, kind=1):
    return EVENT.pack(int(at_s), int(at_s % 1 * 1e6), kind, key, value)


def held(for_s, **how):
    return [event(10.0, 1, **how), event(10.0, 0, kind=0, key=0), event(10.0 + for_s, 0, **how)]


def test_held_long_enough_it_asks_once():
    again = [event(11.0, 2), event(12.0, 2)]
    events = held(HOLD_S)
    assert len(list(presses([*events[:2], *again, events[2]]))) == 1


@pytest.mark.parametrize(
    "events", [held(HOLD_S - 0.1), held(HOLD_S, key=SPACE), [event(99.0, 0)], [event(1.0, 1)]]
)
def test_anything_less_asks_nothing(events):
    assert list(presses(events)) == []


def test_each_time_that_it_is_held_counts():
    assert len(list(presses(held(HOLD_S) + held(1.0) + held(9.0)))) == 2


def test_the_command_reads_a_device_and_asks_in_the_folder(tmp_path):
    (tmp_path / "event0").write_bytes(b"".join(held(5.0)))
    words = [sys.executable, "-m", "edge", "installer", "button", str(tmp_path / "event0")]
    subprocess.run([*words, "--asked", str(tmp_path)], check=True)
    assert (tmp_path / BUTTON).read_bytes() == b""
