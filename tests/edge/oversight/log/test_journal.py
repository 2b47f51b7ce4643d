"""What the log is told: nothing twice, nothing lost silently, and no more than a card can take."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.clock import ManualClock
from edge.contract import Command, LogCheckpoint
from edge.door.door import Door
from edge.errors import refuse
from edge.oversight.log.audit import audit
from edge.oversight.log.budget import BURST, EVERY_S, START_OF
from edge.oversight.log.entry import Configured, Entry, Exported, Masked, Previewed, Started
from edge.oversight.log.journal import Journal
from edge.oversight.log.log import CHECKPOINT, ENTRIES, whole_lines
from edge.oversight.log.spool import hand_in

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
START_UTC_S = 1_800_000_000
DARK, SHOWN = Masked(whole="dark"), Masked(whole=None)
DAY_S = 86_400


class Camera:
    """The log's side of a camera; another one over the same folder is a restart."""

    def __init__(self, folder: Path, *, utc_s: float | None = START_UTC_S) -> None:
        self.folder = folder / "log"
        self.clock = ManualClock(mono_s=50.0, utc_s=utc_s)
        self.door = Door(folder / "door.sqlite")
        self.has_key = True
        self.journal = Journal(self.folder, key=self._key, clock=self.clock)

    def _key(self) -> Ed25519PrivateKey:
        if not self.has_key:
            raise refuse("device.key", "damaged")
        return KEY

    def turn(self, seconds: float = 1.0) -> None:
        self.clock.advance(seconds)
        self.journal.turn(self.door, session=self.door.session)

    def entries(self) -> list[Entry]:
        return whole_lines((self.folder / ENTRIES).read_bytes())[0][1:]

    def told(self) -> bytes:
        (parcel,) = [
            parcel
            for parcel in self.door.parcels(after=0, limit=999)
            if parcel.suffix == "log/checkpoint"
        ]
        assert parcel.retain
        return msgspec.json.decode(parcel.payload, type=LogCheckpoint).note.encode()


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Camera]:
    camera = Camera(tmp_path)
    yield camera
    camera.door.close()


def test_what_happens_is_written_in_order_with_its_minute_and_the_head_is_told(
    camera: Camera,
) -> None:
    camera.journal.note(DARK)
    camera.clock.advance(130.0)
    camera.journal.note(SHOWN)
    camera.turn()
    assert camera.entries() == [
        Masked(whole="dark", n=1, t=START_UTC_S),
        Masked(whole=None, n=2, t=START_UTC_S + 120),
    ]
    assert camera.told() == (camera.folder / CHECKPOINT).read_bytes()


def test_a_head_is_told_once_and_again_to_a_door_that_begins_afresh(
    camera: Camera, tmp_path: Path
) -> None:
    camera.turn()
    first = camera.told()
    rows = [parcel.row for parcel in camera.door.parcels(after=0, limit=9)]
    camera.turn()
    assert [parcel.row for parcel in camera.door.parcels(after=0, limit=9)] == rows
    camera.door.close()
    camera.door = Door(tmp_path / "fresh.sqlite")
    camera.turn()
    assert camera.told() == first


def test_how_something_is_stands_there_once_however_often_it_starts(tmp_path: Path) -> None:
    for _ in range(3):
        camera = Camera(tmp_path)
        camera.journal.note_change(Configured(state="applied", version=4))
        camera.turn()
        camera.door.close()
    assert [entry.n for entry in camera.entries()] == [1]


def test_of_a_flood_the_newest_of_each_kind_is_kept_and_says_how_many_were_not(
    camera: Camera,
) -> None:
    camera.turn()
    for _ in range(500):
        camera.journal.note(DARK)
        camera.journal.note(SHOWN)
        camera.turn(0.25)
    camera.journal.note(Previewed(open=True))
    camera.turn(2 * EVERY_S)
    entries = camera.entries()
    assert len(entries) <= BURST + 3
    masks = [entry for entry in entries if isinstance(entry, Masked)]
    assert masks[-1].whole is None
    assert len(masks) + sum(entry.skipped for entry in masks) == 1000
    assert Previewed(open=True, n=entries[-1].n, t=entries[-1].t) == entries[-1]


