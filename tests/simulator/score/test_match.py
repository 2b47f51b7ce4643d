"""Which event answers which expectation."""

from typing import Any

from simulator.score.due import Due
from simulator.score.match import Came, Summed, covered, match


def due(start_s: float, end_s: float, **fields: Any) -> Due:
    values: dict[str, Any] = {
        "rule": "restricted_zone",
        "place": "yard",
        "label": "person",
        "direction": None,
        "due_s": start_s,
        "open_s": (start_s, end_s),
        "close_s": None,
    }
    return Due(**(values | fields))


def came(open_s: float, close_s: float | None = None, **fields: Any) -> Came:
    values: dict[str, Any] = {
        "rule": "restricted_zone",
        "place": "yard",
        "label": "person",
        "direction": None,
        "open_s": open_s,
        "close_s": close_s,
    }
    return Came(**(values | fields))


def test_an_event_in_its_time_is_a_hit():
    assert len(match([due(1, 3)], [came(2)]).hits) == 1


def test_an_event_out_of_its_time_is_false_and_what_was_due_is_missed():
    matched = match([due(1, 3)], [came(4)])
    assert (len(matched.hits), len(matched.missed), len(matched.false)) == (0, 1, 1)


def test_an_event_at_another_place_answers_nothing():
    assert len(match([due(1, 3)], [came(2, place="door")]).false) == 1


def test_the_second_of_two_answers_to_one_expectation_is_false():
    assert len(match([due(1, 5)], [came(2), came(3)]).false) == 1


def test_the_expectation_that_ends_soonest_is_answered_first():
    matched = match([due(0, 10), due(0, 3)], [came(2), came(9)])
    assert (len(matched.hits), matched.missed, matched.false) == (2, (), ())


def test_what_may_come_is_neither_missed_nor_false():
    assert match([due(1, 3, must=False)], []).missed == ()
    assert match([due(1, 3, must=False)], [came(2)]).false == ()


def test_what_must_come_is_answered_before_what_may():
    matched = match([due(0, 3, must=False), due(0, 4)], [came(2)])
    assert matched.missed == ()


def test_a_passage_the_wrong_way_is_no_answer():
    wanted = due(1, 3, rule="line_crossing", place="gate", direction="in")
    other = came(2, rule="line_crossing", place="gate", direction="out")
    assert len(match([wanted], [other]).missed) == 1


def test_an_end_outside_of_its_time_is_a_wrong_close():
    assert match([due(1, 3, close_s=(8, 9))], [came(2, 8.5)]).wrong_closes == ()
    assert len(match([due(1, 3, close_s=(8, 9))], [came(2, 12)]).wrong_closes) == 1
    assert len(match([due(1, 3, close_s=(8, 9))], [came(2, None)]).wrong_closes) == 1


def summed(count: int, **fields: Any) -> Summed:
    values: dict[str, Any] = {
        "rule": "restricted_zone",
        "place": "yard",
        "direction": None,
        "count": count,
        "span_s": (0.0, 60.0),
    }
    return Summed(**(values | fields))


def test_what_was_told_as_a_number_is_as_right_as_what_was_told_one_by_one():
    wanted = [due(1, 3), due(10, 12), due(20, 22)]
    matched = covered(match(wanted, [came(2)]), wanted, [summed(2)])
    assert (matched.right_count, matched.missed, matched.false_count) == (3, (), 0)


def test_a_number_that_is_too_small_leaves_the_rest_missed():
    wanted = [due(1, 3), due(10, 12), due(20, 22)]
    matched = covered(match(wanted, []), wanted, [summed(2)])
    assert (matched.right_count, len(matched.missed)) == (2, 1)


def test_a_number_that_is_too_large_is_false_by_the_rest_but_for_what_may_come():
    wanted = [due(1, 3), due(10, 12, must=False)]
    matched = covered(match(wanted, []), wanted, [summed(4)])
    assert (matched.right_count, matched.missed, matched.false_count) == (1, (), 2)


def test_a_number_of_another_place_or_time_answers_nothing():
    wanted = [due(1, 3)]
    for other in (summed(1, place="door"), summed(1, span_s=(10.0, 70.0))):
        matched = covered(match(wanted, []), wanted, [other])
        assert (len(matched.missed), matched.false_count) == (1, 1)
