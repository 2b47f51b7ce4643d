"""What the broker tells lies in the door as it came, and an answer stays below response/."""

import pytest

from edge.clock import ManualClock
from edge.door.door import Door
from edge.uplink.inflow import _BURST, _EVERY_S, Inflow
from edge.uplink.link import Received


@pytest.fixture
def door(tmp_path):
    with Door(tmp_path / "door.sqlite") as door:
        yield door


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def inflow(door, clock):
    return Inflow(door, clock, camera="cam-1")


def command(name="ping", **fields):
    return Received(suffix=f"command/{name}", payload=b"signed", **fields)


@pytest.mark.parametrize("paper", ["config", "policy", "update"])
def test_of_each_document_the_newest_lies_in_the_door(inflow, door, paper):
    arrived = [Received(suffix=f"{paper}/desired", payload=raw) for raw in (b"old", b"new")]
    inflow.note(arrived)
    inflow.pass_on()
    assert (door.take(paper), door.take(paper)) == (b"new", None)


def test_one_document_does_not_replace_another(inflow, door):
    inflow.note(Received(suffix=f"{p}/desired", payload=p.encode()) for p in ("config", "policy"))
    inflow.pass_on()
    assert (door.take("config"), door.take("policy")) == (b"config", b"policy")


def test_a_vision_that_started_anew_is_brought_all_documents_again(inflow, door):
    inflow.note([Received(suffix="policy/desired", payload=b"policy")])
    inflow.pass_on()
    door.take("policy")
    door.end("policy")
    door.begin_boot()
    inflow.bring_again()
    inflow.pass_on()
    assert door.take("policy") == b"policy"


def test_commands_keep_their_order_and_are_not_replaced(inflow, door):
    inflow.note([command("ping"), command("restart")])
    inflow.pass_on()
    assert [asked.name for asked in door.commands()] == ["ping", "restart"]
    assert [asked.raw for asked in door.commands()] == [b"signed"] * 2


@pytest.mark.parametrize(
    ("wanted", "reply"),
    [
        (None, "response/ping"),
        ("passerby/v1/cam-1/response/desk-7", "response/desk-7"),
        ("passerby/v1/cam-1/response/desk-7/ping_1", "response/desk-7/ping_1"),
        ("passerby/v1/cam-1/response/", "response/ping"),
        ("passerby/v1/cam-1/response/a/b/c", "response/ping"),
        ("passerby/v1/cam-1/response/#", "response/ping"),
        ("passerby/v1/cam-1/response/../status", "response/ping"),
        ("passerby/v1/cam-1/status", "response/ping"),
        ("passerby/v1/cam-2/response/desk-7", "response/ping"),
        ("response/desk-7", "response/ping"),
    ],
)
def test_an_answer_goes_where_it_is_wanted_only_below_response(inflow, door, wanted, reply):
    inflow.note([command(response_topic=wanted, correlation=b"7")])
    inflow.pass_on()
    (asked,) = door.commands()
    assert (asked.reply, asked.correlation) == (reply, b"7")


@pytest.mark.parametrize("suffix", ["command/", "command/Ping", "command/a/b", "status", "x"])
def test_what_is_nothing_to_a_camera_is_left_out(inflow, door, suffix):
    inflow.note([Received(suffix=suffix, payload=b"x")])
    inflow.pass_on()
    assert door.commands() == ()


def test_a_flood_of_commands_reaches_neither_disk_nor_vision(inflow, door, clock):
    inflow.note([command()] * (_BURST + 100))
    assert inflow.refused == 100
    inflow.pass_on()
    assert len(door.commands()) == _BURST
    clock.advance(_EVERY_S)
    inflow.note([command()] * 2)
    assert inflow.refused == 101


def test_what_a_door_does_not_take_now_it_takes_later(tmp_path, clock):
    (tmp_path / "state").write_text("in the way")
    with Door(tmp_path / "state" / "door.sqlite") as door:
        inflow = Inflow(door, clock, camera="cam-1")
        inflow.note([Received(suffix="config/desired", payload=b"new"), command()])
        with pytest.raises(Exception, match=r"door\.sqlite"):
            inflow.pass_on()
        (tmp_path / "state").unlink()
        inflow.pass_on()
        assert (door.take("config"), len(door.commands())) == (b"new", 1)
