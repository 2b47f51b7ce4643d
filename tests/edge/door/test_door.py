"""The door: durable, in order, bounded, and never stuck on a bad file."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, contextmanager, suppress

import msgspec
import pytest

from edge.contract import MAX_ENVELOPE_BYTES
from edge.door import file as door_file
from edge.door.door import LATE_S, SENDING_ROWS, Door, DoorError
from edge.privacy.event import Event, event_bytes, late_bytes
from tests.edge.samples import count, event, event_id, report, vision_health


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "door.sqlite"


def everything(door):
    return door.parcels(after=0, limit=1_000_000)


def forget(door, row):
    door.sent(row, forget=row)


def seqs(door):
    return [
        msgspec.json.decode(p.payload, type=Event).seq
        for p in everything(door)
        if p.suffix.startswith("event/")
    ]


def reports(door):
    return [
        msgspec.json.decode(p.payload)["version"]
        for p in everything(door)
        if p.suffix == "config/reported"
    ]


def test_events_come_out_in_the_order_they_went_in(path):
    with Door(path) as vision, Door(path) as uplink:
        vision.put([event(1), event(2)])
        vision.put([event(3)])
        ids = [msgspec.json.decode(p.payload)["id"] for p in everything(uplink)]
        assert ids == [event_id(1), event_id(2), event_id(3)]


def test_put_returns_what_was_stamped(path):
    with Door(path) as door:
        (first,) = door.put([event(1)])
        assert (first.session, first.seq) == (door.session, 1)


def test_the_numbering_has_no_gap_over_restarts(path):
    for number in range(5):
        with Door(path) as door:
            door.put([event(number)])
    with Door(path) as door:
        assert seqs(door) == [1, 2, 3, 4, 5]


def test_the_numbering_goes_on_after_delivery(path):
    with Door(path) as door:
        door.put([event(1)])
        forget(door, everything(door)[-1].row)
        door.put([event(2)])
        assert seqs(door) == [2]


def test_a_row_number_is_never_given_twice(path):
    with Door(path) as door:
        door.put([event(1)])
        (first,) = everything(door)
        forget(door, first.row)
        door.put([event(2)])
        forget(door, first.row)
        assert door.depth() == 1


@pytest.mark.parametrize(
    "bad",
    [
        event(9, zone="Platform 9, next to Anna"),
        event(9, t=1.5),
        event(9, box=[0, 0, 1, 1]),
        event(9, zone="\ud800"),
        event(9, label=object()),
        object(),
        {"v": 1},
        count(),
    ],
)
def test_a_value_that_is_no_event_is_dropped_and_counted_and_leaves_no_gap(path, bad):
    with Door(path) as door:
        assert [e.seq for e in door.put([event(1), bad, event(2)])] == [1, 2]
        assert (door.rejected, seqs(door)) == (1, [1, 2])


def test_a_subclass_of_an_event_cannot_smuggle_a_field(path):
    class Chatty(type(event()), frozen=True, kw_only=True, tag="loitering"):
        name: str = "Anna"

    talk = Chatty(**{name: getattr(event(1), name) for name in event(1).__struct_fields__})
    with Door(path) as door:
        assert door.put([talk]) == ()
        assert (door.rejected, door.depth()) == (1, 0)


def test_a_count_has_its_line_in_the_topic(path):
    with Door(path) as door:
        door.put([], [count("gate")])
        assert [p.suffix for p in everything(door)] == ["count/gate"]


def test_a_count_cannot_choose_another_topic(path):
    with Door(path) as door:
        door.put([], [count("../status"), count("+")])
        assert (door.rejected, door.depth()) == (2, 0)


def test_events_are_not_retained_and_reports_are(path):
    with Door(path) as door:
        door.put([event(1)])
        door.report_config(report(1))
        assert [(p.qos, p.retain) for p in everything(door)] == [(1, False), (1, True)]


def test_only_the_latest_report_waits_behind_the_events_before_it(path):
    with Door(path) as door:
        door.report_config(report(1))
        door.put([event(1)])
        door.report_config(report(2))
        assert reports(door) == [2]
        assert everything(door)[-1].suffix == "config/reported"
        assert door.config_version == 2


def test_a_full_outbox_drops_the_oldest_events_that_are_not_under_way(path):
    with Door(path, max_outbox_bytes=100_000) as door:
        for start in range(0, 1000, 10):
            door.put([event(n) for n in range(start, start + 10)])
        kept = seqs(door)
        assert kept[:SENDING_ROWS] == list(range(1, SENDING_ROWS + 1))
        assert kept[SENDING_ROWS:] == list(range(kept[SENDING_ROWS], 1001))
        lost, _ = door.dropped()
        assert lost == 1000 - len(kept) > 0


def test_a_full_outbox_stays_within_its_limit(path):
    with Door(path, max_outbox_bytes=100_000) as door:
        for start in range(0, 1000, 10):
            door.put([event(n) for n in range(start, start + 10)])
        assert 90_000 < sum(len(p.payload) + 48 + 15 for p in everything(door)) <= 100_000


def test_a_full_outbox_keeps_counts_and_reports(path):
    with Door(path, max_outbox_bytes=100_000) as door:
        door.put([event(n) for n in range(200)])
        door.report_config(report(7))
        door.put([], [count()] * 20)
        door.put([event(n) for n in range(200, 1000)])
        suffixes = [p.suffix for p in everything(door)]
        assert (suffixes.count("count/gate"), reports(door)) == (20, [7])


def test_counts_alone_cannot_grow_without_bound(path):
    with Door(path, max_outbox_bytes=100_000) as door:
        door.put([], [count()] * 2000)
        assert door.depth() < 1000
        assert door.dropped() == (0, 2000 - door.depth())


def test_a_configuration_is_taken_once(path):
    with Door(path) as vision, Door(path) as uplink:
        uplink.deliver_config(b"one")
        assert [vision.take_config(), vision.take_config()] == [b"one", None]


def test_a_newer_configuration_replaces_an_older_one(path):
    with Door(path) as door:
        door.deliver_config(b"one")
        door.deliver_config(b"two")
        assert [door.take_config(), door.take_config()] == [b"two", None]


def test_a_configuration_whose_judge_died_is_judged_again(path):
    with Door(path) as door:
        door.deliver_config(b"one")
        door.take_config()
    with Door(path) as restarted:
        assert restarted.take_config() == b"one"


def test_a_reported_configuration_is_not_judged_again(path):
    with Door(path) as door:
        door.deliver_config(b"one")
        door.take_config()
        door.report_config(report(1))
    with Door(path) as restarted:
        assert restarted.take_config() is None


def test_the_brokers_repetition_of_a_judged_configuration_is_not_judged_again(path):
    with Door(path) as door:
        for _ in range(2):
            door.deliver_config(b"one")
            if door.take_config() is not None:
                door.report_config(report(1))
        door.deliver_config(b"one")
        assert door.take_config() is None


def test_going_back_to_an_earlier_configuration_is_judged(path):
    with Door(path) as door:
        for raw in (b"one", b"two"):
            door.deliver_config(raw)
            door.take_config()
            door.config_taken()
        door.deliver_config(b"one")
        assert door.take_config() == b"one"


def test_a_configuration_that_arrives_during_a_judgement_is_kept(path):
    with Door(path) as vision, Door(path) as uplink:
        uplink.deliver_config(b"one")
        vision.take_config()
        uplink.deliver_config(b"two")
        vision.report_config(report(1))
        vision.config_taken()
        assert vision.take_config() == b"two"


def test_a_configuration_that_is_too_large_is_cut_just_above_the_limit(path):
    with Door(path) as door:
        door.deliver_config(b"x" * (2 * MAX_ENVELOPE_BYTES))
        assert len(door.take_config()) == MAX_ENVELOPE_BYTES + 1


def test_health_is_the_latest_with_its_age(path):
    now_s = [100.0]
    with Door(path, mono_s=lambda: now_s[0]) as door:
        assert door.health() is None
        door.set_health(vision_health(frames=1))
        door.set_health(vision_health(frames=2))
        now_s[0] = 103.0
        assert door.health() == (vision_health(frames=2), 3.0)
        assert door.depth() == 0


def test_a_change_by_the_other_process_is_seen_once(path):
    with Door(path) as vision, Door(path) as uplink:
        assert uplink.changed()
        assert not uplink.changed()
        vision.put([event(1)])
        assert [uplink.changed(), uplink.changed()] == [True, False]


def test_starts_are_counted(path):
    for _ in range(3):
        with Door(path) as door:
            boot = door.begin_boot()
    assert boot == 3


def test_only_the_owner_may_read_it(path):
    with Door(path) as door:
        door.put([event(1)])
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.glob("door.sqlite*")}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {modes[f"door.sqlite{end}"] for end in ("", "-wal", "-shm")} == {0o600}


def garbage(path):
    path.write_bytes(os.urandom(20_000))


def torn(path):
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def scribbled(path):
    raw = bytearray(path.read_bytes())
    raw[4096 : len(raw)] = b"\x55" * (len(raw) - 4096)
    path.write_bytes(raw)


def another_programs(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE meta (surprise)")


def from_the_future(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("damage", [garbage, torn, scribbled, another_programs, from_the_future])
def test_a_damaged_file_is_set_aside_and_a_new_session_starts(path, damage):
    with Door(path) as door:
        door.put([event(n) for n in range(100)])
        before = door.session
    damage(path)
    with Door(path) as door:
        door.put([event(1)])
        assert (seqs(door), door.recovered) == ([1], 1)
        assert door.session != before
    assert path.with_name("door.sqlite.corrupt-1").exists()


def test_an_empty_file_is_a_fresh_door(path):
    path.parent.mkdir()
    path.touch()
    with Door(path) as door:
        assert (door.depth(), door.recovered) == (0, 0)


def test_damaged_files_do_not_pile_up(path):
    for _ in range(5):
        path.parent.mkdir(exist_ok=True)
        garbage(path)
        with Door(path) as door:
            recovered = door.recovered
    assert recovered == 5
    aside = sorted(p.name for p in path.parent.glob("*.corrupt-*"))
    assert aside == ["door.sqlite.corrupt-4", "door.sqlite.corrupt-5"]


def test_the_other_process_follows_to_the_fresh_file(path):
    with Door(path) as vision:
        vision.put([event(1)])
        for ending in ("-wal", "-shm", ""):
            path.with_name(f"door.sqlite{ending}").replace(path.with_name(f"old{ending}"))
        with Door(path) as uplink:
            vision.put([event(2)])
            assert uplink.changed()
            assert seqs(uplink) == [1]
            assert vision.session == uplink.session
    with Door(path) as door:
        assert seqs(door) == [1]


def test_damage_under_a_running_process_costs_an_error_and_then_a_fresh_start(path):
    with Door(path) as door:
        door.put([event(n) for n in range(500)])
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        scribbled(path)
        with Door(path) as fresh:
            assert fresh.recovered == 1
        door.put([event(1)])
        assert seqs(door) == [1]


def as_root(*command):
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    return subprocess.run([*sudo, *command], capture_output=True).returncode == 0


@contextmanager
def tiny_disk(where, size):
    where.mkdir(exist_ok=True)
    options = f"size={size},uid={os.geteuid()}"
    if not as_root("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(where)):
        pytest.skip("needs root and mount to make a disk that is really full")
    try:
        yield where
    finally:
        as_root("umount", "-l", str(where))


def fill(door):
    stored = 0
    with pytest.raises(DoorError, match=r"door\.sqlite.*full"):
        while True:
            stored += len(door.put([event(n) for n in range(100)]))
    for _ in range(100):
        with suppress(DoorError):
            stored += len(door.put([event(1)]))
    return stored


def drain(door):
    for _ in range(1000):
        with suppress(DoorError):
            parcels = door.parcels(after=0, limit=50)
            if not parcels:
                return
            forget(door, parcels[-1].row)


def test_a_full_disk_is_an_error_that_names_the_file_and_loses_nothing_stored(tmp_path):
    with tiny_disk(tmp_path / "disk", "1m") as disk, Door(disk / "door.sqlite") as door:
        stored = fill(door)
        assert seqs(door) == list(range(1, stored + 1))


def test_after_a_full_disk_has_room_again_the_numbering_goes_on(tmp_path):
    with tiny_disk(tmp_path / "disk", "8m") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(1_000_000))
        with Door(disk / "door.sqlite") as door:
            stored = fill(door)
            ballast.unlink()
            door.put([event(1)])
            assert seqs(door) == list(range(1, stored + 2))


def test_a_full_disk_can_be_drained_though_nobody_makes_room(tmp_path):
    with tiny_disk(tmp_path / "disk", "8m") as disk, Door(disk / "door.sqlite") as door:
        fill(door)
        drain(door)
        assert door.depth() == 0


def test_in_a_folder_that_hands_its_group_on_the_door_is_for_the_group(tmp_path):
    # As on a camera, where vision and uplink are two users.
    tmp_path.chmod(0o2770)
    with Door(tmp_path / "door.sqlite") as door:
        door.put([event()])
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("door.sqlite*[lm]")}
    assert modes == {0o660}


def test_a_read_only_disk_is_an_error_that_names_the_file(tmp_path):
    with tiny_disk(tmp_path / "disk", "1m") as disk:
        with Door(disk / "door.sqlite") as door:
            door.put([event(1)])
        assert as_root("mount", "-o", "remount,ro", str(disk))
        with (
            Door(disk / "door.sqlite") as door,
            pytest.raises(DoorError, match=r"door\.sqlite"),
        ):
            door.begin_boot()


def test_a_door_on_a_full_disk_opens_once_there_is_room(tmp_path):
    with tiny_disk(tmp_path / "disk", "8m") as disk, Door(disk / "door.sqlite") as door:
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(bytes(4_096))
        with pytest.raises(DoorError, match=r"door\.sqlite"):
            door.begin_boot()
        ballast.unlink()
        assert door.begin_boot() == 1
        assert list(disk.glob("*.corrupt-*")) == []


def test_a_door_on_a_read_only_disk_takes_all_once_it_is_not(tmp_path):
    with tiny_disk(tmp_path / "disk", "8m") as disk:
        with Door(disk / "door.sqlite") as before:
            before.put([event(1)])
        assert as_root("mount", "-o", "remount,ro", str(disk))
        with Door(disk / "door.sqlite") as door:
            with pytest.raises(DoorError):
                door.put([event(2)])
            assert as_root("mount", "-o", "remount,rw", str(disk))
            door.put([event(2)])
            assert seqs(door) == [1, 2]


def test_a_boot_and_what_it_starts_with_are_told_together(path):
    with Door(path) as door:
        assert door.begin_boot(report(7)) == 1
        assert (door.config_version, door.depth()) == (7, 1)


def test_a_limit_on_the_file_that_needs_no_root_is_an_error_too(path):
    with Door(path) as door:
        door._file.rows("PRAGMA max_page_count = 40")
        stored = fill(door)
        assert seqs(door) == list(range(1, stored + 1))


def test_a_folder_that_cannot_be_made_is_an_error_that_names_the_file(tmp_path):
    (tmp_path / "state").write_text("a file, not a folder")
    with (
        Door(tmp_path / "state" / "door.sqlite") as door,
        pytest.raises(DoorError, match=r"door\.sqlite"),
    ):
        door.depth()


def test_two_processes_that_find_a_damaged_file_at_once_set_it_aside_once(path):
    path.parent.mkdir()
    garbage(path)
    program = (
        "import sys, pathlib; from edge.door.door import Door;"
        "print(Door(pathlib.Path(sys.argv[1])).session)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    sessions = {process.communicate()[0] for process in both}
    assert len(sessions) == 1
    assert not path.with_name("door.sqlite.corrupt-2").exists()


def test_two_doors_in_one_process_keep_their_locks(path):
    elsewhere = (
        "import sys, pathlib; from edge.door.door import Door\n"
        "with Door(pathlib.Path(sys.argv[1])) as door: print(door.depth())"
    )

    def seen_elsewhere():
        words = [sys.executable, "-c", elsewhere, path]
        return int(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)

    with Door(path) as vision, Door(path):
        vision.put([event(1)])
        assert seen_elsewhere() == 1
        vision.put([event(2)])
        assert seen_elsewhere() == 2


def test_connections_are_opened_as_the_door_is_told(path):
    opened = []

    def connect(file):
        opened.append(door_file.connect(file))
        return opened[-1]

    with Door(path, connect=connect) as door:
        door.put([event(1)])
        opened[0].execute("PRAGMA query_only = ON")
        with pytest.raises(DoorError, match="readonly"):
            door.put([event(2)])
        assert seqs(door) == [1]
    assert len(opened) == 1


def told(door):
    return [msgspec.json.decode(p.payload, type=Event) for p in everything(door)]


def test_an_event_that_is_told_late_says_so_and_keeps_its_own_time(path):
    now_s = [100.0]
    with Door(path, mono_s=lambda: now_s[0]) as door:
        door.put([event(1, t=1_770_000_000)])
        now_s[0] += LATE_S
        door.put([event(2, t=1_770_000_060)])
        assert [one.replayed for one in told(door)] == [False, False]
        now_s[0] += LATE_S
        assert [one.replayed for one in told(door)] == [True, False]
        assert [one.t for one in told(door)] == [1_770_000_000, 1_770_000_060]


def test_what_was_put_before_the_machine_started_anew_is_late_whatever_its_clock_says(
    path, monkeypatch
):
    monkeypatch.setattr("edge.door.door.machine_start", lambda: "before")
    with Door(path, mono_s=lambda: 5_000.0) as door:
        door.put([event(1)])
    monkeypatch.setattr("edge.door.door.machine_start", lambda: "now")
    with Door(path, mono_s=lambda: 7.0) as door:
        assert [one.replayed for one in told(door)] == [True]
        door.put([event(2)])
        assert [one.replayed for one in told(door)] == [True, False]


def test_counts_and_reports_have_times_of_their_own_and_no_such_mark(path):
    now_s = [100.0]
    with Door(path, mono_s=lambda: now_s[0]) as door:
        door.put([], [count()])
        door.report_config(report(1))
        before = everything(door)
        now_s[0] += 2 * LATE_S
        assert everything(door) == before


def test_a_late_event_is_what_the_schema_makes_of_it(path):
    raw = event_bytes(event(1))
    late = msgspec.json.decode(late_bytes(raw), type=Event)
    assert late == msgspec.structs.replace(event(1), replayed=True)
    assert late_bytes(late_bytes(raw)) == late_bytes(raw)
    assert late_bytes(event_bytes(late)) == event_bytes(late)


@pytest.mark.parametrize(
    "times",
    [
        [None, None, 1_770_000_000],
        [1_770_000_000, 1_700_000_000, 1_770_000_060],
        [1_770_000_000, 1_870_000_000, 1_770_000_060],
    ],
)
def test_a_clock_that_is_not_set_or_jumps_changes_neither_order_nor_numbers(path, times):
    with Door(path) as door:
        for number, t in enumerate(times):
            door.put([event(number, t=t)])
        assert [one.t for one in told(door)] == times
        assert seqs(door) == [1, 2, 3]
        assert len({one.id for one in told(door)}) == 3


def test_each_paper_is_kept_judged_and_reported_by_itself(path):
    with Door(path) as vision, Door(path) as uplink:
        uplink.deliver("config", b"config")
        uplink.deliver("policy", b"policy")
        assert (vision.take("policy"), vision.take("config")) == (b"policy", b"config")
        vision.report("policy", report(3), version=3)
        assert (vision.policy_version, vision.config_version) == (3, None)
        assert [p.suffix for p in everything(uplink)] == ["policy/reported"]
    with Door(path) as restarted:
        assert (restarted.take("policy"), restarted.take("config")) == (None, b"config")


def test_a_report_is_made_once_the_broker_has_acknowledged_it(path):
    with Door(path) as vision, Door(path) as uplink:
        assert vision.is_reported("config")
        vision.report_config(report(1))
        assert not vision.is_reported("config")
        uplink.sent(everything(uplink)[-1].row)
        assert vision.is_reported("config")


def test_damage_that_no_check_finds_costs_an_error_and_then_a_fresh_start(path):
    with Door(path) as door:
        door.put([event(n) for n in range(300)])
        before = door.session
    with closing(sqlite3.connect(path)) as db:
        # An index whose table is another one's: quick_check does not compare them.
        db.execute("PRAGMA writable_schema = ON")
        db.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'meta') WHERE name = 'outbox'"
        )
        db.commit()
    with Door(path) as door:
        for _ in range(3):
            with suppress(DoorError):
                door.put([event(1)])
        door.put([event(2)])
        assert (door.recovered, door.session != before) == (1, True)


EARLIER = """
CREATE TABLE meta (
    session TEXT NOT NULL, recovered INTEGER NOT NULL,
    boot INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0, outbox_bytes INTEGER NOT NULL DEFAULT 0,
    config_version INTEGER, judged BLOB
);
CREATE TABLE outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, suffix TEXT NOT NULL,
    payload BLOB NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL, size INTEGER NOT NULL
);
CREATE INDEX drop_order ON outbox (kind, row);
CREATE TABLE desired (revision INTEGER PRIMARY KEY AUTOINCREMENT, raw BLOB NOT NULL);
CREATE TABLE health (raw BLOB NOT NULL, mono_s REAL NOT NULL, machine_start TEXT NOT NULL);
INSERT INTO meta VALUES ('0123abcd', 2, 5, 1, 7, 400, 3, NULL);
INSERT INTO desired (raw) VALUES (x'00');
PRAGMA user_version = 1;
"""


def test_a_door_of_the_first_layout_keeps_what_waits_in_it(path):
    path.parent.mkdir()
    raw = event_bytes(event(1, seq=1, session="0123abcd"))
    with closing(sqlite3.connect(path)) as db:
        db.executescript(EARLIER)
        db.execute(
            "INSERT INTO outbox VALUES (9, 0, 'event/loitering', ?, 1, 0, ?)", (raw, len(raw))
        )
        db.commit()
    with Door(path) as door:
        assert (door.session, door.boot, door.recovered) == ("0123abcd", 5, 2)
        assert (door.dropped(), door.config_version) == ((7, 0), 3)
        assert [one.replayed for one in told(door)] == [True]
        door.put([event(2)])
        assert seqs(door) == [1, 2]
        assert door.take("config") is None
    assert not list(path.parent.glob("*.corrupt-*"))


def test_a_log_that_is_cut_after_any_write_leaves_a_whole_door(path, tmp_path):
    """Each frame of the log, and the middle of each: as far as a power cut let it get."""
    with Door(path) as door:
        door.begin_boot()
        for number in range(4):
            door.put([event(number * 2), event(number * 2 + 1)], [count()])
        log = path.with_name("door.sqlite-wal").read_bytes()
        file, session = path.read_bytes(), door.session
    frame_bytes = 24 + int.from_bytes(log[8:12])
    kept = []
    for cut in range(32, len(log) + 1, frame_bytes // 2):
        copy = tmp_path / f"cut-{cut}" / "door.sqlite"
        copy.parent.mkdir()
        copy.write_bytes(file)
        copy.with_name("door.sqlite-wal").write_bytes(log[:cut])
        with Door(copy) as door:
            assert door.recovered == 0
            if door.session == session:
                kept.append(len(seqs(door)))
                assert seqs(door) == list(range(1, kept[-1] + 1))
    # Whole transactions, in order, and in the end all of them.
    assert sorted(set(kept)) == [0, 2, 4, 6, 8]
    assert kept == sorted(kept)
