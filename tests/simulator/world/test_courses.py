"""Ways into places and times, checked by hand."""

import numpy as np
import pytest

from edge.errors import DocumentError
from simulator.scenario.schema import (
    Actor,
    Run,
    Scenario,
    Sit,
    Wait,
    WaitUntil,
    Walk,
    Wander,
)
from simulator.world.body import Body
from simulator.world.world import World


def scene(*actors: Actor, duration_s: float = 60.0) -> Scenario:
    return Scenario(
        name="a scene",
        about="somebody goes somewhere",
        theme="objects",
        kind="normal",
        duration_s=duration_s,
        actors=actors,
    )


def world(*way: object, start: tuple[float, float] = (0.0, 8.0), **more: object) -> World:
    return World(scene(Actor(name="ann", look="ada", start=start, way=way, **more)))


def ann(world: World, t_s: float) -> Body:
    return next(body for body in world.at(t_s) if body.name == "ann")


def test_somebody_walks_at_the_pace_asked_for():
    walks = world(Walk(to=(6.0, 8.0), pace_m_s=1.5))
    there = ann(walks, 2.0)
    assert (there.x_m, there.ahead_m) == (3.0, 8.0)
    assert (there.motion, there.speed_m_s) == ("walk", 1.5)


def test_the_usual_pace_depends_on_who_moves():
    paces = {"person": 1.35, "bicycle": 4.5, "car": 8.0}
    for kind, pace_m_s in paces.items():
        body = ann(World(scene(mover(kind))), 1.0)
        assert body.x_m == pytest.approx(pace_m_s)


def mover(kind: str) -> Actor:
    return Actor(name="ann", kind=kind, start=(0.0, 8.0), way=(Walk(to=(20.0, 8.0)),))


def test_people_run_and_bicycles_ride_and_cars_stand_still_in_themselves():
    runs = world(Run(to=(10.0, 8.0)))
    assert (ann(runs, 1.0).motion, ann(runs, 1.0).speed_m_s) == ("run", 3.2)
    assert ann(World(scene(mover("bicycle"))), 1.0).motion == "ride"
    assert ann(World(scene(mover("car"))), 1.0).motion == "still"


@pytest.mark.parametrize(
    ("to", "facing_deg"),
    [((0.0, 2.0), 0.0), ((6.0, 8.0), 90.0), ((-6.0, 8.0), -90.0), ((3.0, 5.0), 45.0)],
)
def test_people_look_where_they_go(to: tuple[float, float], facing_deg: float):
    assert ann(world(Walk(to=to)), 1.5).facing_deg == pytest.approx(facing_deg)


def test_people_turn_round_within_half_a_second_and_never_at_once():
    walks = world(Walk(to=(2.7, 8.0)), Walk(to=(2.7, 4.0)))
    turning = [ann(walks, 2.0 + step / 100).facing_deg for step in range(-60, 61)]
    assert turning[0] == pytest.approx(90.0)
    assert turning[60] == pytest.approx(45.0)
    assert turning[-1] == pytest.approx(0.0)
    assert max(abs(np.diff(turning))) < 3.0


def test_the_shorter_way_round_is_taken():
    waits = world(Wait(for_s=2.0, facing_deg=170.0), Wait(for_s=2.0, facing_deg=-170.0))
    assert abs(ann(waits, 2.0).facing_deg) == pytest.approx(180.0)


def test_nobody_jumps():
    way = (Walk(to=(3.0, 8.0)), Wander(for_s=20.0), Run(to=(-3.0, 8.0)), Sit(for_s=2.0))
    times = np.arange(0.0, 26.0, 0.05)
    rows = world(*way).rows(times)
    assert len(rows) == len(times)
    steps = np.hypot(np.diff(rows.x_m), np.diff(rows.ahead_m))
    assert steps.max() <= 3.2 * 0.05 + 1e-9


def test_a_step_takes_a_stride_of_the_bodys_own():
    walks = world(Walk(to=(20.0, 8.0), pace_m_s=1.298))
    assert ann(walks, 0.5).phase == pytest.approx(0.5)
    tall = world(Walk(to=(20.0, 8.0), pace_m_s=1.298), tall=2.0)
    assert ann(tall, 0.5).phase == pytest.approx(0.25)


