"""What the demo's pages are told: counted honestly, kept for late comers, repeated to nobody."""

import json
from pathlib import Path

import msgspec
import pytest

from edge.config import parse_config, read_config
from simulator.web.desk import Desk, Viewer
from simulator.web.told import (
    AtWork,
    Bodies,
    Bytes,
    Header,
    Message,
    OnStage,
    Parts,
    SceneCard,
    Scenes,
    Troubled,
)

DEMO = Path(__file__).parents[2] / "simulator"
CARD = SceneCard(key="street", title="A street", about="", theme="loitering", nature="normal")
TEXT = "# as it was written\nversion: 3\nzones: {yard: {polygon: [[0, 0], [1, 0], [1, 1]]}}\n"


@pytest.fixture
def desk() -> Desk:
    desk = Desk(scenes=Scenes(cards=(CARD,)))
    begin(desk)
    return desk


def begin(desk: Desk, *, number: int = 1) -> None:
    stage = OnStage(number=number, camera=f"demo-{number}", card=CARD, troubles=("covered",))
    desk.begin(stage, first_text=TEXT, ground=None)


def message(topic: str, *, stored: bool = False, **payload: object) -> Message:
    return Message(topic=topic, text=json.dumps(payload), at_s=1.0, size_bytes=100, stored=stored)


def header(text: str, *, seen_bytes: int = 0) -> Header:
    plain = msgspec.json.decode(msgspec.json.encode(parse_config(text.encode())))
    return Header(seen_bytes=seen_bytes, config=plain)


def last_bytes(desk: Desk) -> Bytes:
    return next(told for told in desk.enter().unread if isinstance(told, Bytes))


def messages(viewer: Viewer) -> list[Message]:
    return [told for told in viewer.unread if isinstance(told, Message)]


def text_at_work(viewer: Viewer) -> str:
    return next(told.text for told in viewer.unread if isinstance(told, AtWork))


def test_every_byte_of_a_message_is_counted(desk):
    desk.hear(message("status", online=True))
    desk.hear(message("health"))
    assert last_bytes(desk) == Bytes(left=200, seen=0, messages=2)


def test_a_repeated_event_is_counted_and_marked(desk):
    desk.hear(message("event/loitering", session="aaaaaaaa", seq=1))
    desk.hear(message("event/loitering", session="aaaaaaaa", seq=1))
    assert [m.again for m in messages(desk.enter())] == [False, True]
    assert last_bytes(desk).messages == 2


def test_every_message_says_how_much_had_left_with_it(desk):
    for topic in ("status", "config/desired", "health"):
        desk.hear(message(topic))
    assert [m.left_bytes for m in messages(desk.enter())] == [100, 100, 200]


def test_a_new_session_counts_its_events_afresh(desk):
    desk.hear(message("event/loitering", session="aaaaaaaa", seq=1))
    desk.hear(message("event/loitering", session="bbbbbbbb", seq=1))
    assert [m.again for m in messages(desk.enter())] == [False, False]


def test_what_the_broker_kept_from_before_is_not_counted_again(desk):
    desk.hear(message("status", stored=True))
    assert last_bytes(desk).left == 0


@pytest.mark.parametrize("topic", ["config/desired", "command/ping"])
def test_what_the_camera_is_told_has_not_left_it(desk, topic):
    desk.hear(message(topic))
    assert last_bytes(desk).left == 0


def test_a_restarted_camera_does_not_make_the_counter_fall(desk):
    for seen_bytes in (1_000, 3_000, 500, 700):
        desk.show(header(TEXT, seen_bytes=seen_bytes), b"")
    assert last_bytes(desk).seen == 3_700


def test_who_comes_late_is_told_the_past_in_its_order(desk):
    desk.hear(message("health", fps=1))
    desk.hear(message("event/loitering", session="aaaaaaaa", seq=1))
    desk.hear(message("health", fps=2))
    topics = [(m.topic, json.loads(m.text).get("fps")) for m in messages(desk.enter())]
    assert topics == [("health", 1), ("event/loitering", None), ("health", 2)]


def test_many_health_messages_push_out_neither_events_nor_the_status(desk):
    desk.hear(message("status", online=True))
    desk.hear(message("event/loitering", session="aaaaaaaa", seq=1))
    for _ in range(500):
        desk.hear(message("health"))
    topics = [m.topic for m in messages(desk.enter())]
    assert topics[:2] == ["status", "event/loitering"]
    assert len(topics) < 200


def test_another_camera_begins_with_nothing_and_every_page_is_told(desk):
    viewer = desk.enter()
    desk.hear(message("event/loitering", session="aaaaaaaa", seq=1))
    desk.show(header(TEXT, seen_bytes=7), b"picture")
    desk.set_troubled(Troubled(on=("covered",)))
    viewer.unread.clear()
    begin(desk, number=2)
    assert [type(told) for told in viewer.unread] == [OnStage, Troubled, Bytes]
    assert viewer.picture is None
    assert desk.config is None
    assert messages(desk.enter()) == []


def test_a_page_is_told_the_scenes_before_all_else(desk):
    assert [type(told) for told in desk.enter().unread][:3] == [Scenes, Parts, OnStage]


def test_a_trouble_is_told_once(desk):
    viewer = desk.enter()
    viewer.unread.clear()
    for _ in range(2):
        desk.set_troubled(Troubled(on=("dark",)))
    assert list(viewer.unread) == [Troubled(on=("dark",))]


def test_a_slow_page_gets_the_newest_truth_only(desk):
    viewer = desk.enter()
    for t_s in (1.0, 2.0):
        desk.place(Bodies(t_s=t_s, bodies=()))
    assert viewer.bodies == Bodies(t_s=2.0, bodies=())


def test_the_configuration_at_work_is_shown_as_it_was_written(desk):
    desk.show(header(TEXT), b"")
    assert text_at_work(desk.enter()) == TEXT


def test_a_configuration_that_came_from_elsewhere_is_written_out(desk):
    other = TEXT.replace("version: 3", "version: 4").replace("# as it was written", "")
    desk.show(header(other), b"")
    written = text_at_work(desk.enter())
    assert parse_config(written.encode()) == parse_config(other.encode())


def test_a_published_text_is_recognised_when_it_comes_to_work(desk):
    mine = "# mine\nversion: 4\n"
    desk.remember("version: [broken")
    desk.remember(mine)
    desk.show(header(mine), b"")
    assert text_at_work(desk.enter()) == mine


def test_a_slow_page_gets_the_newest_picture_only(desk):
    viewer = desk.enter()
    for raw in (b"first", b"second"):
        desk.show(header(TEXT), raw)
    assert viewer.picture == b"second"


def test_a_recording_comes_with_a_valid_configuration():
    config = read_config(DEMO / "video.yaml")
    assert {type(rule).__name__ for rule in config.rules} >= {"Loitering", "LineCrossing"}
