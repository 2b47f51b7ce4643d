"""A camera of the fleet speaks as the real one does."""

from itertools import pairwise

import msgspec
import numpy as np
import pytest

from edge.contract import ConfigReport, Health, Status
from edge.privacy.event import CrossingCount, Event
from simulator.fleet.camera import FleetCamera
from simulator.fleet.outbox import WINDOW
from simulator.fleet.push import EVERYBODY, KEYS, envelope, first_config
from simulator.fleet.traffic import Plan, Traffic

UTC_S = 1_800_000_000.0
HOUR_S = 3600.0


def camera(index: int = 0, *, seed: int = 1) -> FleetCamera:
    plan = Plan(seed=seed, per_hour=60.0, start_hour=17.0, start_s=0.0)
    return FleetCamera(
        index=index,
        name=f"fleet-{index + 1:05}",
        session="0a1b2c3d",
        config=first_config(),
        traffic=Traffic(plan, camera=index),
        random_bytes=np.random.default_rng(seed).bytes,
        mono_s=0.0,
        utc_s=UTC_S,
    )


def emptied(one: FleetCamera) -> list[tuple[str, bytes]]:
    """What it had to say, as if the broker acknowledged each message at once."""
    said = []
    while (parcel := one.outbox.next()) is not None:
        said.append((parcel.message.topic, parcel.message.payload))
        one.outbox.sent(1)
        one.outbox.settle(1)
    return said


def events_of(one: FleetCamera) -> list[Event]:
    one.look(HOUR_S, UTC_S + HOUR_S)
    return [msgspec.json.decode(payload, type=Event) for _, payload in emptied(one)]


def report_of(one: FleetCamera, envelope: bytes) -> ConfigReport:
    one.take(envelope, UTC_S)
    reports = [raw for topic, raw in emptied(one) if topic.endswith("config/reported")]
    return msgspec.json.decode(reports[0], type=ConfigReport)


def test_events_are_numbered_from_one_without_a_gap_in_one_session():
    events = events_of(camera())
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert {event.session for event in events} == {"0a1b2c3d"}


def test_an_hour_brings_events_of_every_rule():
    topics = {type(event).__name__ for event in events_of(camera())}
    assert topics == {"RestrictedZoneEvent", "LoiteringEvent", "LineCrossingEvent"}


def test_the_messages_of_an_episode_share_its_id_and_end_with_its_close():
    episodes: dict[str, list[str]] = {}
    for event in events_of(camera()):
        episodes.setdefault(event.episode, []).append(event.phase)
    longer = [phases for phases in episodes.values() if len(phases) > 1]
    assert longer
    for phases in longer:
        assert phases[0] == "open"
        assert phases[-1] == "close"
        assert set(phases[1:-1]) <= {"update"}


def test_the_same_seed_brings_the_same_visits_however_often_one_looks():
    once, often = camera(), camera()
    once.look(HOUR_S, UTC_S)
    for at_s in range(0, int(HOUR_S) + 1, 7):
        often.look(float(at_s), UTC_S)
    often.look(HOUR_S, UTC_S)
    assert once.events == often.events > 0


def test_two_cameras_see_different_people():
    assert [e.phase for e in events_of(camera(0))] != [e.phase for e in events_of(camera(1))]


def test_more_people_come_by_at_five_than_at_four_in_the_night():
    def visits(hour: float) -> int:
        plan = Plan(seed=1, per_hour=60.0, start_hour=hour, start_s=0.0)
        traffic, rules = Traffic(plan, camera=0), first_config().rules
        return len(traffic.tell(HOUR_S, None, rules))

    assert visits(17.0) > 4 * visits(3.0)


def test_a_window_that_was_watched_from_its_middle_has_no_totals():
    one = camera()
    one.close_window(UTC_S + 30)
    counts = [msgspec.json.decode(raw, type=CrossingCount) for _, raw in emptied(one)]
    assert {(count.count_in, count.count_out) for count in counts} <= {(None, None), (0, 0)}


def test_a_window_counts_the_crossings_that_were_told():
    one = camera()
    one.close_window(UTC_S)
    emptied(one)
    told = sum(event.__struct_config__.tag == "line_crossing" for event in events_of(one))
    one.close_window(UTC_S + 60)
    counts = [msgspec.json.decode(raw, type=CrossingCount) for _, raw in emptied(one)]
    assert sum((c.count_in or 0) + (c.count_out or 0) for c in counts) == told > 0


def test_a_greeting_says_online_before_what_waits():
    one = camera()
    one.look(HOUR_S, UTC_S)
    one.greet()
    topic, payload = emptied(one)[0]
    assert topic == "passerby/v1/fleet-00001/status"
    assert msgspec.json.decode(payload, type=Status).online


def test_health_is_of_the_contract_and_of_qos_0():
    message = camera().health(100.0, UTC_S)
    assert message.qos == 0
    assert msgspec.json.decode(message.payload, type=Health).vision is not None


def test_a_new_configuration_is_applied_and_told_in_the_status():
    one = camera()
    one.take(envelope(7), UTC_S)
    said = dict(emptied(one))
    report = msgspec.json.decode(said["passerby/v1/fleet-00001/config/reported"], type=ConfigReport)
    assert (report.state, report.version, report.desired_version) == ("applied", 7, 7)
    status = msgspec.json.decode(said["passerby/v1/fleet-00001/status"], type=Status)
    assert status.config_version == 7


def sealed(text: str) -> bytes:
    return KEYS.config(text, audience=[EVERYBODY])


@pytest.mark.parametrize(
    ("envelope", "path"),
    [
        (sealed("version: 3\nzones: {yard: {polygon: [[0, 0]]}}"), "zones.yard.polygon"),
        (sealed("version: 0"), "version"),
        (KEYS.config("version: 7", audience=["fleet:other"]), "audience"),
        (b"not an envelope", "envelope"),
    ],
)
def test_a_bad_configuration_is_rejected_with_its_path_and_changes_nothing(envelope, path):
    one = camera()
    report = report_of(one, envelope)
    assert (report.state, report.version) == ("rejected", 1)
    assert path in {fault.path for fault in report.faults}
    assert one.config == first_config()


def test_a_version_that_is_not_above_the_one_at_work_is_rejected():
    one = camera()
    assert report_of(one, envelope(9)).state == "applied"
    assert report_of(one, envelope(8)).state == "rejected"


def test_what_is_at_work_already_is_applied_again():
    one = camera()
    assert [report_of(one, envelope(9)).state for _ in range(2)] == ["applied", "applied"]


def test_what_was_not_acknowledged_goes_first_on_the_next_connection():
    one = camera()
    one.look(HOUR_S, UTC_S)
    for number in range(WINDOW):
        one.outbox.sent(number)
    assert one.outbox.next() is None
    one.outbox.settle(0)
    one.outbox.put_back()
    numbers = [msgspec.json.decode(raw, type=Event).seq for _, raw in emptied(one)]
    assert numbers[0] == 2
    assert all(after == before + 1 for before, after in pairwise(numbers))


def test_a_status_of_an_old_connection_is_not_sent_on_a_new_one():
    one = camera()
    one.greet()
    one.outbox.sent(1)
    one.outbox.put_back()
    one.take(envelope(7), UTC_S)
    one.greet()
    statuses = [
        msgspec.json.decode(raw, type=Status).config_version
        for topic, raw in emptied(one)
        if topic.endswith("/status")
    ]
    assert set(statuses) == {7}
