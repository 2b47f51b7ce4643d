"""What a camera sees without drawing it."""

import math

import numpy as np
import pytest

from simulator.faults.trouble import NO_TROUBLE, Trouble
from simulator.picture.studio import Studio
from simulator.scenario.schema import (
    Actor,
    CameraAt,
    Occluder,
    PutDown,
    Scenario,
    Scene,
    Traffic,
    Wait,
    Walk,
)
from simulator.truth.truth import Truth
from simulator.world.body import Sight
from simulator.world.world import World
from tests.simulator.truth.rich import RICH


def scenario(*actors: Actor, **more: object) -> Scenario:
    about = {"name": "a scene", "about": "people before a camera", "theme": "objects"}
    scene = {"scene": Scene(place="plain"), "kind": "normal", "duration_s": 60.0}
    return Scenario(**{**about, **scene, "actors": actors, **more})


def truth(*actors: Actor, **more: object) -> Truth:
    scene = scenario(*actors, **more)
    return Truth(scene, World(scene))


def stands(
    name: str, x_m: float, ahead_m: float, *, facing_deg: float = 0.0, **more: object
) -> Actor:
    way = (Wait(for_s=60.0, facing_deg=facing_deg),)
    return Actor(**{"name": name, "look": "ada", "start": (x_m, ahead_m), "way": way, **more})


def sight(truth: Truth, name: str, t_s: float = 5.0, trouble: Trouble = NO_TROUBLE) -> Sight | None:
    return next((one for one in truth.sights(t_s, trouble) if one.name == name), None)


def test_a_person_is_as_tall_as_angles_say():
    ann = sight(truth(stands("ann", 0.0, 8.0), camera=CameraAt(pitch_deg=11.0)), "ann")
    focal_px = 384 / math.tan(math.radians(25))
    crown, floor = (
        focal_px * math.tan(math.atan2(2.8 - up_m, 8.0) - math.radians(11)) for up_m in (1.764, 0.0)
    )
    assert ann.height_px == pytest.approx(floor - crown, abs=0.1)
    assert (ann.box.y_max - ann.box.y_min) * 576 == pytest.approx(floor - crown, rel=0.04)
    assert ann.height_m == pytest.approx(1.764, abs=0.01)


def test_a_taller_person_is_seen_taller():
    usual, tall = (sight(truth(stands("ann", 0.0, 12.0, tall=tall)), "ann") for tall in (1.0, 1.25))
    assert tall.height_m == pytest.approx(1.25 * usual.height_m)
    assert tall.height_px > 1.2 * usual.height_px


def test_who_faces_the_camera_shows_a_face_and_who_turns_away_a_head():
    for facing_deg, shown in ((0.0, True), (60.0, True), (180.0, False), (-150.0, False)):
        ann = sight(truth(stands("ann", 0.0, 6.0, facing_deg=facing_deg)), "ann")
        assert ann.head is not None
        assert (ann.face is not None) == shown
        assert (ann.face_px > 0) == shown


def test_faces_lie_in_heads_and_heads_in_boxes():
    seen = Truth(RICH, World(RICH)).seen(np.arange(0.0, 60.0, 0.5))
    for inner, outer in ((seen.face, seen.head), (seen.head, seen.box)):
        shown = ~np.isnan(inner[:, 0])
        assert shown.sum() > 100
        assert (inner[shown, :2] >= outer[shown, :2] - 0.02).all()
        assert (inner[shown, 2:] <= outer[shown, 2:] + 0.02).all()


def test_one_right_behind_another_is_hidden():
    pair = truth(stands("near", 0.0, 7.0), stands("far", 0.0, 7.8))
    assert sight(pair, "near").share_visible == 1.0
    far = sight(pair, "far")
    assert far is None or far.share_visible < 0.35


def test_one_behind_and_beside_another_is_half_hidden():
    far = sight(truth(stands("near", 0.0, 7.0), stands("far", 0.2, 7.8)), "far")
    assert 0.2 < far.share_visible < 0.8
    assert far.box.x_min > far.whole.x_min
    assert far.box.x_max == pytest.approx(far.whole.x_max, abs=0.01)


