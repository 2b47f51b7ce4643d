import numpy as np
import pytest

from edge.geometry import no_boxes
from edge.perception.evaluation import Answer, quality, refound

HERE, THERE, ELSEWHERE = [0, 0, 10, 10], [20, 0, 30, 10], [50, 50, 60, 60]


def boxes(*rows) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def answer(found, scores, truth, crowd=()) -> Answer:
    return Answer(
        boxes=boxes(*found),
        scores=np.array(scores, np.float32),
        truth=boxes(*truth),
        crowd=boxes(*crowd),
    )


def test_all_found_and_nothing_else_is_perfect():
    judged = quality([answer([HERE, THERE], [0.9, 0.5], [THERE, HERE])])
    assert (judged.ap50, judged.recall, judged.precision) == (1.0, 1.0, 1.0)


def test_a_second_box_on_one_thing_is_wrong():
    judged = quality([answer([HERE, HERE], [0.9, 0.8], [HERE])])
    assert (judged.ap50, judged.recall, judged.precision) == (1.0, 1.0, 0.5)


def test_a_wrong_box_before_a_right_one_halves_the_precision_at_every_recall():
    judged = quality([answer([ELSEWHERE, HERE], [0.9, 0.8], [HERE])])
    assert judged.ap50 == pytest.approx(0.5)


def test_the_curve_runs_over_all_pictures_by_score():
    judged = quality([answer([HERE], [0.9], [HERE]), answer([ELSEWHERE], [0.95], [THERE])])
    # best first: wrong, right: precision 1/2 at recall 1/2, none beyond
    assert judged.ap50 == pytest.approx(0.25)
    assert (judged.recall, judged.precision) == (0.5, 0.5)


def test_a_box_without_confidence_counts_for_the_curve_only():
    judged = quality([answer([HERE], [0.3], [HERE])])
    assert (judged.ap50, judged.recall, judged.precision) == (1.0, 0.0, None)


def test_what_lies_in_a_crowd_is_neither_right_nor_wrong():
    judged = quality([answer([HERE, THERE], [0.9, 0.8], [HERE], crowd=[[15, 0, 100, 10]])])
    assert (judged.ap50, judged.precision) == (1.0, 1.0)


def test_a_label_that_is_nowhere_has_no_figures():
    judged = quality([answer([], [], [])])
    assert (judged.truths, judged.ap50, judged.recall, judged.precision) == (0, None, None, None)


def test_refound_asks_for_half_an_overlap():
    assert refound(boxes(HERE, THERE), boxes([1, 0, 11, 10], [26, 0, 36, 10])) == 1
    assert refound(no_boxes(), boxes(HERE)) == refound(boxes(HERE), no_boxes()) == 0
