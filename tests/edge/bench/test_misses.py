import numpy as np

from edge.bench.misses import is_hidden, matched
from edge.geometry import no_boxes
from edge.privacy.mask import FILL

A_BOX = np.array([[0.1, 0.1, 0.3, 0.5]], np.float32)


def test_a_box_is_matched_by_one_that_overlaps_it_by_half() -> None:
    assert matched(A_BOX, A_BOX + np.float32(0.01)) == 1


def test_a_box_is_not_matched_by_its_neighbour() -> None:
    assert matched(A_BOX, A_BOX + np.float32(0.15)) == 0


def test_two_boxes_are_not_matched_by_the_same_one() -> None:
    assert matched(np.concatenate([A_BOX, A_BOX]), A_BOX) == 1


def test_the_best_pair_goes_first_and_leaves_the_rest_to_others() -> None:
    near, far = A_BOX + np.float32(0.01), A_BOX + np.float32(0.03)
    assert matched(np.concatenate([far, A_BOX]), np.concatenate([near, A_BOX])) == 2


def test_nothing_matches_nothing() -> None:
    assert matched(no_boxes(), A_BOX) == matched(A_BOX, no_boxes()) == 0


def test_a_face_is_hidden_when_its_middle_is_filled() -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[14:26, 14:26] = FILL
    assert is_hidden(picture, np.array([8, 8, 32, 32], np.float32))


def test_one_pixel_of_the_middle_shows_a_face() -> None:
    picture = np.full((40, 40, 3), FILL, np.uint8)
    picture[20, 20, 1] = FILL + 1
    assert not is_hidden(picture, np.array([8, 8, 32, 32], np.float32))


def test_a_face_across_the_edge_of_the_picture_is_judged_by_what_is_in_it() -> None:
    picture = np.full((40, 40, 3), FILL, np.uint8)
    assert is_hidden(picture, np.array([-30, 8, 10, 32], np.float32))
