"""Who has which bag when, and what cannot be done with one."""

import pytest

from edge.errors import DocumentError
from simulator.scenario.schema import Actor, Give, PickUp, PutDown, Scenario, Wait, Walk
from simulator.world.body import Body
from simulator.world.world import World

CASE = {"case": "suitcase"}
LEAVES = Actor(
    name="ann",
    look="ada",
    start=(-1.35, 8.0),
    carries=CASE,
    way=(Walk(to=(0.0, 8.0)), PutDown(bag="case"), Wait(for_s=2.0), Walk(to=(9.0, 8.0))),
)


def world(*actors: Actor) -> World:
    return World(
        Scenario(
            name="a scene",
            about="somebody has a bag",
            theme="objects",
            kind="normal",
            duration_s=60.0,
            actors=actors,
        )
    )


def body(world: World, name: str, t_s: float) -> Body | None:
    return next((body for body in world.at(t_s) if body.name == name), None)


def taker(*way: object, start: tuple[float, float] = (1.0, 8.0), **more: object) -> Actor:
    return Actor(name="bob", look="omar", start=start, way=way, **more)


def refusal(*actors: Actor) -> str:
    with pytest.raises(DocumentError) as refused:
        world(*actors)
    return str(refused.value)


def test_a_bag_in_hand_is_in_its_carriers_words_and_no_body():
    walking = world(LEAVES)
    assert body(walking, "ann", 0.5).carries == ("suitcase",)
    assert body(walking, "case", 0.5) is None


def test_a_bag_is_put_down_ahead_in_the_middle_of_the_bend():
    leaving = world(LEAVES)
    assert body(leaving, "ann", 1.5).motion == "bend"
    assert body(leaving, "case", 1.59) is None
    case = body(leaving, "case", 1.61)
    assert (case.kind, case.look, case.owner) == ("bag", "suitcase", "ann")
    assert (case.x_m, case.ahead_m) == pytest.approx((0.4, 8.0))
    assert body(leaving, "ann", 1.61).carries == ()


def test_a_bag_left_behind_stays_when_its_owner_has_gone():
    leaving = world(LEAVES)
    assert body(leaving, "ann", 30.0) is None
    assert body(leaving, "case", 59.0).owner == "ann"


def test_anybody_in_reach_may_pick_a_bag_up():
    taken = world(LEAVES, taker(Wait(for_s=10.0), PickUp(bag="case"), Walk(to=(5.0, 8.0))))
    assert body(taken, "case", 10.59).owner == "ann"
    assert body(taken, "case", 10.61) is None
    assert body(taken, "bob", 11.0).carries == ("suitcase",)


def test_a_bag_can_be_put_down_again_by_another():
    way = (Wait(for_s=10.0), PickUp(bag="case"), Walk(to=(5.0, 8.0)), PutDown(bag="case"))
    again = body(world(LEAVES, taker(*way)), "case", 20.0)
    assert again.x_m == pytest.approx(5.4)
    assert again.owner == "ann"


def test_a_bag_is_handed_over():
    giver = Actor(
        name="ann",
        start=(0.0, 8.0),
        carries=CASE,
        way=(Wait(for_s=2.0), Give(bag="case", to="bob"), Wait(for_s=5.0)),
    )
    handed = world(giver, taker(Wait(for_s=9.0)))
    assert [body(handed, name, 2.3).carries for name in ("ann", "bob")] == [("suitcase",), ()]
    assert [body(handed, name, 2.5).carries for name in ("ann", "bob")] == [(), ("suitcase",)]


def test_a_bag_out_of_reach_cannot_be_picked_up():
    far = taker(Wait(for_s=10.0), PickUp(bag="case"), start=(2.0, 8.0))
    assert refusal(LEAVES, far) == "actors[1].way[1].bag: is out of reach then"


def test_a_bag_that_another_carries_cannot_be_picked_up():
    early = taker(PickUp(bag="case"))
    assert refusal(LEAVES, early) == "actors[1].way[0].bag: is carried by ann then"


def test_a_bag_that_is_not_carried_cannot_be_put_down():
    again = taker(Wait(for_s=10.0), PutDown(bag="case"))
    assert refusal(LEAVES, again) == "actors[1].way[1].bag: is on the ground then"


def test_an_unknown_bag_is_refused():
    assert refusal(LEAVES, taker(PickUp(bag="sack"))) == "actors[1].way[0].bag: no such bag"


@pytest.mark.parametrize(
    ("to", "start", "fault"),
    [
        ("eve", (1.0, 8.0), "no such other actor"),
        ("ann", (1.0, 8.0), "no such other actor"),
        ("bob", (3.0, 8.0), "is out of reach then"),
    ],
)
def test_a_bag_is_given_only_to_somebody_in_reach(to: str, start: tuple[float, float], fault: str):
    giver = Actor(name="ann", start=(0.0, 8.0), carries=CASE, way=(Give(bag="case", to=to),))
    said = refusal(giver, taker(Wait(for_s=9.0), start=start))
    assert said == f"actors[0].way[0].to: {fault}"


def test_two_bags_of_one_name_are_refused():
    assert refusal(LEAVES, taker(Wait(for_s=1.0), carries=CASE)) == (
        "actors[1].carries.case: the name is taken"
    )


def test_a_car_carries_no_bag():
    car = Actor(name="ann", kind="car", start=(0, 8), carries=CASE, way=(Wait(for_s=1.0),))
    assert refusal(car) == "actors[0].carries: a car carries no bags"