def test_what_is_seen_of_one_half_hidden_agrees_with_what_is_drawn():
    """Two cross behind a sign and behind one another; tight boxes of what is left of each."""
    way = (Walk(to=(3.0, 8.5)),)
    people = [
        Actor(name=f"p{n}", look=look, start=(-3.0 - 0.4 * n, 8.5 + 0.3 * n), way=way)
        for n, look in enumerate(("ada", "bruno", "eva"))
    ]
    scene = scenario(
        *people,
        scene=Scene(place="plain", occluders=(Occluder(kind="sign", at=(0.0, 6.0)),)),
        camera=CameraAt(width_px=384, height_px=288),
    )
    world = World(scene)
    told, drawn = Truth(scene, world), Studio(scene, world)
    agreement = []
    for t_s in np.arange(1.0, 4.5, 0.25).tolist():
        pixels = {one.name: one for one in drawn.picture(t_s).sights}
        for one in told.sights(t_s):
            other = pixels.get(one.name)
            if other is not None and 0.2 < other.share_visible < 0.9:
                agreement.append((overlap(one, other), one.share_visible - other.share_visible))
    boxes, shares = np.array(agreement).T
    assert len(boxes) > 8
    assert np.median(boxes) >= 0.75
    assert abs(np.mean(shares)) < 0.12


def test_a_hidden_face_is_not_seen():
    wall = Occluder(kind="wall", at=(0.0, 7.0), size=(4.0, 1.67))
    low = CameraAt(height_m=1.68, pitch_deg=0.0)
    bare = truth(stands("ann", 0.0, 8.0), camera=low, scene=Scene(place="plain"))
    behind = truth(
        stands("ann", 0.0, 8.0), camera=low, scene=Scene(place="plain", occluders=(wall,))
    )
    assert sight(bare, "ann").face is not None
    assert sight(behind, "ann").head is not None
    assert sight(behind, "ann").face is None


def test_those_beside_each_other_are_seen_whole():
    pair = truth(stands("left", -1.0, 8.0), stands("right", 1.0, 8.5))
    assert [one.share_visible for one in pair.sights(5.0)] == [1.0, 1.0]
    assert all(one.box == one.whole for one in pair.sights(5.0))


def test_one_behind_a_pillar_is_not_seen_and_one_before_it_is():
    pillar = Scene(place="plain", occluders=(Occluder(kind="pillar", at=(0.0, 6.0)),))
    pair = truth(stands("behind", 0.0, 8.0), stands("before", 0.0, 5.0), scene=pillar)
    assert sight(pair, "behind") is None
    assert sight(pair, "before").share_visible == 1.0


def test_a_hedge_hides_legs_and_leaves_heads():
    hedge = Occluder(kind="hedge", at=(0.0, 7.0), size=(4.0, 1.0))
    scene = Scene(place="plain", occluders=(hedge,))
    ann = sight(truth(stands("ann", 0.0, 8.0), scene=scene), "ann")
    assert 0.3 < ann.share_visible < 0.7
    assert ann.head is not None
    assert ann.box.y_max < ann.whole.y_max - 0.1
    assert ann.box.y_min == pytest.approx(ann.whole.y_min)


def test_a_wall_of_the_place_hides():
    behind = stands("ann", 5.2, 12.0)
    assert sight(truth(behind, scene=Scene(place="plain")), "ann") is not None
    assert sight(truth(behind, scene=Scene(place="street")), "ann") is None


def test_whom_the_pictures_edge_cuts_is_seen_in_part():
    ann = sight(truth(stands("ann", 3.9, 8.0)), "ann")
    assert ann.box.x_max == 1.0
    assert 0.2 < ann.share_visible < 0.8


