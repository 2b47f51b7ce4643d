"""What an event costs a card: bytes that reach the disk, from its commit until it is forgotten.

    python -m tests.benchmarks.wear [EVENTS]

Counted below an ext4 with its journal, on a loop device, so needs root. In real life a card
writes more than it is told to, by a factor that its maker knows.
"""

import os
import sys
import tempfile
from pathlib import Path

from edge.door.door import Door
from tests.edge.samples import event
from tests.faults.power import Disk

_SECTOR_BYTES = 512


def written_bytes(folder: Path) -> int:
    """Bytes written to the device below a mounted folder since it was made."""
    os.sync()
    number = folder.stat().st_dev
    stat = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/stat").read_text()
    return int(stat.split()[6]) * _SECTOR_BYTES


def live(door: Door, *, events: int, together: int, forgotten: int) -> int:
    """Commit, acknowledge and forget events. Returns the bytes of their payloads."""
    payload_bytes = waiting = 0
    for start in range(0, events, together):
        door.put([event(start + n) for n in range(together)])
        parcels = door.parcels(after=0, limit=10_000)
        payload_bytes += sum(len(parcel.payload) for parcel in parcels[-together:])
        waiting += together
        last = parcels[-1].row
        door.sent(last, forget=last if waiting >= forgotten else 0)
        waiting = 0 if waiting >= forgotten else waiting
    return payload_bytes


def main(events: int) -> None:
    print("events a commit | bytes written an event | times its payload")
    for together in (1, 4, 20, 100):
        with tempfile.TemporaryDirectory() as name:
            disk = Disk(Path(name))
            disk.renew()
            with disk.mounted() as folder:
                with Door(folder / "door.sqlite") as door:
                    door.begin_boot()
                    before = written_bytes(folder)
                    payload = live(door, events=events, together=together, forgotten=100)
                spent = written_bytes(folder) - before
        print(f"{together:15} | {spent / events:22.0f} | {spent / payload:17.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
