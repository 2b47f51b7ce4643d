"""What stands alone, whose it was, and how it ends."""

from collections.abc import Callable, Iterable
from itertools import count

import pytest

from edge.config import UnattendedObject, Zone
from edge.geometry import Box, Point
from edge.perception.thing import Over, Thing, ThingId
from edge.rules.rule import Scene
from edge.rules.unattended_object import UnattendedObjectRule
from edge.rules.who import Who
from edge.tracking.track import Track
from tests.edge.rules.walks import HEIGHT, times, track

ZONE = Zone(polygon=((0.1, 0.2), (0.9, 0.2), (0.9, 1.0), (0.1, 1.0)))
SPOT = (0.5, 0.6)
# HEIGHT is 1.7 m there: a metre across is this much of a picture of 4 : 3.
METRE = HEIGHT / 1.7 * 3 / 4
DOWN_S, NOTICED_S, AFTER_S = 5.0, 11.0, 20.0

Ways = Callable[[float], Iterable[Track]]


def rule() -> UnattendedObjectRule:
    config = UnattendedObject(zone="hall", after_s=AFTER_S)
    return UnattendedObjectRule(config, zone=ZONE, episodes=count(1))


def thing(
    mono_s: float,
    *,
    high: float = 0.06,
    wide: float = 0.03,
    over: Over | None = None,
    spot: Point = SPOT,
) -> Thing:
    x, y = spot
    return Thing(
        id=ThingId(1),
        change="appeared",
        box=Box(x_min=x - wide / 2, y_min=y - high, x_max=x + wide / 2, y_max=y),
        since_mono_s=DOWN_S + 0.5,
        seen_mono_s=mono_s,
        over=over,
    )


def watch(
    people: Ways, *, until_s: float = 60.0, taken_s: float = 1e9, fps: float = 4.0, **look: float
) -> list[tuple[str, float, str | None]]:
    judge, who, told = rule(), Who(), []
    for t in times(until_s, fps=fps):
        things = ()
        if NOTICED_S <= t < taken_s + 5:
            things = (thing(min(t, taken_s), over="undone" if t >= taken_s else None, **look),)
        tracks = who.told_apart(tuple(people(t)), mono_s=t)
        scene = Scene(tracks=tracks, mono_s=t, utc_s=None, things=things)
        told += [(f.phase, f.mono_s, f.ended) for f in judge.observe(scene)]
    return told


def at(x_m: float, t: float, *, number: int = 1, first_s: float = 0.0) -> Track:
    """Somebody so many metres to the right of the spot."""
    foot = SPOT[0] + x_m * METRE, SPOT[1]
    return track(foot, mono_s=t, number=number, first_mono_s=first_s)


def leaves(t: float, *, at_s: float = 8.0) -> list[Track]:
    """Comes from the left, puts something down at 5 s, and walks off to the right."""
    x_m = -0.5 - 1.35 * max(DOWN_S - t, 0) + 1.35 * max(t - at_s, 0)
    return [at(x_m, t)] if abs(x_m) < 5 else []


@pytest.mark.parametrize("fps", [2, 4, 10, 30])
def test_what_its_owner_has_left_is_told_after_its_time(fps):
    ((phase, mono_s, ended),) = watch(leaves, fps=fps)
    assert (phase, ended) == ("open", None)
    away_s = 8.0 + 3.5 / 1.35
    assert mono_s == pytest.approx(away_s + AFTER_S, abs=0.6)


def test_what_appears_where_nobody_was_is_never_told():
    assert watch(lambda t: []) == []
    assert watch(lambda t: [at(4.0, t)]) == []


def test_a_thing_outside_of_the_zone_is_not_told():
    assert watch(leaves, spot=(0.05, 0.6)) == []


def test_what_is_too_large_for_one_who_puts_it_down_is_not_told():
    assert watch(leaves, high=0.95 * HEIGHT) == []


def test_what_lies_flat_as_a_shadow_does_is_not_told():
    assert watch(leaves, high=0.015, wide=0.09) == []