def test_a_bag_is_seen_in_hand_and_on_the_ground():
    leaver = Actor(
        name="ann",
        look="ada",
        start=(-1.0, 8.0),
        carries={"case": "suitcase"},
        way=(Walk(to=(1.0, 8.0)), PutDown(bag="case"), Walk(to=(3.0, 8.0))),
    )
    leaving = truth(leaver)
    in_hand = sight(leaving, "ann/bag", 1.0)
    assert (in_hand.label, in_hand.look, in_hand.carrier) == ("bag", "suitcase", "ann")
    left = sight(leaving, "case", 30.0)
    assert (left.label, left.owner, left.carrier) == ("bag", "ann", None)
    assert sight(leaving, "ann/bag", 2.7) is None


def test_a_rider_is_a_person_on_a_bicycle():
    way = (Walk(to=(8.0, 9.0)),)
    rider = Actor(name="bike", kind="bicycle", look="red+omar", start=(-2.0, 9.0), way=way)
    labels = {one.name: (one.label, one.look) for one in truth(rider).sights(0.5)}
    assert labels == {"bike": ("person", "omar"), "bike/bicycle": ("bicycle", "red+omar")}


def test_sights_come_nearest_first():
    three = truth(*(stands(name, x, z) for name, x, z in (("a", 0, 12), ("b", 2, 6), ("c", -2, 9))))
    assert [one.name for one in three.sights(5.0)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "trouble", [Trouble(unplugged=True), Trouble(covered=True), Trouble(dark=True)]
)
def test_a_blind_camera_sees_nobody(trouble: Trouble):
    assert truth(stands("ann", 0.0, 8.0)).sights(5.0, trouble) == ()


def test_a_turned_camera_sees_people_farther_left():
    ann = truth(stands("ann", 0.0, 8.0))
    straight, turned = sight(ann, "ann"), sight(ann, "ann", trouble=Trouble(moved_deg=12.0))
    assert turned.box.x_max < straight.box.x_min
    assert turned.x_m == straight.x_m == 0.0


def test_a_frozen_camera_sees_what_it_saw():
    rich = Truth(RICH, World(RICH))
    assert rich.sights(40.0, Trouble(frozen_at_s=12.0)) == rich.sights(12.0)


def test_many_times_at_once_are_the_same_as_one_by_one():
    rich = Truth(RICH, World(RICH))
    times = np.array([3.0, 20.0, 33.3])
    seen = rich.seen(times)
    for frame, t_s in enumerate(times):
        rows = [seen.sight(row, rich.world) for row in np.flatnonzero(seen.frame == frame)]
        assert tuple(rows) == rich.sights(float(t_s))


def test_boxes_agree_with_what_is_drawn():
    """Drawn figures turn in steps of 22.5 degrees, so no box is quite the same."""
    people = (
        Traffic(per_minute=40.0, ways=(((-5.0, 9.0), (5.0, 9.5)), ((-1.0, 18.0), (1.0, 5.0)))),
    )
    scene = scenario(traffic=people, camera=CameraAt(width_px=384, height_px=288))
    world = World(scene)
    told, drawn = Truth(scene, world), Studio(scene, world)
    agreement = []
    for t_s in range(10, 40, 2):
        pixels = {one.name: one for one in drawn.picture(float(t_s)).sights}
        for one in told.sights(float(t_s)):
            other = pixels.get(one.name)
            if one.share_visible == 1.0 and other is not None and other.share_visible > 0.99:
                agreement.append(overlap(one, other))
    assert len(agreement) > 25
    assert np.mean(np.array(agreement) >= 0.75) >= 0.95
    assert np.median(agreement) >= 0.85


def overlap(one: Sight, other: Sight) -> float:
    (a, b, c, d), (e, f, g, h) = (
        (box.x_min, box.y_min, box.x_max, box.y_max) for box in (one.box, other.box)
    )
    both = max(0.0, min(c, g) - max(a, e)) * max(0.0, min(d, h) - max(b, f))
    return both / ((c - a) * (d - b) + (g - e) * (h - f) - both)
