"""What changes with others at once is light; what comes alone is a thing."""

import numpy as np

from edge.perception.patch import Patch
from edge.perception.scenery import AT_ONCE_S
from edge.perception.together import Together

RNG = np.random.default_rng(5)


def patch(left: int, *, step: int = -40, wide: int = 10) -> Patch:
    """Even ground that became darker, or brighter, 10 px high."""
    before = RNG.normal(120, 0.5, (14, wide + 4)).astype(np.float32)
    blob = np.zeros((14, wide + 4), np.bool_)
    blob[2:12, 2:-2] = True
    after = np.where(blob, before[::-1] + step, before).astype(np.float32)
    window = slice(50, 64), slice(left, left + wide + 4)
    return Patch(window=window, blob=blob, before=before, after=after)


def seen(*changes: tuple[Patch, float]) -> Together:
    together = Together()
    for change, since_s in changes:
        together.add(change, since_s)
    return together


def test_what_changes_alone_is_no_light() -> None:
    one = patch(0)
    assert not seen((one, 10.0)).is_light(one, 10.0)


def test_two_may_put_something_down_at_once() -> None:
    one = patch(0)
    assert not seen((one, 10.0), (patch(40), 10.0)).is_light(one, 10.0)


def test_three_shadows_that_come_at_once_are_light() -> None:
    one = patch(0)
    others = [(patch(40), 10.0), (patch(80), 10.0 + AT_ONCE_S)]
    assert seen((one, 10.0), *others).is_light(one, 10.0)


def test_two_that_nearly_touch_are_two() -> None:
    one = patch(0)
    assert seen((one, 10.0), (patch(12), 10.0), (patch(40), 10.0)).is_light(one, 10.0)


def test_what_comes_with_something_much_larger_is_light() -> None:
    one, large = patch(0), patch(40, wide=21)
    together = seen((one, 10.0), (large, 10.0))
    assert together.is_light(one, 10.0)
    assert not together.is_light(large, 10.0)


def test_what_came_at_another_moment_or_went_the_other_way_says_nothing() -> None:
    one = patch(0)
    others = [(patch(40), 30.0), (patch(80, step=40), 10.0)]
    assert not seen((one, 10.0), *others).is_light(one, 10.0)


def test_the_same_place_found_again_is_not_another() -> None:
    one = patch(0)
    again = [(patch(2), 10.0), (patch(4), 10.5)]
    assert not seen((one, 10.0), *again).is_light(one, 10.0)
