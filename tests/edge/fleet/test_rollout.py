"""A roll-out: a few first, and it stops by itself where they fare badly."""

import msgspec
import pytest

from edge.contract import ConfigFault, ConfigReport, Health, Status, UplinkHealth
from edge.fleet.known import Camera
from edge.fleet.rollout import Rollout, Terms, targets
from tests.edge.samples import vision_health

VERSION = 7
TERMS = Terms(version=VERSION, answer_s=30.0, soak_s=20.0)
UPLINK = UplinkHealth(
    door_depth=0,
    dropped_events=0,
    dropped_counts=0,
    damaged_doors=0,
    sent_bytes=0,
    sent_messages=0,
    vision="ok",
)


def fleet(count):
    return {f"cam-{n:05}": camera(f"cam-{n:05}") for n in range(count)}


def camera(name, *, online=True):
    status = Status(online=online, session="0" * 8, boot=1, firmware="1")
    return Camera(name, status=status, health=Health(vision=vision_health(), uplink=UPLINK))


def answer(camera, state="applied", *faults):
    camera.config = ConfigReport(
        state=state, version=VERSION, desired_version=VERSION, faults=faults
    )


def fall_ill(patient, **changes):
    patient.health = Health(vision=vision_health(**changes), uplink=UPLINK)


def go(rollout, cameras, *, takes=answer, until_s=1_000):
    """Step once a second; whoever is told answers at once. Returns who was told, by second."""
    told = {}
    for mono_s in range(until_s):
        names = rollout.step(float(mono_s))
        if names:
            told[mono_s] = names
        for name in names:
            takes(cameras[name])
        if not rollout.is_running:
            break
    return told


def test_one_in_a_hundred_then_one_in_ten_then_all_are_told():
    cameras = fleet(1000)
    rollout = Rollout(TERMS, cameras)
    told = go(rollout, cameras)
    assert [len(names) for names in told.values()] == [10, 90, *[100] * 9]
    assert rollout.outcome().state == "done"
    assert rollout.outcome().good == 1000


def test_each_stage_is_watched_before_the_next_one_begins():
    cameras = fleet(1000)
    first, second, third, *_ = go(Rollout(TERMS, cameras), cameras)
    assert second - first >= TERMS.soak_s
    assert third - second >= TERMS.soak_s


@pytest.mark.parametrize("count", [1, 2, 50])
def test_it_works_on_few_cameras_as_well(count):
    cameras = fleet(count)
    rollout = Rollout(TERMS, cameras)
    told = go(rollout, cameras)
    assert sum(len(names) for names in told.values()) == count
    assert rollout.outcome().state == "done"


def test_another_version_begins_with_others():
    cameras = fleet(1000)
    begun = [Rollout(Terms(version=version), cameras).step(0.0) for version in (1, 2)]
    assert set(begun[0]) != set(begun[1])


def test_it_stops_where_three_in_a_hundred_fare_badly_and_names_them():
    cameras = fleet(1000)
    faulty = set(list(cameras)[::33])

    def takes(camera):
        if camera.name in faulty:
            fault = ConfigFault(path="probation", reason="no frames for 20 s")
            answer(camera, "rolled-back", fault)
        else:
            answer(camera)

    rollout = Rollout(TERMS, cameras)
    told = go(rollout, cameras, takes=takes)
    outcome = rollout.outcome()
    reached = {name for names in told.values() for name in names}
    assert outcome.state == "stopped"
    assert set(outcome.failed) == reached & faulty
    assert set(outcome.failed.values()) == {"rolled-back: probation: no frames for 20 s"}
    assert (outcome.told, outcome.untold) == (len(reached), 1000 - len(reached))
    assert outcome.told <= 200


def test_a_few_that_fare_badly_are_put_up_with():
    cameras = fleet(1000)
    rollout = Rollout(TERMS, cameras)
    order = []

    def takes(camera):
        order.append(camera.name)
        # One of the second stage, and three of the last one: never more than one in a hundred.
        answer(camera, "rejected" if len(order) in (50, 200, 600, 900) else "applied")

    go(rollout, cameras, takes=takes)
    outcome = rollout.outcome()
    assert outcome.state == "done"
    assert (outcome.good, len(outcome.failed)) == (996, 4)


def test_who_answers_and_falls_ill_later_has_failed():
    cameras = fleet(100)
    rollout = Rollout(TERMS, cameras)
    (name,) = rollout.step(0.0)
    answer(cameras[name])
    assert rollout.step(1.0) == ()
    fall_ill(cameras[name], detector="failed")
    rollout.step(2.0)
    fall_ill(cameras[name])
    rollout.step(3.0)
    assert rollout.outcome().failed == {name: "the detector failed"}
    assert rollout.outcome().state == "stopped"


def test_who_never_answers_has_failed():
    cameras = fleet(100)
    rollout = Rollout(TERMS, cameras)
    go(rollout, cameras, takes=lambda camera: None)
    assert list(rollout.outcome().failed.values()) == ["no answer for too long"]


def test_who_is_on_trial_is_waited_for():
    cameras = fleet(100)
    rollout = Rollout(TERMS, cameras)
    (name,) = rollout.step(0.0)
    answer(cameras[name], "trial")
    assert rollout.step(TERMS.answer_s) == ()
    answer(cameras[name])
    rollout.step(TERMS.answer_s + 1)
    assert rollout.outcome().good == 1


def test_who_is_gone_for_a_moment_is_waited_for_and_not_for_ever():
    cameras = fleet(100)
    rollout = Rollout(TERMS, cameras)
    (name,) = rollout.step(0.0)
    answer(cameras[name])
    rollout.step(1.0)
    online = cameras[name].status
    cameras[name].status = msgspec.structs.replace(online, online=False)
    assert rollout.step(25.0) == ()
    cameras[name].status = online
    assert rollout.step(26.0) == ()
    assert rollout.outcome().failed == {}
    cameras[name].status = msgspec.structs.replace(online, online=False)
    rollout.step(27.0)
    rollout.step(28.0 + TERMS.answer_s)
    assert rollout.outcome().failed == {name: "offline for too long"}


def test_who_fares_badly_before_is_told_last_and_does_not_count():
    cameras = fleet(100)
    cameras["cam-00003"] = camera("cam-00003", online=False)
    fall_ill(cameras["cam-00004"], camera="lost")
    rollout = Rollout(TERMS, cameras)
    told = list(go(rollout, cameras).values())
    assert told[-1] == ("cam-00003", "cam-00004")
    outcome = rollout.outcome()
    assert outcome.left_out == {"cam-00003": "offline", "cam-00004": "the camera is lost"}
    assert (outcome.state, outcome.good, outcome.failed) == ("done", 98, {})


def test_cameras_are_chosen_by_how_their_names_begin():
    names = ["north-2", "north-1", "south-1"]
    assert targets(names, ["north"]) == ["north-1", "north-2"]
    assert targets(names, []) == ["north-1", "north-2", "south-1"]
