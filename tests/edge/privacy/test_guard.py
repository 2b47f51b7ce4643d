from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.privacy.guard import ABSENT_S, CAUSES, Guard, in_words
from edge.terms import Cause

SIGHTED: list[Cause] = [cause for cause in CAUSES if cause != "starting"]


def _opened() -> Guard:
    """A guard that has seen one good frame at 0 s."""
    guard = Guard()
    guard.note((), mono_s=0.0)
    guard.prove()
    assert guard.cause is None
    return guard


def test_a_start_is_masked_whole_until_one_complete_look_and_no_longer() -> None:
    guard = Guard()
    guard.note((), mono_s=0.0)
    assert (guard.cause, guard.is_due()) == ("starting", True)
    guard.prove()
    assert (guard.cause, guard.is_due()) == (None, False)


@pytest.mark.parametrize("cause", SIGHTED)
def test_each_cause_is_entered_at_once(cause: Cause) -> None:
    guard = _opened()
    guard.note({cause}, mono_s=0.1)
    assert guard.cause == cause


@pytest.mark.parametrize("cause", SIGHTED)
def test_each_cause_is_left_by_a_complete_look_after_a_second_without_it(cause: Cause) -> None:
    guard = _opened()
    guard.note({cause}, mono_s=0.1)
    for tenth in range(2, 12):
        guard.note((), mono_s=tenth / 10)
        assert not guard.is_due()
        guard.prove()
        assert guard.cause == cause
    guard.note((), mono_s=1.2)
    assert guard.is_due()
    assert guard.cause == cause
    guard.prove()
    assert guard.cause is None


def test_time_in_which_no_frame_came_does_not_count_as_absence() -> None:
    guard = _opened()
    guard.note({"dark"}, mono_s=1.0)
    guard.note((), mono_s=60.0)
    assert not guard.is_due()


def test_a_cause_that_comes_back_within_the_second_has_not_been_absent() -> None:
    guard = _opened()
    for tenth in range(100):
        guard.note({"detector"} if tenth % 8 == 0 else (), mono_s=tenth / 10)
        guard.prove()
        assert guard.cause == "detector"


def test_what_turns_out_later_about_a_frame_leaves_the_others_as_they_are() -> None:
    guard = _opened()
    guard.note({"dark"}, mono_s=0.1)
    guard.add("mask")
    guard.note({"dark"}, mono_s=0.2)
    assert guard.causes == ("mask", "dark")
    for tenth in range(3, 20):
        guard.note({"dark"}, mono_s=tenth / 10)
        guard.prove()
    assert guard.causes == ("dark",)


@pytest.mark.parametrize("pair", list(permutations(SIGHTED, 2)))
def test_of_two_causes_the_first_is_named_and_both_must_be_gone(pair: tuple[Cause, Cause]) -> None:
    guard = _opened()
    guard.note(pair, mono_s=0.1)
    assert guard.cause == min(pair, key=CAUSES.index)
    for tenth in range(2, 30):
        guard.note(pair[:1], mono_s=tenth / 10)
        guard.prove()
        assert guard.cause in pair
    assert guard.causes == pair[:1]


def test_a_start_names_what_holds_it_up() -> None:
    guard = Guard()
    guard.note({"covered"}, mono_s=0.0)
    assert guard.cause == "covered"


def test_what_is_remembered_holds_until_it_has_been_absent_and_looked_at() -> None:
    guard = Guard(["moved"])
    for tenth in range(10):
        guard.note((), mono_s=tenth / 10)
        guard.prove()
        assert guard.cause == "moved"
    guard.note((), mono_s=1.0)
    guard.prove()
    assert guard.cause is None


def test_a_clock_that_goes_back_begins_the_second_anew() -> None:
    guard = _opened()
    guard.note({"light"}, mono_s=100.0)
    for at_s in (100.9, 5.0, 5.9):
        guard.note((), mono_s=at_s)
        assert not guard.is_due()
        guard.prove()
    guard.note((), mono_s=6.0)
    assert guard.is_due()


def test_one_complete_look_is_not_enough_after_a_cause() -> None:
    guard = _opened()
    guard.note({"light"}, mono_s=1.0)
    for at_s in (1.1, 2.2):
        guard.note((), mono_s=at_s)
        assert guard.wants_look()
    guard.prove()
    guard.note((), mono_s=2.3)
    assert not guard.is_due()
    assert not guard.wants_look()
    guard.note((), mono_s=2.45)
    assert guard.wants_look()
    guard.prove()
    assert guard.cause is None


def test_while_a_cause_speaks_no_look_would_help() -> None:
    guard = _opened()
    guard.note({"light"}, mono_s=1.0)
    assert not guard.wants_look()


def test_every_cause_has_words() -> None:
    assert len({in_words(cause) for cause in CAUSES}) == len(CAUSES)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from([-5.0, 0.0, 0.04, 0.1, 0.5, 0.99, 1.0, 3.0]),
        st.frozensets(st.sampled_from(SIGHTED), max_size=2),
        st.sampled_from([None, None, None, "detector", "mask", "stale"]),
        st.booleans(),
    ),
    max_size=60,
)


@given(_STEPS)
def test_no_order_of_things_opens_a_picture_without_absence_and_a_complete_look(steps) -> None:
    guard, now_s = Guard(), 10.0
    quiet_since_s: float | None = None
    for past_s, present, turned_out, is_complete in steps:
        was = guard.causes
        now_s += past_s
        if past_s < 0 or present:
            quiet_since_s = None
        if not present and quiet_since_s is None:
            quiet_since_s = now_s
        guard.note(present, mono_s=now_s)
        if turned_out is not None:
            guard.add(turned_out)
            quiet_since_s = None
        elif is_complete:
            guard.prove()
        gone = set(was) - set(guard.causes)
        assert not gone or (is_complete and turned_out is None)
        assert not gone & present
        if set(was) - {"starting"} and not guard.causes:
            assert quiet_since_s is not None
            assert now_s - quiet_since_s >= ABSENT_S - 1e-2
