"""The observer must see what is planted: a loss, a repeat, a message out of order."""

from simulator.fleet.sequence import Sequences, Totals


def take_all(*seqs: int) -> Sequences:
    sequences = Sequences(1)
    for seq in seqs:
        sequences.take(0, seq)
    return sequences


def test_everything_in_order_loses_nothing():
    sequences = take_all(1, 2, 3)
    assert (sequences.received, sequences.lost([3])) == (3, 0)
    assert (sequences.duplicates, sequences.out_of_order) == (0, 0)


def test_a_gap_is_a_loss():
    assert take_all(1, 3).lost([3]) == 1


def test_what_never_came_at_the_end_is_a_loss():
    assert take_all(1, 2).lost([5]) == 3


def test_a_camera_that_was_never_heard_has_lost_all():
    assert Sequences(2).lost([4, 2]) == 6


def test_what_fills_a_gap_is_out_of_order_and_not_lost():
    sequences = take_all(1, 3, 2)
    assert (sequences.out_of_order, sequences.duplicates, sequences.lost([3])) == (1, 0, 0)


def test_what_was_resent_is_a_duplicate_and_not_out_of_order():
    sequences = take_all(1, 2, 1, 2, 3)
    assert (sequences.received, sequences.duplicates, sequences.out_of_order) == (3, 2, 0)


def test_a_late_message_that_comes_twice_is_late_once():
    sequences = take_all(1, 3, 2, 2)
    assert (sequences.out_of_order, sequences.duplicates) == (1, 1)


def test_cameras_are_numbered_apart():
    sequences = Sequences(2)
    for camera in (0, 1):
        assert sequences.take(camera, 1) == "next"
    assert sequences.lost([1, 1]) == 0


def test_a_count_is_counted_once_and_a_missing_one_is_lost():
    totals = Totals(1)
    for payload in (b"12:00", b"12:01", b"12:00"):
        totals.take(0, "count/gate", payload)
    assert (totals.received, totals.duplicates, totals.lost([3])) == (2, 1, 1)
