"""What an operator reads of a fleet and of a roll-out."""

from edge.fleet.rollout import Outcome
from edge.fleet.table import fleet_lines, outcome_lines, snapshot
from tests.edge.fleet.test_rollout import answer, camera


def test_those_that_fare_badly_stand_first_and_a_long_fleet_is_cut():
    cameras = [camera(f"cam-{n}", online=n != 7) for n in range(9)]
    answer(cameras[0])
    head, versions, first, *rest = fleet_lines(cameras, rows=3)
    assert head == "9 cameras, 8 well, 1 not"
    assert versions == "versions: - at 8, 7 at 1"
    assert first.split() == ["cam-7", "-", "offline"]
    assert rest[-1] == "... and 6 more"


def test_a_machine_gets_the_same_of_each():
    one = camera("cam-1")
    answer(one)
    assert snapshot(one) == {
        "camera": "cam-1",
        "ailment": None,
        "drift": None,
        "desired": None,
        "config": 7,
        "policy": None,
        "update": None,
        "firmware": "1",
    }


def test_a_report_names_who_failed_and_who_was_left_out():
    outcome = Outcome(
        state="stopped",
        stage=2,
        told=100,
        good=98,
        untold=900,
        failed={"cam-1": "rolled-back"},
        left_out={"cam-2": "offline"},
    )
    assert list(outcome_lines(outcome)) == [
        "stopped, stage 2 (10%): 100 told, 98 well, 1 failed, 900 to go",
        "failed    cam-1: rolled-back",
        "left out  cam-2: offline",
    ]
