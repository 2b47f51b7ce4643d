"""The oracle: what a scene's own truth owes the rules."""

from typing import Any

import pytest

from simulator.scenario.read import start_utc_s
from simulator.scenario.schema import Scenario
from simulator.score.due import Due
from simulator.score.oracle import due_events
from simulator.world.places import config_of
from simulator.world.world import World
from tests.simulator.score.scenes import scene, walks

YARD = {"yard": {"ground": [[-1.5, 8], [1.5, 8], [1.5, 11], [-1.5, 11]]}}
GATE = {"gate": {"ground": [[0, 7], [0, 12]]}}


def owed(scenario: Scenario) -> list[Due]:
    config = config_of(scenario)
    return due_events(scenario, World(scenario), config, start_utc_s=start_utc_s(scenario))


def zone(rule: str = "restricted_zone", **fields: Any) -> dict[str, Any]:
    return {"zones": YARD, "rules": [{"rule": rule, "zone": "yard", **fields}]}


def line() -> dict[str, Any]:
    return {"lines": GATE, "rules": [{"rule": "line_crossing", "line": "gate"}]}


def test_a_walk_through_a_zone_owes_one_event_from_its_edge_to_its_edge():
    (due,) = owed(scene(actors=[walks((-6, 9), (6, 9))], config=zone()))
    assert due.must
    assert due.due_s == pytest.approx(4.5 + 0.5, abs=0.2)
    assert due.close_s is not None
    assert due.close_s[0] < 7.5 + 3.0 < due.close_s[1]


def test_a_walk_beside_a_zone_owes_nothing():
    assert owed(scene(actors=[walks((-6, 14), (6, 14))], config=zone())) == []


def test_two_visits_far_apart_owe_two_events():
    back_and_forth = walks((-6, 9), (6, 9), (-6, 9))
    assert [due.must for due in owed(scene(actors=[back_and_forth], config=zone()))] == [True] * 2


def test_two_people_together_owe_one_event_for_their_zone():
    pair = [walks((-6, 9), (6, 9)), walks((-6, 9.5), (6, 9.5), at_s=1, name="bo")]
    assert len(owed(scene(actors=pair, config=zone()))) == 1


def test_an_absence_about_as_long_as_a_zone_waits_leaves_it_open_whether_there_are_two():
    two = [walks((-6, 9), (6, 9)), walks((-6, 9), (6, 9), at_s=6.0, name="bo")]
    first, second = owed(scene(actors=two, config=zone()))
    assert first.must
    assert first.close_s is None
    assert not second.must


def test_loitering_is_due_when_the_time_inside_reaches_the_limit():
    stays = walks((-6, 9), (0, 9))
    stays["way"] += [{"do": "wait", "for_s": 20}, {"do": "walk", "to": [6, 9]}]
    (due,) = owed(scene(actors=[stays], config=zone("loitering", after_s=10)))
    assert due.must
    assert due.due_s == pytest.approx(4.5 + 10, abs=0.3)


def test_a_stay_just_short_of_the_limit_may_or_may_not_be_told():
    stays = walks((-6, 9), (0, 9))
    stays["way"] += [{"do": "wait", "for_s": 7}, {"do": "walk", "to": [6, 9]}]
    assert [d.must for d in owed(scene(actors=[stays], config=zone("loitering", after_s=10)))] in (
        [],
        [False],
    )


def test_a_stay_on_the_very_edge_of_a_zone_may_or_may_not_be_told():
    stays = walks((-6, 8.05), (0, 8.05))
    stays["way"] += [{"do": "wait", "for_s": 20}, {"do": "walk", "to": [6, 8.05]}]
    (due,) = owed(scene(actors=[stays], config=zone("loitering", after_s=10)))
    assert not due.must


def test_a_stay_well_short_of_the_limit_owes_nothing():
    through = walks((-6, 9), (6, 9))
    assert owed(scene(actors=[through], config=zone("loitering", after_s=10))) == []


def test_who_rests_just_beyond_a_line_may_count_at_once_or_when_he_goes_on():
    walk = walks((6, 9), (-0.3, 9), (-6, 9))
    walk["way"].insert(1, {"do": "wait", "for_s": 20.0})
    (due,) = owed(scene(actors=[walk], config=line()))
    assert due.must
    assert due.open_s[0] < 6.4 < 26.4 < due.open_s[1]


def test_a_passage_is_owed_once_in_its_direction():
    to_the_right, to_the_left = walks((-5, 9), (5, 9)), walks((5, 9), (-5, 9), name="bo")
    ways = [due.direction for due in owed(scene(actors=[to_the_right, to_the_left], config=line()))]
    assert sorted(ways) == ["in", "out"]


def test_who_turns_back_on_the_line_owes_nothing():
    assert owed(scene(actors=[walks((-5, 9), (0, 9), (-5, 9))], config=line())) == []


def test_who_goes_around_the_end_of_a_line_owes_nothing():
    assert owed(scene(actors=[walks((-5, 15), (5, 15))], config=line())) == []


