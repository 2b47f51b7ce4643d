"""The device's own code under a virtual clock: the same each time, and what faults do to it."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from simulator.lab.boot import CAMERA, KEYS
from simulator.lab.malice import WRONG_CONFIGS
from tests.edge.governed import Governed
from tests.simulator.lab.walkers import (
    ALL_DAY,
    BUSY_RULES,
    WALKERS,
    ids,
    judged_ids,
    lived,
    told,
)

# Of all that was heard but what quotes versions and a library's own words.
HASH = "eef3fa8b2a3a27433f1f64173ca6ad86d1be9fe56cc1e5fcef5677f193f52226"


def test_every_walker_is_told_once_and_in_order() -> None:
    record = lived()
    assert ids(record) == judged_ids(record)
    assert len(ids(record)) == WALKERS
    assert [event["seq"] for event in told(record, "event/line_crossing")] == list(
        range(1, WALKERS + 1)
    )
    assert (record.waiting, record.frames) == (0, 300)


def test_two_runs_are_the_same_to_the_byte_and_on_every_python() -> None:
    runs = [lived("{kind: broker_hostile, at_s: 20, for_s: 20}") for _ in range(2)]
    assert runs[0].heard == runs[1].heard
    assert (runs[0].happened, runs[0].shown) == (runs[1].happened, runs[1].shown)
    payloads = b"".join(
        h.payload for h in runs[0].heard if h.topic not in ("status", "config/reported")
    )
    assert hashlib.sha256(payloads).hexdigest() == HASH


def test_another_seed_gives_other_ids() -> None:
    assert not set(judged_ids(lived(seed=2))) & set(judged_ids(lived()))


@pytest.mark.parametrize(
    "fault",
    [
        "{kind: broker_down, at_s: 12, for_s: 30}",
        "{kind: broker_down, at_s: 50, for_s: 30}",
        "{kind: broker_slow, at_s: 12, for_s: 30, delay_s: 4}",
        "{kind: broker_slow, at_s: 12, for_s: 30, delay_s: 40}",
        "{kind: broker_half_open, at_s: 12, for_s: 10}",
        "{kind: broker_half_open, at_s: 12, for_s: 200}",
        "{kind: broker_hostile, at_s: 2, for_s: 50}",
        "{kind: disk_read_only, at_s: 12, for_s: 30}",
        "{kind: disk_full, at_s: 12, for_s: 30}",
        "{kind: kill_uplink, at_s: 12}",
        "{kind: kill_uplink, at_s: 12, for_s: 30}",
    ],
)
def test_a_fault_of_network_or_disk_delays_events_and_loses_none(fault: str) -> None:
    record = lived(fault)
    assert len(judged_ids(record)) == WALKERS
    assert set(ids(record)) == set(judged_ids(record))
    assert list(dict.fromkeys(ids(record))) == judged_ids(record)
    assert record.waiting == 0


def test_what_a_broker_that_stays_away_never_got_waits_in_the_door() -> None:
    record = lived("{kind: broker_down, at_s: 12}")
    waiting = len(record.happened) - len(ids(record))
    assert record.waiting == waiting > 0
    assert max(heard.t_s for heard in record.heard) <= 12


def test_a_full_card_keeps_what_it_has_and_the_rest_waits_in_memory() -> None:
    faults = "{kind: broker_down, at_s: 1, for_s: 50}", "{kind: disk_full, at_s: 2, for_s: 50}"
    record = lived(*faults, more=BUSY_RULES)
    assert set(ids(record)) == set(judged_ids(record))


def test_a_half_open_connection_is_given_up_after_the_keepalive_and_made_anew() -> None:
    record = lived("{kind: broker_half_open, at_s: 10, for_s: 130}")
    online = [
        (h.t_s, msgspec.json.decode(h.payload)["online"])
        for h in record.heard
        if h.topic == "status"
    ]
    assert [is_online for _, is_online in online] == [True, False, True]
    assert 10 + 45 - 5 <= online[1][0] <= 10 + 45
    assert 140 <= online[2][0] <= 140 + 60 + 10


def test_a_kill_of_vision_loses_no_event_that_reached_the_door() -> None:
    record = lived("{kind: kill_vision, at_s: 13.5}", "{kind: kill_vision, at_s: 31}")
    assert set(ids(record)) == set(judged_ids(record))
    boots = [status["boot"] for status in told(record, "status") if status["online"]]
    assert sorted(set(boots)) == [1, 2, 3]
    assert None in {count["count_in"] for count in told(record, "count/middle")}


def test_a_killed_uplink_is_told_offline_by_the_broker() -> None:
    record = lived("{kind: kill_uplink, at_s: 13}")
    assert [status["online"] for status in told(record, "status")] == [True, False, True]


def test_a_hostile_broker_changes_nothing_that_the_camera_does() -> None:
    record = lived("{kind: broker_hostile, at_s: 2, for_s: 50}")
    reports = told(record, "config/reported")
    assert {report["version"] for report in reports} == {3}
    assert [r["state"] for r in reports].count("applied") == 1
    assert [r["state"] for r in reports].count("rejected") > 3


@pytest.mark.parametrize("wrong", WRONG_CONFIGS, ids=lambda wrong: repr(wrong[:60]))
def test_no_camera_takes_what_a_hostile_broker_sends(wrong: bytes, tmp_path: Path) -> None:
    camera = Governed(tmp_path, trust=KEYS.trust(CAMERA))
    at_work = camera.judges
    assert camera.receive(wrong).state == "rejected"
    assert camera.judges is at_work
    camera.end()


def test_without_a_calendar_events_have_no_time_and_schedules_stay_silent() -> None:
    record = lived("{kind: clock_unset, at_s: 0, for_s: 30}", more=ALL_DAY)
    times = [event["t"] for event in told(record, "event/line_crossing")]
    assert times[:6] == [None] * 6
    assert None not in times[6:]
    zones = [h.t_s for h in record.happened if h.topic == "event/restricted_zone"]
    assert min(zones) >= 30


def test_a_damaged_model_masks_every_picture_whole_while_it_lasts_and_a_second_more() -> None:
    record = lived("{kind: model_damaged, at_s: 10, for_s: 20}")
    whole = {shown.t_s for shown in record.shown if shown.whole}
    assert whole == {shown.t_s for shown in record.shown if 10 <= shown.t_s < 31}


def test_an_unplugged_camera_is_told_lost_and_shows_nothing() -> None:
    record = lived("{kind: camera_unplugged, at_s: 10, for_s: 20}")
    assert not [shown for shown in record.shown if 10 <= shown.t_s < 30]
    states = {health["vision"]["camera"] for health in told(record, "health") if health["vision"]}
    assert states == {"ok", "lost"}


def test_a_hot_chip_is_told_in_health() -> None:
    record = lived("{kind: heat, at_s: 10, for_s: 20, temperature_c: 91}")
    told_hot = [h["vision"] for h in told(record, "health") if h["vision"]]
    assert {(v["temperature_c"], v["throttled"], v["load"]) for v in told_hot} == {
        (48.0, False, "ok"),
        (91.0, True, "hot"),
    }


def test_a_configuration_from_afar_is_at_work_within_a_second() -> None:
    record = lived("{kind: push, at_s: 20.5, config: {rules: []}}")
    reports = [(r["version"], r["state"]) for r in told(record, "config/reported")]
    assert reports == [(3, "applied"), (4, "trial"), (4, "applied")]
    assert max(h.t_s for h in record.happened if h.topic.startswith("event/")) < 21.5


def test_a_configuration_published_while_the_broker_is_down_comes_when_it_is_back() -> None:
    record = lived(
        "{kind: broker_down, at_s: 10, for_s: 10}", "{kind: push, at_s: 12, config: {rules: []}}"
    )
    reports = [(r["version"], r["state"]) for r in told(record, "config/reported")]
    # What was said just before the connection was lost may be said again.
    assert sorted(set(reports)) == [(3, "applied"), (4, "applied"), (4, "trial")]
    assert reports[-2:] == [(4, "trial"), (4, "applied")]


@pytest.mark.parametrize("trouble", ["disk_full", "disk_read_only"])
def test_a_configuration_that_a_card_cannot_take_comes_once_it_can(trouble: str) -> None:
    record = lived(
        f"{{kind: {trouble}, at_s: 10, for_s: 20}}",
        "{kind: push, at_s: 12, config: {rules: []}}",
    )
    reports = [h for h in record.heard if h.topic == "config/reported"]
    assert reports[-1].t_s >= 30
    assert msgspec.json.decode(reports[-1].payload)["version"] == 4


def test_a_camera_looks_and_masks_though_its_card_is_read_only_for_ever() -> None:
    record = lived("{kind: disk_read_only, at_s: 0}")
    assert (record.frames, record.heard, record.waiting) == (300, (), 0)
    assert len(judged_ids(record)) == WALKERS
    assert not any(shown.whole for shown in record.shown)


@pytest.mark.parametrize("kind", ["disk_full", "disk_read_only"])
def test_what_was_judged_on_a_bad_card_from_the_beginning_comes_once_it_is_well(kind: str) -> None:
    record = lived(f"{{kind: {kind}, at_s: 0, for_s: 30}}")
    assert (record.frames, record.waiting) == (300, 0)
    assert ids(record) == judged_ids(record)
    assert [event["seq"] for event in told(record, "event/line_crossing")] == list(
        range(1, WALKERS + 1)
    )
    last = [status for status in told(record, "status") if status["online"]][-1]
    assert (last["boot"], last["config_version"]) == (1, 3)
    assert min(h.t_s for h in record.heard) >= 30


def test_lost_frames_are_frames_that_nobody_looked_at_and_the_rate_falls_now_and_then() -> None:
    record = lived(drop_share=0.3)
    assert 140 < record.frames < 210
    slow = [shown.t_s for shown in record.shown if shown.t_s % 30 >= 20]
    assert 0 < len(slow) < 50
