"""A detector finds one person twice, or half of two as a third: nobody new begins with that."""

from edge.tracking.tracker import Tracker
from tests.edge.tracking.scenes import WIDTH, numbers, person, run, seen


def test_somebody_who_is_found_twice_is_one():
    history = run(Tracker(), lambda _: seen(person(0.5), person(0.5 + 0.3 * WIDTH, score=0.5)), 3.0)
    assert len(numbers(history)) == 1


def test_two_who_stand_close_are_two():
    history = run(Tracker(), lambda _: seen(person(0.5), person(0.5 + 0.6 * WIDTH, score=0.5)), 3.0)
    assert len(numbers(history)) == 2


def test_who_steps_out_from_behind_another_is_followed_from_then_on():
    def step_out(t: float):
        return seen(person(0.5), person(0.5 + 0.05 * t, score=0.6))

    history = run(Tracker(), step_out, 3.0)
    assert len(history[0]) == 1
    assert len(history[-1]) == 2
    assert history[-1][1].confirmed


def test_two_who_were_apart_stay_two_when_one_covers_the_other():
    def meet(t: float):
        return seen(person(0.5), person(max(0.7 - 0.1 * t, 0.5 + 0.3 * WIDTH), score=0.6))

    history = run(Tracker(), meet, 4.0)
    assert len(numbers(history)) == 2
    assert len(history[-1]) == 2


def test_things_of_two_kinds_in_one_place_are_two():
    def rider(_: float):
        both = seen(person(0.5), person(0.5 + 0.1 * WIDTH, score=0.6))
        both.labels[1] = 1
        return both

    assert len(numbers(run(Tracker(), rider, 2.0))) == 2
