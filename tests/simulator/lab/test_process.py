"""A process in the lab comes back as the supervisor brings a real one back."""

import pytest

from edge import supervise
from edge.clock import ManualClock
from edge.errors import NotNowError
from simulator.lab import process
from simulator.lab.process import Process


class Living:
    def __init__(self) -> None:
        self.dropped = False

    def drop(self) -> None:
        self.dropped = True


def test_pauses_are_those_of_the_supervisor() -> None:
    for name in ("_FIRST_PAUSE_S", "_LONGEST_PAUSE_S", "_WELL_AFTER_S"):
        assert getattr(process, name) == getattr(supervise, name)


def test_one_that_dies_again_and_again_comes_back_ever_later() -> None:
    clock = ManualClock()
    one = Process("one", clock, start=Living)
    pauses = []
    for _ in range(9):
        assert one.keep_up() is not None
        one.kill()
        since_s = clock.mono_s()
        while one.keep_up() is None:
            clock.advance(0.1)
        pauses.append(clock.mono_s() - since_s)
    assert pauses == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30, 30], abs=0.15)


def test_one_that_was_well_for_a_minute_comes_back_soon() -> None:
    clock = ManualClock()
    one = Process("one", clock, start=Living)
    for _ in range(4):
        assert one.keep_up() is not None
        one.kill()
        clock.advance(0.5)
        assert one.keep_up() is not None
        clock.advance(61.0)


def test_what_is_killed_is_dropped_and_one_that_cannot_start_is_tried_again() -> None:
    clock = ManualClock()
    attempts = []

    def start() -> Living:
        attempts.append(clock.mono_s())
        if len(attempts) < 3:
            raise NotNowError("full")
        return Living()

    one = Process("one", clock, start=start)
    while (living := one.keep_up()) is None:
        clock.advance(0.5)
    assert attempts == [0.0, 0.5, 1.5]
    one.kill()
    assert living.dropped


def test_one_that_is_held_down_does_not_come_back_before() -> None:
    clock = ManualClock()
    one = Process("one", clock, start=Living)
    one.keep_up()
    one.hold_down(True)
    clock.advance(100.0)
    assert one.keep_up() is None
    one.hold_down(False)
    assert one.keep_up() is not None
