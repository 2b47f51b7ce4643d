"""The wait between attempts: grows, is spread out, and never storms."""

import pytest

from edge.uplink.backoff import LONGEST_S, SHORTEST_S, WELL_AFTER_S, Backoff


def waits(*held_s, chance=1.0):
    backoff = Backoff(lambda: chance)
    return [backoff.next_s(held_s=held) for held in held_s]


def test_the_wait_doubles_up_to_a_minute():
    assert waits(*[0.0] * 8) == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.999])
def test_every_wait_is_between_a_second_and_a_minute(chance):
    assert all(SHORTEST_S <= wait <= LONGEST_S for wait in waits(*[0.0] * 2000, chance=chance))


def test_chance_spreads_a_fleet():
    spread = {Backoff(lambda c=c: c / 100).next_s(held_s=0.0) for c in range(100)}
    assert len(spread) == 100


def test_after_a_connection_that_held_the_next_attempt_is_soon():
    assert waits(0.0, 0.0, 0.0, WELL_AFTER_S) == [2.0, 4.0, 8.0, 2.0]


def test_connections_that_break_at_once_count_as_failures():
    assert waits(0.5, 0.5, 0.5) == [2.0, 4.0, 8.0]