@pytest.mark.parametrize(("foot_y", "told"), [(0.99, 1), (1.0, 0)])
def test_what_the_edge_of_the_picture_cuts_may_be_anything_and_is_not_told(foot_y, told):
    def low(t: float) -> list[Track]:
        return [track((one.box.foot[0], 0.99), mono_s=t) for one in leaves(t)]

    assert len(watch(low, spot=(0.5, foot_y))) == told


def test_a_thing_is_not_alone_while_its_owner_is_near():
    assert watch(lambda t: [at(1.5, t)]) == []


def test_an_owner_lost_from_sight_and_found_near_by_is_the_same():
    def hidden(t: float) -> list[Track]:
        if t < 14.0:
            return [at(-0.5, t)]
        return [at(0.8, t, number=2, first_s=15.5)] if t >= 15.5 else []

    assert watch(hidden) == []


def test_numbers_that_are_mixed_up_as_two_meet_do_not_make_an_owner_of_a_passer_by():
    def meet(t: float) -> list[Track]:
        passes = at(1.35 * (t - 9.5), t, number=1 if t > 9 else 2)
        return [at(-0.5, t, number=2 if t > 9 else 1), passes]

    assert watch(meet) == []


def test_who_passes_by_a_thing_does_not_tend_it():
    def busy(t: float) -> list[Track]:
        passing = int(t / 6)
        return [*leaves(t), at(-4 + 1.35 * (t - 6 * passing), t, number=10 + passing)]

    assert [phase for phase, _, _ in watch(busy)] == ["open"]


def test_who_came_nearer_a_moment_before_did_not_put_it_down():
    def passed(t: float) -> list[Track]:
        owner = [at(one.box.foot[0] / METRE - SPOT[0] / METRE - 0.3, t) for one in leaves(t)]
        return [*owner, *([at(1.35 * (t - 3.0), t, number=2)] if 0 <= t < 6 else [])]

    ((_, opened, _),) = watch(passed)
    assert opened == pytest.approx(8.0 + 3.8 / 1.35 + AFTER_S, abs=0.6)


def test_who_stays_by_it_tends_it():
    assert watch(lambda t: [*leaves(t), *([at(0.9, t, number=2)] if t > 9 else [])]) == []


def test_it_ends_when_somebody_comes_back_to_it():
    def returns(t: float) -> list[Track]:
        return leaves(t) if t < 45 else [at(0.5, t, number=7, first_s=45.0)]

    (_, opened, _), (phase, closed, ended) = watch(returns)
    assert opened < 35
    assert (phase, ended) == ("close", "reclaimed")
    assert closed == pytest.approx(45 + 4.0 + 1.0, abs=0.6)


def test_it_ends_when_it_is_taken_away():
    assert watch(leaves, taken_s=45.0)[1:] == [("close", 45.0, "removed")]


def test_what_is_taken_in_time_is_not_told():
    assert watch(leaves, taken_s=25.0) == []


def test_a_rule_that_is_taken_away_ends_what_it_told():
    judge = rule()
    for t in times(40.0, fps=4.0):
        scene = Scene(
            tracks=tuple(leaves(t)),
            mono_s=t,
            utc_s=None,
            things=(thing(t),) if t >= NOTICED_S else (),
        )
        judge.observe(scene)
    (ended,) = judge.end(scene)
    assert (ended.phase, ended.ended) == ("close", None)
    assert judge.end(scene) == ()


def test_who_hides_it_as_its_time_comes_may_be_taking_it():
    def hides(t: float) -> list[Track]:
        return [*leaves(t), *([at(0.2, t, number=3)] if 28 < t < 31.5 else [])]

    judge, told = rule(), []
    for t in times(60.0, fps=4.0):
        things = (thing(min(t, 27.0)),) if NOTICED_S <= t < 31.5 else ()
        scene = Scene(tracks=tuple(hides(t)), mono_s=t, utc_s=None, things=things)
        told += judge.observe(scene)
    assert told == []