def test_no_flood_costs_more_than_a_few_kilobytes_a_day(camera: Camera) -> None:
    for _ in range(50):
        camera.journal.note(DARK)
        camera.journal.note(SHOWN)
        camera.turn(EVERY_S)
    count = len(camera.entries())
    assert count <= BURST + 50
    mean_bytes = (camera.folder / ENTRIES).stat().st_size / count
    assert mean_bytes * DAY_S / EVERY_S < 30_000


def test_a_camera_that_starts_again_and_again_has_no_more_room_than_one_that_goes_on(
    tmp_path: Path,
) -> None:
    starts = BURST + 12
    for boot in range(starts):
        camera = Camera(tmp_path, utc_s=START_UTC_S + 10.0 * boot)
        camera.journal.started(Started(firmware="1.0", source="usb", boot=boot))
        camera.journal.note(Masked(whole="starting"))
        camera.turn()
        camera.door.close()
    written = camera.entries()
    assert len(written) <= BURST + starts / START_OF + 10 * starts / EVERY_S
    assert any(isinstance(entry, Started) for entry in written)


def test_without_a_clock_a_start_is_still_written_and_a_crash_loop_is_bounded(
    tmp_path: Path,
) -> None:
    for boot in range(30):
        camera = Camera(tmp_path, utc_s=None)
        camera.journal.started(Started(firmware="1.0", source="usb", boot=boot))
        camera.turn()
        camera.door.close()
    assert 1 <= len(camera.entries()) < 25


def test_what_a_full_disk_did_not_take_is_written_when_there_is_room(
    camera: Camera, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "log"
    in_the_way.touch()
    for _ in range(3):
        camera.journal.note(DARK)
        camera.turn()
    in_the_way.unlink()
    camera.turn(20.0)
    assert [entry.n for entry in camera.entries()] == [1, 2, 3]


def test_without_its_key_nothing_is_written_and_nothing_is_lost(camera: Camera) -> None:
    camera.has_key = False
    camera.journal.note(DARK)
    camera.turn()
    assert not (camera.folder / ENTRIES).exists()
    camera.has_key = True
    camera.turn(20.0)
    assert [type(entry) for entry in camera.entries()] == [Masked]


def test_an_export_that_another_program_made_is_written_once(camera: Camera) -> None:
    camera.turn()
    hand_in(camera.folder, Exported(digest="a" * 64))
    for _ in range(4):
        camera.turn(6.0)
    assert [type(entry) for entry in camera.entries()] == [Exported]


def test_other_programs_can_say_nothing_else(camera: Camera) -> None:
    camera.turn()
    hand_in(camera.folder, DARK)
    (camera.folder / "asked" / "00.json").write_bytes(b"{")
    for _ in range(4):
        camera.turn(6.0)
    assert camera.entries() == []
    assert list((camera.folder / "asked").iterdir()) == []


def test_an_entry_and_a_continuation_can_be_proved_and_what_is_not_there_cannot(
    camera: Camera,
) -> None:
    camera.journal.note(DARK)
    camera.turn()
    ask = {"id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "name": "log-proof", "t": 0}
    proof = camera.journal.prove(Command(entry=1, since=1, **ask))
    assert proof is not None
    assert (proof.entry, len(proof.inclusion), len(proof.consistency)) == (
        '{"kind":"mask","n":1,"t":1800000000,"whole":"dark"}',
        1,
        1,
    )
    assert camera.journal.prove(Command(entry=2, **ask)) is None
    assert camera.journal.prove(Command(since=9, **ask)) is None


def test_a_restart_leaves_a_log_that_continues_what_was_told(tmp_path: Path) -> None:
    camera = Camera(tmp_path)
    camera.journal.note(DARK)
    camera.turn()
    told = camera.told()
    camera.door.close()
    camera = Camera(tmp_path)
    camera.journal.note(SHOWN)
    camera.turn()
    raw, head = (camera.folder / ENTRIES).read_bytes(), camera.told()
    camera.door.close()
    assert not audit(raw, head, KEY.public_key(), others={"before": told}).findings