def test_a_line_crossed_twice_owes_both():
    there_and_back = walks((-5, 9), (5, 9), (-5, 9))
    found = owed(scene(actors=[there_and_back], config=line()))
    assert [(due.direction, due.must) for due in found] in (
        [("in", True), ("out", True)],
        [("out", True), ("in", True)],
    )


ONE_WAY = {
    "zones": YARD,
    "lines": {"out": {"ground": [[-1, 9], [1, 9]]}},
    "rules": [{"rule": "wrong_way", "zone": "yard", "along": "out"}],
}


def test_a_walk_against_the_way_is_owed_once_it_has_lasted():
    (due,) = owed(scene(actors=[walks((6, 9.5), (-6, 9.5))], config=ONE_WAY))
    assert not due.must  # three seconds are too near to the two that it takes
    wide = {**ONE_WAY, "zones": {"yard": {"ground": [[-3, 8], [3, 8], [3, 11], [-3, 11]]}}}
    (due,) = owed(scene(actors=[walks((6, 9.5), (-6, 9.5))], config=wide))
    assert due.must
    assert due.due_s == pytest.approx(3.0 + 2.0, abs=0.3)


@pytest.mark.parametrize(
    "way", [((-6, 9.5), (6, 9.5)), ((0, 14), (0, 5)), ((6, 13), (-6, 13))], ids=str
)
def test_a_walk_along_the_way_or_across_it_or_beside_the_zone_owes_nothing(way):
    assert owed(scene(actors=[walks(*way)], config=ONE_WAY)) == []


def crowding(*limits: int, people: int, stay_s: float, apart_m: float = 0.5) -> list[Due]:
    rules = [{"rule": "occupancy", "zone": "yard", "limits": list(limits), "after_s": 10}]
    actors = []
    for number in range(people):
        one = walks((-6, 8.5 + 0.3 * number), (number * apart_m - 1, 8.5), name=f"a{number}")
        one["way"] += [{"do": "wait", "for_s": stay_s}, {"do": "walk", "to": [6, 9.0]}]
        actors.append(one)
    return owed(scene(actors=actors, config={"zones": YARD, "rules": rules}))


def test_as_many_as_a_limit_for_long_enough_owe_one_event():
    (*_, due) = sorted(crowding(2, people=2, stay_s=20), key=lambda due: due.must)
    assert due.must
    assert due.due_s == pytest.approx(4.5 + 10, abs=0.5)


def test_who_stands_behind_somebody_else_for_long_is_not_owed():
    assert not any(due.must for due in crowding(2, people=2, stay_s=20, apart_m=0.0))


def test_nearer_to_a_limit_than_counts_are_exact_nothing_is_owed_for_sure():
    assert [due.must for due in crowding(5, people=5, stay_s=20)][:1] == [False]


def test_fewer_or_shorter_or_without_a_limit_owe_nothing():
    assert crowding(5, people=3, stay_s=20) == []
    assert crowding(2, people=2, stay_s=1) == []
    assert crowding(people=4, stay_s=20) == []


def test_nothing_is_owed_for_sure_while_the_lens_is_covered():
    covered = [{"kind": "camera_covered", "at_s": 2, "for_s": 5}]
    found = owed(scene(actors=[walks((-6, 9), (6, 9))], config=zone(), faults=covered))
    assert not any(due.must for due in found)


def test_hours_are_those_of_the_place():
    night = zone(schedule=[{"from": "22:00", "to": "06:00"}])
    walker = [walks((-6, 9), (6, 9))]
    assert owed(scene(actors=walker, config=night, start="2026-05-04T12:00:00Z")) == []
    assert len(owed(scene(actors=walker, config=night, start="2026-05-04T23:00:00Z"))) == 1


def test_a_clock_that_is_not_set_knows_no_hours():
    night = zone(schedule=[{"from": "22:00", "to": "06:00"}])
    unset = [{"kind": "clock_unset", "at_s": 0}]
    walker = [walks((-6, 9), (6, 9))]
    assert (
        owed(scene(actors=walker, config=night, start="2026-05-04T23:00:00Z", faults=unset)) == []
    )


def test_what_the_author_wrote_down_is_due_instead():
    wanted = {"rule": "restricted_zone", "place": "yard", "open_s": [1, 2], "close_s": [3, 4]}
    (due,) = owed(scene(config=zone(), expect={"events": [wanted]}))
    assert (due.due_s, due.open_s, due.close_s, due.must) == (1.0, (1.0, 2.0), (3.0, 4.0), True)


def test_a_passage_that_a_kiosk_hides_may_be_told_until_he_is_seen_again_and_is_not_owed():
    kiosk = {"kind": "kiosk", "at": [0, 6.5]}
    walk = walks((-6, 10), (6, 10))
    (seen,) = owed(scene(actors=[walk], config=line()))
    (hidden,) = owed(
        scene(actors=[walk], config=line(), scene={"place": "plain", "occluders": [kiosk]})
    )
    assert seen.must
    assert not hidden.must
    assert hidden.open_s[1] > seen.open_s[1] + 0.5
