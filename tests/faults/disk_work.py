"""What a camera writes to its disk, again and again; and what of it must be there after a cut.

python -m tests.faults.disk_work FOLDER TOLD ROUNDS
"""

import hashlib
import logging
import mmap
import struct
import sys
from pathlib import Path
from typing import Final

import msgspec

from edge.config import parse_config
from edge.desired.last_good import LastGood
from edge.door.door import Asked, Door, DoorError
from edge.privacy.event import Event
from edge.update import record as steps
from edge.update.prove import prove
from edge.update.record import Records
from edge.update.staging import Staging
from tests.edge.samples import count, event, report
from tests.edge.update.updated import bundle

_FIELDS: Final = ("seq", "deleted", "config", "answers", "reported", "switched", "models")
_FOREVER: Final = 10**9


class Told:
    """What is certain, in memory that no power cut of the disk reaches. path: not on that disk."""

    def __init__(self, path: Path) -> None:
        size = 8 * len(_FIELDS)
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), size)

    def __getitem__(self, name: str) -> int:
        return int(struct.unpack_from("q", self._memory, 8 * _FIELDS.index(name))[0])

    def __setitem__(self, name: str, value: int) -> None:
        struct.pack_into("q", self._memory, 8 * _FIELDS.index(name), value)


def work(folder: Path, told_path: Path, rounds: int = _FOREVER) -> None:
    """Events, counts, deliveries, configurations, updates and commands, in turn."""
    told, last_good = Told(told_path), LastGood(folder / "config.json")
    with Door(folder / "state" / "door.sqlite") as door:
        door.begin_boot()
        begin = told["config"] + 1
        for number in range(begin, begin + rounds):
            stored = door.put([event(number * 10 + n) for n in range(3)], [count()])
            told["seq"] = stored[-1].seq
            last_good.keep(parse_config(f"version: {number}".encode()))
            told["config"] = number
            _update(folder / "vision", told, number)
            door.deliver_config(b"configuration %d" % number)
            door.take_config()
            door.report_config(report(number))
            told["reported"] = number
            door.deliver_command(Asked(name="ping", raw=b"{}", reply="response/x"))
            for asked in door.commands():
                door.answer(asked, report(), id_=str(number), t=number)
                told["answers"] = number
            _deliver_half(door, told)


def faults_of(folder: Path, told_path: Path) -> list[str]:
    """What is wrong after a cut and a restart; nothing, if all that was told is there."""
    told, config = Told(told_path), LastGood(folder / "config.json").load()
    faults = []
    if (0 if config is None else config.version) < told["config"]:
        faults.append("an older configuration than was kept")
    faults += _update_faults(folder / "vision", told)
    if list(folder.glob("*.damaged")):
        faults.append("a damaged configuration")
    try:
        with Door(folder / "state" / "door.sqlite") as door:
            faults += _door_faults(door, told)
            door.put([event(7)])
    except DoorError as error:
        faults.append(f"the door does not open: {error}")
    return faults


def _door_faults(door: Door, told: Told) -> list[str]:
    waiting = [
        msgspec.json.decode(parcel.payload, type=Event).seq
        for parcel in door.parcels(after=0, limit=1_000_000)
        if parcel.suffix.startswith("event/")
    ]
    (last,) = door.put([event(6)])
    expected = list(range(waiting[0] if waiting else last.seq, last.seq))
    checks = {
        "the door was set aside": door.recovered == 0,
        "an event is lost": last.seq > told["seq"],
        "events have a gap or another order": waiting == expected,
        "an event that nobody has is gone": len(waiting) >= last.seq - 1 - told["deleted"],
        "a report is forgotten": (door.config_version or 0) >= told["reported"],
        "an answer is forgotten": told["answers"] == 0
        or door.is_answered(str(told["answers"]), t=told["answers"]),
    }
    return [name for name, is_well in checks.items() if not is_well]


def _update(folder: Path, told: Told, number: int) -> None:
    """Models on their whole way: taken up, fetched, proved, switched to, begun with, and kept."""
    records, part = Records(folder), folder / "part"
    folder.mkdir(exist_ok=True)
    part.write_bytes(b"models %d" % number)
    wanted = bundle(part.read_bytes(), version=number)
    records.keep(steps.taken_up(records.now, wanted, b"", ()))
    records.keep(steps.checking(records.now))
    assert not prove(part, records.folder, wanted, objects=None, faces=None)
    records.keep(steps.on_trial(records.now))
    told["switched"] = number
    records.keep(steps.begun(records.now))
    records.keep(steps.proved(records.now))
    told["models"] = number
    Staging(folder, records, prover=()).clear()


def _update_faults(folder: Path, told: Told) -> list[str]:
    """What is at work or on trial lies there whole, and is no older than it was."""
    records = Records(folder)
    now = records.now
    checks = {
        "the record of updates is damaged": records.trouble is None,
        "an older bundle than was kept is at work": now.version_of("firmware") >= told["models"],
        "a switch is forgotten": _highest(now) >= told["switched"],
        "what is at work is not whole": all(_is_whole(records, one) for one in _used(now)),
    }
    records.keep(steps.begun(now))
    return [name for name, is_well in checks.items() if not is_well]


def _highest(record: steps.Record) -> int:
    mark = record.marks.get("firmware")
    return 0 if mark is None else mark.highest


def _used(record: steps.Record) -> list[steps.Installed]:
    on_trial = record.stage == "trial" and record.bundle is not None
    trial = [steps.of(record.bundle)] if on_trial and record.bundle is not None else []
    return [*record.at_work.values(), *trial]


def _is_whole(records: Records, one: steps.Installed) -> bool:
    file = records.place(one.sha256) / "firmware.raucb"
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == one.sha256


def _deliver_half(door: Door, told: Told) -> None:
    """As the uplink does: the older half of what waits is acknowledged."""
    parcels = door.parcels(after=0, limit=1_000)
    gone = parcels[: len(parcels) // 2]
    for parcel in gone:
        if parcel.suffix.startswith("event/"):
            told["deleted"] = msgspec.json.decode(parcel.payload, type=Event).seq
    if gone:
        door.sent(gone[-1].row, forget=gone[-1].row)


if __name__ == "__main__":
    logging.basicConfig(level=logging.CRITICAL)
    work(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