def test_waiting_and_sitting_last_as_long_as_asked():
    way = (Wait(for_s=3.0), Sit(for_s=4.0), WaitUntil(at_s=10.0), Walk(to=(1.0, 8.0)))
    motions = [ann(world(*way), t_s).motion for t_s in (2.9, 3.0, 6.9, 7.0, 9.9, 10.0)]
    assert motions == ["stand", "sit", "sit", "stand", "stand", "walk"]


def test_waiting_until_a_time_that_has_passed_takes_no_time():
    way = (Wait(for_s=3.0), WaitUntil(at_s=1.0), Walk(to=(1.35, 8.0)))
    assert ann(world(*way), 3.5).x_m == pytest.approx(0.675)


def test_a_wanderer_stays_near_and_comes_back_in_time():
    way = (Wander(for_s=30.0, radius_m=1.5), Walk(to=(5.0, 8.0)))
    rows = world(*way).rows(np.arange(0.0, 30.0, 0.1))
    assert np.hypot(rows.x_m, rows.ahead_m - 8.0).max() <= 1.5
    assert ann(world(*way), 29.999).x_m == pytest.approx(0.0, abs=0.01)
    assert ann(world(*way), 31.0).x_m == pytest.approx(1.35)


def test_an_actor_is_there_from_their_time_until_the_end_of_their_way():
    walks = world(Walk(to=(1.35, 8.0)), at_s=5.0)
    assert [len(walks.at(t_s)) for t_s in (4.999, 5.0, 5.999, 6.0)] == [0, 1, 1, 0]


def test_a_repeated_way_goes_back_to_its_start_for_ever():
    walks = world(Walk(to=(2.7, 8.0)), Wait(for_s=1.0), repeat=True)
    assert ann(walks, 1.0).x_m == pytest.approx(1.35)
    assert ann(walks, 4.0).x_m == pytest.approx(1.35)
    assert ann(walks, 60.0).x_m == pytest.approx(0.0)


def test_two_who_wait_at_one_place_meet():
    ways = [(Walk(to=(x, 8.0)), Wait(for_s=20.0)) for x in (-0.4, 0.4)]
    starts = ((-5.0, 8.0), (5.0, 8.0))
    pair = [
        Actor(name=name, start=start, way=way)
        for name, start, way in zip(("ann", "bob"), starts, ways, strict=True)
    ]
    one, other = World(scene(*pair)).at(10.0)
    assert (one.motion, other.motion) == ("stand", "stand")
    assert other.x_m - one.x_m == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("actor", "fault"),
    [
        (
            Actor(name="ann", start=(0, 8), way=(Walk(to=(0.0, 8.0)),)),
            "actors[0].way[0].to: is where the actor already is",
        ),
        (
            Actor(name="ann", look="anna", start=(0, 8), way=(Wait(for_s=1.0),)),
            "actors[0].look: expected one of ada, bruno",
        ),
        (
            Actor(name="ann", kind="car", look="pink", start=(0, 8), way=(Wait(for_s=1.0),)),
            "actors[0].look: expected one of red, blue",
        ),
        (
            Actor(name="ann", kind="car", start=(0, 8), way=(Sit(for_s=1.0),)),
            "actors[0].way[0].do: a car cannot",
        ),
        (
            Actor(name="ann", start=(0, 8), way=(WaitUntil(at_s=0.0),), repeat=True),
            "actors[0].repeat: a round takes no time",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(actor: Actor, fault: str):
    with pytest.raises(DocumentError) as refused:
        World(scene(actor))
    assert str(refused.value).startswith(fault)


def test_two_actors_of_one_name_are_refused():
    actor = Actor(name="ann", start=(0.0, 8.0), way=(Wait(for_s=1.0),))
    with pytest.raises(DocumentError, match=r"actors\[1\].name: ann is taken"):
        World(scene(actor, actor))
