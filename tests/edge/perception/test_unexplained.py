"""What moves and is nothing that is known is told, for a moment longer than it moves."""

import numpy as np

from edge.geometry import Boxes
from edge.perception.motion import SETTLING_S, Motion
from edge.perception.unexplained import Unexplained

WIDTH, HEIGHT, FPS = 320, 240, 10
NOBODY: Boxes = np.empty((0, 4), np.float32)
STREET = np.random.default_rng(3).integers(60, 180, (HEIGHT, WIDTH, 3), np.uint8)
SOMEBODY_PX = (30, 60)
EMPTY = [None] * 10


def picture(left_px: int | None):
    pixels = STREET.copy()
    if left_px is not None:
        pixels[100 : 100 + SOMEBODY_PX[1], left_px : left_px + SOMEBODY_PX[0]] = 250
    return pixels


def box(left_px: int) -> Boxes:
    px = [left_px, 100, left_px + SOMEBODY_PX[0], 100 + SOMEBODY_PX[1]]
    return np.array([px], np.float32) / np.array([WIDTH, HEIGHT] * 2, np.float32)


def told(lefts, known=lambda left: NOBODY) -> list[Boxes]:
    """What is told of one picture after the other."""
    motion, unexplained = Motion(), Unexplained()
    return [
        unexplained.see(motion.look(picture(left), mono_s=i / FPS), known(left))
        for i, left in enumerate(lefts)
    ]


def covers(boxes: Boxes, whole: Boxes) -> bool:
    x_min, y_min, x_max, y_max = whole[0]
    at = (boxes[:, :2] <= [x_min, y_min]) & (boxes[:, 2:] >= [x_max, y_max])
    return bool(at.all(axis=1).any())


def test_nothing_is_told_of_a_place_where_nothing_moves():
    assert not any(map(len, told(EMPTY * 3)))


def test_whoever_moves_unknown_is_covered_from_the_first_picture():
    walk = list(range(100, 160, 6))
    boxes = told([*EMPTY, *walk])[len(EMPTY) :]
    assert all(covers(found, box(left)) for left, found in zip(walk, boxes, strict=True))


def test_whoever_is_known_needs_no_telling():
    walk = list(range(100, 160, 6))

    def known(left):
        return NOBODY if left is None else np.concatenate([box(left - 6 * i) for i in range(9)])

    assert not any(map(len, told([*EMPTY, *walk], known)))


def test_it_is_told_for_half_a_second_after():
    stand = [100] * 20
    boxes = told([*EMPTY, *stand])[len(EMPTY) :]
    still_told = [bool(len(found)) for found in boxes]
    assert still_told[: int(SETTLING_S * FPS)] == [True] * int(SETTLING_S * FPS)
    assert not still_told[-1]


def test_two_who_are_apart_are_told_apart():
    motion, unexplained = Motion(), Unexplained()
    for i in range(10):
        unexplained.see(motion.look(picture(None), mono_s=i / FPS), NOBODY)
    pixels = picture(40)
    pixels[100:160, 240:270] = 250
    boxes = unexplained.see(motion.look(pixels, mono_s=1.0), NOBODY)
    assert len(boxes) == 2
    assert covers(boxes, box(40))
    assert covers(boxes, box(240))


def test_a_picture_that_changes_as_a_whole_is_nobodys_movement():
    motion, unexplained = Motion(), Unexplained()
    for i in range(10):
        unexplained.see(motion.look(picture(None), mono_s=i / FPS), NOBODY)
    boxes = unexplained.see(motion.look(picture(None) // 4, mono_s=1.0), NOBODY)
    assert len(boxes) == 0
