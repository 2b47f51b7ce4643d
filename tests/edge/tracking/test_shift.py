"""A camera that moves."""

import numpy as np
import pytest

from edge.perception.detector import Detections
from edge.tracking.tracker import Tracker
from tests.edge.tracking.scenes import numbers, person, run, seen

SPOTS = [(0.15, 0.4), (0.3, 0.7), (0.42, 0.5), (0.6, 0.65), (0.75, 0.45)]


def street(t: float, dx: float = 0.0, dy: float = 0.0) -> Detections:
    """Five people who walk about slowly, in a picture that is off by dx, dy."""
    ways = enumerate(SPOTS)
    return seen(*(person(x + dx + 0.01 * t * (-1) ** i, y + dy) for i, (x, y) in ways))


def places(tracks) -> dict[int, tuple[float, float]]:
    return {track.id: track.box.centre for track in tracks}


@pytest.mark.parametrize("fps", [2, 5, 10])
@pytest.mark.parametrize(("dx", "dy"), [(0.1, 0.0), (-0.08, 0.05), (0.0, 0.15)])
def test_a_bump_takes_nobodys_number(fps, dx, dy):
    tracker = Tracker()
    before = places(run(tracker, street, 3.0, fps=fps)[-1])
    history = run(tracker, lambda t: street(t, dx, dy), 5.0, fps=fps, start_s=3.0 + 1 / fps)
    after = places(history[-1])
    assert numbers(history) == before.keys() == after.keys()
    assert all(abs(after[n][0] - before[n][0] - dx) < 0.05 for n in before)


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_a_pole_in_the_wind_takes_nobodys_number(fps):
    def sway(t: float) -> Detections:
        return street(t, 0.04 * np.sin(4 * t), 0.01 * np.sin(3 * t))

    assert len(numbers(run(Tracker(), sway, 6.0, fps=fps))) == len(SPOTS)


def test_a_bump_is_no_way_that_anybody_went():
    tracker = Tracker()
    run(tracker, street, 3.0)
    run(tracker, lambda t: street(t, 0.1), 3.4, start_s=3.1)
    carried = places(tracker.carry(mono_s=4.4))
    assert all(min(abs(x - spot[0] - 0.1) for spot in SPOTS) < 0.07 for x, _ in carried.values())


def test_one_in_a_crowd_who_turns_moves_nobody_else():
    def path(t: float) -> Detections:
        standing = [person(x, y) for x, y in SPOTS[1:]]
        return seen(person(0.1 + 0.1 * abs(t - 2)), *standing)

    history = run(Tracker(), path, 4.0)
    assert len(numbers(history)) == len(SPOTS)


def test_two_who_are_gone_while_two_others_come_are_not_the_same():
    tracker = Tracker()
    before = numbers(run(tracker, lambda _: seen(person(0.2), person(0.3)), 2.0))
    after = run(tracker, lambda _: seen(person(0.6), person(0.7)), 6.0, start_s=2.1)
    assert not before & numbers(after[-1:])


class StillOnTheLeft:
    """Something stirs all the time, but only in the right half of the picture."""

    def still(self, boxes, since_s):
        return boxes[:, 2] < 0.5


def test_one_who_walks_in_takes_nobody_along_who_stands_in_a_still_part():
    tracker = Tracker()
    left, right = person(0.14, size=2.2), person(0.23, size=2.2)
    run(tracker, lambda _: seen(left, right), 2.0)
    stir = StillOnTheLeft()
    tracker.update(seen(left, right, person(0.92, size=2.2)), mono_s=2.2, stir=stir)
    # The right one of the two is missed, and one more comes.
    walked = seen(left, person(0.87, size=2.2), person(0.96, 0.65, size=2.2))
    tracks = places(tracker.update(walked, mono_s=2.4, stir=stir))
    assert tracks[1][0] == pytest.approx(0.14)
    assert tracks[2][0] == pytest.approx(0.23)
