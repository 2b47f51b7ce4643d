"""What a camera writes to its disk, again and again; and what of it must be there after a cut.

python -m tests.faults.disk_work FOLDER TOLD ROUNDS
"""

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
from tests.edge.samples import count, event, report

_FIELDS: Final = ("seq", "deleted", "config", "answers", "reported")
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
    """Events, counts, deliveries, configurations and commands, in turn; then close the door."""
    told, last_good = Told(told_path), LastGood(folder / "config.json")
    with Door(folder / "state" / "door.sqlite") as door:
        door.begin_boot()
        begin = told["config"] + 1
        for number in range(begin, begin + rounds):
            stored = door.put([event(number * 10 + n) for n in range(3)], [count()])
            told["seq"] = stored[-1].seq
            last_good.keep(parse_config(f"version: {number}".encode()))
            told["config"] = number
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
